#include "pki/mint_authority.h"

#include <chrono>
#include <mutex>
#include <utility>

#include "ossl/error_queue.h"
#include "pki/certificate_plan.h"
#include "pki/defects/family.h"
#include "pki/make_identity.h"

namespace shakedown::pki {
namespace {

using std::chrono::hours;
constexpr hours kDay(24);

CertificatePlan AuthorityPlan(ossl::NamePtr subject, EVP_PKEY* key) {
  const UtcSeconds now = UtcNow();
  CertificatePlan plan;
  plan.subject = std::move(subject);
  plan.public_key = key;
  plan.not_before = now - kDay;
  plan.not_after = now + 365 * kDay;
  plan.ca = true;
  plan.key_usage = {kKeyCertSignBit, kCrlSignBit};
  return plan;
}

Result<AuthorityPtr> SelfSigned(ossl::NamePtr subject, KeyKind kind, bool key_ids,
                                ByteSpan claimed_key_id = {}) {
  Result<ossl::PkeyPtr> key = GenerateKey(kind);
  if (!key) return std::move(key).error();
  CertificatePlan plan = AuthorityPlan(std::move(subject), key->get());
  plan.not_after = UtcNow() + 3650 * kDay;
  plan.subject_key_id = key_ids;
  plan.claimed_key_id.assign(claimed_key_id.begin(), claimed_key_id.end());
  Result<ossl::X509Ptr> certificate = SignCertificate(plan, key->get());
  if (!certificate) return std::move(certificate).error();
  auto authority = std::make_shared<Authority>();
  authority->certificate = std::move(*certificate);
  authority->key = std::move(*key);
  return AuthorityPtr(std::move(authority));
}

/// The kind for a key below `issuer`; sizes of RSA above 2048 only cost time.
KeyKind KindLike(EVP_PKEY* issuer) {
  if (EVP_PKEY_is_a(issuer, "RSA") == 1) return KeyKind::kRsa2048;
  if (EVP_PKEY_is_a(issuer, "RSA-PSS") == 1) return KeyKind::kRsaPss2048;
  if (EVP_PKEY_is_a(issuer, "ED25519") == 1) return KeyKind::kEd25519;
  if (EVP_PKEY_is_a(issuer, "ED448") == 1) return KeyKind::kEd448;
  if (EVP_PKEY_get_bits(issuer) > 384) return KeyKind::kP521;
  return EVP_PKEY_get_bits(issuer) > 256 ? KeyKind::kP384 : KeyKind::kP256;
}

Result<ossl::NamePtr> NameFromDer(ByteSpan der) {
  ossl::ClearErrors();
  const uint8_t* position = der.data();
  ossl::NamePtr name(d2i_X509_NAME(nullptr, &position, static_cast<long>(der.size())));
  if (name == nullptr || position != der.data() + der.size()) {
    return ossl::LibraryError(ErrorCode::kFormat, "the name for a twin authority is not DER");
  }
  return name;
}

void Expire(CertificatePlan* plan) {
  plan->not_before = UtcNow() - 60 * kDay;
  plan->not_after = UtcNow() - kDay;
}

/// RSA keys take long to make, and what such an authority signs is only good for its defect: one
/// for all of the process will do.
Result<ossl::PkeyPtr> SharedRsaKey() {
  static std::mutex mutex;
  static ossl::PkeyPtr shared;
  const std::lock_guard lock(mutex);
  if (shared == nullptr) {
    Result<ossl::PkeyPtr> key = GenerateKey(KeyKind::kRsa2048);
    if (!key) return key;
    shared = std::move(*key);
  }
  return ossl::UpRef(shared.get());
}

/// `authority`, which presents also the certificate of `plan` right behind its own.
Result<AuthorityPtr> WithCopy(const Authority& authority, const CertificatePlan& plan,
                              EVP_PKEY* issuer_key) {
  Result<ossl::X509Ptr> copy = SignCertificate(plan, issuer_key);
  if (!copy) return std::move(copy).error();
  auto twice = std::make_shared<Authority>();
  twice->certificate = ossl::UpRef(authority.certificate.get());
  twice->key = ossl::UpRef(authority.key.get());
  twice->chain = UpRefAll(authority.chain);
  twice->chain.insert(twice->chain.begin() + 1, std::move(*copy));
  return AuthorityPtr(std::move(twice));
}

/// The authority of `plan` with the chain that leads up from it.
Result<AuthorityPtr> SignBelow(const Authority& issuer, const CertificatePlan& plan,
                               ossl::PkeyPtr key) {
  Result<ossl::X509Ptr> certificate = SignCertificate(plan, issuer.key.get());
  if (!certificate) return std::move(certificate).error();
  auto authority = std::make_shared<Authority>();
  authority->certificate = std::move(*certificate);
  authority->key = std::move(key);
  authority->chain.push_back(ossl::UpRef(authority->certificate.get()));
  for (ossl::X509Ptr& above : UpRefAll(issuer.chain)) {
    authority->chain.push_back(std::move(above));
  }
  return AuthorityPtr(std::move(authority));
}

}  // namespace

Result<AuthorityPtr> MintRoot(const std::string& common_name, KeyKind key) {
  Result<ossl::NamePtr> subject = CommonName(common_name);
  if (!subject) return std::move(subject).error();
  return SelfSigned(std::move(*subject), key, true);
}

Result<AuthorityPtr> MintTwin(ByteSpan subject_der, KeyKind key) {
  Result<ossl::NamePtr> subject = NameFromDer(subject_der);
  if (!subject) return std::move(subject).error();
  return SelfSigned(std::move(*subject), key, false);
}

Result<AuthorityPtr> MintTwinWithKeyId(ByteSpan subject_der, ByteSpan key_id, KeyKind key) {
  Result<ossl::NamePtr> subject = NameFromDer(subject_der);
  if (!subject) return std::move(subject).error();
  return SelfSigned(std::move(*subject), key, true, key_id);
}

Result<ossl::NamePtr> IssuerName(const Authority& issuer, bool reencoded) {
  const X509_NAME* const name = X509_get_subject_name(issuer.certificate.get());
  if (reencoded) return ReencodedName(name);
  ossl::NamePtr copy(X509_NAME_dup(name));
  if (copy == nullptr) return ossl::LibraryError(ErrorCode::kInternal, "cannot copy a name");
  return copy;
}

Result<AuthorityPtr> MintIntermediate(const Authority& issuer, const std::string& common_name) {
  return MintIntermediateWith(issuer, common_name, {});
}

Result<AuthorityPtr> MintIntermediateWith(const Authority& issuer, const std::string& common_name,
                                          const IntermediateOptions& options) {
  Result<ossl::NamePtr> subject = CommonName(common_name);
  if (!subject) return std::move(subject).error();
  Result<ossl::NamePtr> issuer_name = IssuerName(issuer, options.reencoded_issuer);
  if (!issuer_name) return std::move(issuer_name).error();
  const defects::Row& defect = defects::RowOf(options.defect);
  const bool rsa = defect.rsa_authority && options.number == 0;
  Result<ossl::PkeyPtr> key = rsa ? SharedRsaKey() : GenerateKey(KindLike(issuer.key.get()));
  if (!key) return std::move(key).error();
  CertificatePlan plan = AuthorityPlan(std::move(*subject), key->get());
  plan.issuer = std::move(*issuer_name);
  plan.issuer_certificate = issuer.certificate.get();
  if (options.expired) Expire(&plan);
  if (defect.intermediate != nullptr) defect.intermediate(options.number, &plan);
  Result<AuthorityPtr> authority = SignBelow(issuer, plan, std::move(*key));
  if (!authority || !defect.expired_copy) return authority;
  Expire(&plan);
  plan.serial.clear();
  return WithCopy(**authority, plan, issuer.key.get());
}

Result<AuthorityPtr> MintSelfIssued(const Authority& issuer, KeyKind kind) {
  Result<ossl::NamePtr> subject = IssuerName(issuer, false);
  if (!subject) return std::move(subject).error();
  Result<ossl::NamePtr> issuer_name = IssuerName(issuer, false);
  if (!issuer_name) return std::move(issuer_name).error();
  Result<ossl::PkeyPtr> key = GenerateKey(kind);
  if (!key) return std::move(key).error();
  CertificatePlan plan = AuthorityPlan(std::move(*subject), key->get());
  plan.issuer = std::move(*issuer_name);
  plan.issuer_certificate = issuer.certificate.get();
  return SignBelow(issuer, plan, std::move(*key));
}

}  // namespace shakedown::pki
