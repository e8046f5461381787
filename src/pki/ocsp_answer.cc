#include "pki/ocsp_answer.h"

#include <openssl/ocsp.h>

#include <array>
#include <chrono>
#include <memory>

#include "ossl/error_queue.h"

namespace shakedown::pki {
namespace {

using BasicPtr = std::unique_ptr<OCSP_BASICRESP, ossl::Deleter<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, ossl::Deleter<OCSP_RESPONSE_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, ossl::Deleter<OCSP_CERTID_free>>;

constexpr std::array<const char*, 10> kManners = {
    "good",   "revoked", "unknown",           "try-later", "refused",
    "silent", "stale",   "other-certificate", "stranger",  "no-purpose"};

ossl::Asn1TimePtr InHours(int hours) {
  const auto time = UtcNow() + std::chrono::hours(hours);
  return ossl::Asn1TimePtr(
      ASN1_GENERALIZEDTIME_set(nullptr, static_cast<time_t>(time.time_since_epoch().count())));
}

CertIdPtr IdOf(const Authority& issuer, X509* leaf, OcspManner manner) {
  X509* const above = issuer.certificate.get();
  if (manner != OcspManner::kOtherCertificate) {
    return CertIdPtr(OCSP_cert_to_id(nullptr, leaf, above));
  }
  const ossl::BignumPtr serial(ASN1_INTEGER_to_BN(X509_get0_serialNumber(leaf), nullptr));
  if (serial == nullptr || BN_add_word(serial.get(), 1) != 1) return nullptr;
  const ossl::Asn1IntegerPtr next(BN_to_ASN1_INTEGER(serial.get(), nullptr));
  return CertIdPtr(OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(above),
                                    X509_get0_pubkey_bitstr(above), next.get()));
}

int StatusOf(OcspManner manner) {
  if (manner == OcspManner::kRevoked) return V_OCSP_CERTSTATUS_REVOKED;
  return manner == OcspManner::kUnknown ? V_OCSP_CERTSTATUS_UNKNOWN : V_OCSP_CERTSTATUS_GOOD;
}

bool AddStatus(OCSP_BASICRESP* basic, OCSP_CERTID* id, OcspManner manner) {
  const bool stale = manner == OcspManner::kStale;
  const ossl::Asn1TimePtr from = InHours(stale ? -48 : -1);
  const ossl::Asn1TimePtr until = InHours(stale ? -24 : 24);
  const ossl::Asn1TimePtr revoked = InHours(-2);
  const bool taken_back = manner == OcspManner::kRevoked;
  return OCSP_basic_add1_status(
             basic, id, StatusOf(manner),
             taken_back ? OCSP_REVOKED_STATUS_KEYCOMPROMISE : OCSP_REVOKED_STATUS_NOSTATUS,
             taken_back ? revoked.get() : nullptr, from.get(), until.get()) != nullptr;
}

/// Digest for `key`; EdDSA has its own.
const EVP_MD* DigestFor(EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key);
  return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448 ? nullptr : EVP_sha256();
}

Result<void> Sign(OCSP_BASICRESP* basic, const Authority& issuer, OcspManner manner) {
  X509* signer = issuer.certificate.get();
  EVP_PKEY* key = issuer.key.get();
  AuthorityPtr stranger;
  IdentityPtr client;
  if (manner == OcspManner::kStranger) {
    Result<AuthorityPtr> made = MintRoot("Shakedown Stranger");
    if (!made) return std::move(made).error();
    stranger = std::move(*made);
    signer = stranger->certificate.get();
    key = stranger->key.get();
  } else if (manner == OcspManner::kNoPurpose) {
    Result<IdentityPtr> made = Mint(issuer, {.name = "no responder"});
    if (!made) return std::move(made).error();
    client = std::move(*made);
    signer = client->leaf.get();
    key = client->key.get();
  }
  if (OCSP_basic_sign(basic, signer, key, DigestFor(key), nullptr, 0) == 1) return {};
  return ossl::LibraryError(ErrorCode::kInternal, "cannot sign an OCSP answer");
}

Result<Bytes> Encoded(int status, OCSP_BASICRESP* basic) {
  const ResponsePtr response(OCSP_response_create(status, basic));
  unsigned char* der = nullptr;
  const int octets = response == nullptr ? 0 : i2d_OCSP_RESPONSE(response.get(), &der);
  if (octets <= 0) return ossl::LibraryError(ErrorCode::kInternal, "cannot encode an OCSP answer");
  Bytes encoded(der, der + octets);
  OPENSSL_free(der);
  return encoded;
}

}  // namespace

const char* ToString(OcspManner manner) { return kManners[static_cast<size_t>(manner)]; }

std::vector<OcspManner> AllOcspManners() {
  std::vector<OcspManner> all;
  for (size_t i = 0; i < kManners.size(); ++i) all.push_back(static_cast<OcspManner>(i));
  return all;
}

std::optional<OcspManner> OcspMannerFromName(std::string_view name) {
  for (const OcspManner manner : AllOcspManners()) {
    if (name == ToString(manner)) return manner;
  }
  return std::nullopt;
}

Result<Bytes> MakeOcspAnswer(const Authority& issuer, X509* leaf, OcspManner manner) {
  if (manner == OcspManner::kRefused || manner == OcspManner::kSilent) return Bytes();
  ossl::ClearErrors();
  if (manner == OcspManner::kTryLater) return Encoded(OCSP_RESPONSE_STATUS_TRYLATER, nullptr);
  const BasicPtr basic(OCSP_BASICRESP_new());
  const CertIdPtr id = IdOf(issuer, leaf, manner);
  if (basic == nullptr || id == nullptr || !AddStatus(basic.get(), id.get(), manner)) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot build an OCSP answer");
  }
  if (Result<void> done = Sign(basic.get(), issuer, manner); !done) return done.error();
  return Encoded(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get());
}

}  // namespace shakedown::pki
