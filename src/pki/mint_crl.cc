#include <algorithm>
#include <chrono>

#include "ossl/error_queue.h"
#include "pki/certificate_plan.h"
#include "pki/mint.h"
#include "pki/read_facts.h"

namespace shakedown::pki {
namespace {

constexpr std::chrono::hours kDay(24);

ossl::Asn1TimePtr TimeAt(UtcSeconds time) {
  return ossl::Asn1TimePtr(
      ASN1_TIME_set(nullptr, static_cast<time_t>(time.time_since_epoch().count())));
}

bool Revoke(X509_CRL* crl, X509* certificate, UtcSeconds when) {
  ossl::RevokedPtr entry(X509_REVOKED_new());
  const ossl::Asn1TimePtr time = TimeAt(when);
  if (entry == nullptr || time == nullptr ||
      X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(certificate)) != 1 ||
      X509_REVOKED_set_revocationDate(entry.get(), time.get()) != 1 ||
      X509_CRL_add0_revoked(crl, entry.get()) != 1) {
    return false;
  }
  (void)entry.release();  // the CRL owns it now
  return true;
}

/// RFC 5280 section 5.2: CRL number, and the issuer's key identifier if it has one.
bool AddExtensions(X509_CRL* crl, X509* issuer, UtcSeconds number) {
  const ossl::Asn1IntegerPtr value(ASN1_INTEGER_new());
  if (value == nullptr ||
      ASN1_INTEGER_set_int64(value.get(), number.time_since_epoch().count()) != 1 ||
      X509_CRL_add1_ext_i2d(crl, NID_crl_number, value.get(), 0, X509V3_ADD_DEFAULT) != 1) {
    return false;
  }
  const ASN1_OCTET_STRING* const issuer_id = X509_get0_subject_key_id(issuer);
  if (issuer_id == nullptr) return true;
  const ossl::AuthorityKeyIdPtr id(AUTHORITY_KEYID_new());
  if (id == nullptr) return false;
  id->keyid = ASN1_OCTET_STRING_dup(issuer_id);
  return id->keyid != nullptr && X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, id.get(),
                                                       0, X509V3_ADD_DEFAULT) == 1;
}

bool Fill(X509_CRL* crl, const Authority& issuer, std::span<X509* const> revoked,
          Milliseconds lifetime) {
  const UtcSeconds now = UtcNow();
  const UtcSeconds next = now + std::chrono::duration_cast<std::chrono::seconds>(lifetime);
  const UtcSeconds last = std::min(now - std::chrono::hours(1), next - kDay);
  const ossl::Asn1TimePtr last_update = TimeAt(last);
  const ossl::Asn1TimePtr next_update = TimeAt(next);
  if (last_update == nullptr || next_update == nullptr ||
      X509_CRL_set_version(crl, X509_CRL_VERSION_2) != 1 ||
      X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer.certificate.get())) != 1 ||
      X509_CRL_set1_lastUpdate(crl, last_update.get()) != 1 ||
      X509_CRL_set1_nextUpdate(crl, next_update.get()) != 1 ||
      !AddExtensions(crl, issuer.certificate.get(), now)) {
    return false;
  }
  for (X509* const certificate : revoked) {
    if (!Revoke(crl, certificate, last)) return false;
  }
  return X509_CRL_sort(crl) == 1;
}

}  // namespace

Result<ossl::CrlPtr> MintCrl(const Authority& issuer, std::span<X509* const> revoked,
                             Milliseconds lifetime) {
  ossl::ClearErrors();
  ossl::CrlPtr crl(X509_CRL_new());
  if (crl == nullptr || !Fill(crl.get(), issuer, revoked, lifetime)) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot build a CRL");
  }
  const ossl::MdCtxPtr context = SigningContext(issuer.key.get());
  if (context == nullptr || X509_CRL_sign_ctx(crl.get(), context.get()) <= 0) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot sign a CRL");
  }
  return crl;
}

std::vector<std::string> RevokedSerials(X509_CRL* crl) {
  std::vector<std::string> serials;
  const STACK_OF(X509_REVOKED)* const entries = X509_CRL_get_REVOKED(crl);
  const int count = entries == nullptr ? 0 : sk_X509_REVOKED_num(entries);
  for (int i = 0; i < count; ++i) {
    serials.push_back(ToHexText(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i))));
  }
  return serials;
}

}  // namespace shakedown::pki
