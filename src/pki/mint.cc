#include "pki/mint.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/certificate_plan.h"
#include "pki/defects/family.h"
#include "pki/make_identity.h"
#include "pki/mint_authority.h"

namespace shakedown::pki {
namespace {

constexpr std::chrono::hours kDay(24);
constexpr int kMaxIntermediates = 100;
constexpr size_t kMaxSerialOctets = 64;

struct Validity {
  UtcSeconds from;
  UtcSeconds to;
};

Validity ValidityOf(const MintRequest& request) {
  const UtcSeconds now = UtcNow();
  const auto shifted = [&](Milliseconds offset) {
    return now + std::chrono::duration_cast<std::chrono::seconds>(offset);
  };
  Validity validity{now - std::chrono::hours(1), now + 30 * kDay};
  if (request.flaw == Flaw::kExpired) validity = {now - 30 * kDay, now - kDay};
  if (request.flaw == Flaw::kNotYetValid) validity = {now + kDay, now + 30 * kDay};
  if (request.not_before) validity.from = shifted(*request.not_before);
  if (request.not_after) validity.to = shifted(*request.not_after);
  if (validity.from >= validity.to && !request.not_before) validity.from = validity.to - 30 * kDay;
  if (validity.from >= validity.to && !request.not_after) validity.to = validity.from + 30 * kDay;
  return validity;
}

Result<Bytes> SerialOf(const MintRequest& request) {
  if (request.serial.empty()) return Bytes();
  const std::optional<Bytes> serial = FromHex(request.serial);
  const bool positive =
      serial && std::any_of(serial->begin(), serial->end(), [](uint8_t octet) { return octet; });
  if (!positive || serial->size() > kMaxSerialOctets) {
    return Error(ErrorCode::kUsage, "'" + ElideEnd(Printable(request.serial), 80) +
                                        "' is not a serial number for identity '" +
                                        Printable(request.name) + "'")
        .WithHint("write a positive number as an even count of hex digits");
  }
  return *serial;
}

/// RFC 5280 section 4.2.1.3.
std::vector<int> KeyUsageOf(const MintRequest& request, EVP_PKEY* key) {
  if (request.flaw == Flaw::kNoDigitalSignature) return {kKeyEnciphermentBit};
  if (request.flaw == Flaw::kCaAsLeaf) return {kDigitalSignatureBit, kKeyCertSignBit, kCrlSignBit};
  // A server with an RSA key may be asked for RSA key exchange in TLS 1.2.
  if (request.server && EVP_PKEY_is_a(key, "RSA") == 1) {
    return {kDigitalSignatureBit, kKeyEnciphermentBit};
  }
  return {kDigitalSignatureBit};
}

std::vector<int> ExtendedKeyUsageOf(const MintRequest& request) {
  if (request.flaw == Flaw::kNoEku) return {};
  const bool for_server = request.server != (request.flaw == Flaw::kWrongEku);
  return {for_server ? NID_server_auth : NID_client_auth};
}

/// The authorities between `issuer` and the leaf, topmost first.
Result<std::vector<AuthorityPtr>> FreshIntermediates(const Authority& issuer,
                                                     const MintRequest& request) {
  const bool implied = request.flaw == Flaw::kExpiredIntermediate ||
                       (request.flaw == Flaw::kMissingIntermediate && issuer.chain.empty());
  const int count = std::max(
      {request.intermediates, implied ? 1 : 0, defects::RowOf(request.defect).intermediates});
  std::vector<AuthorityPtr> authorities;
  const Authority* above = &issuer;
  for (int i = 0; i < count; ++i) {
    const bool named = i + 1 == count && !request.issuer_name.empty();
    const std::string common_name =
        named ? request.issuer_name
              : ElideMiddle(request.name, 40) + " intermediate CA " + std::to_string(i + 1);
    Result<AuthorityPtr> authority = MintIntermediateWith(
        *above, common_name,
        {.expired = request.flaw == Flaw::kExpiredIntermediate && i + 1 == count,
         .reencoded_issuer = request.flaw == Flaw::kReencodedIssuer && i == 0,
         .defect = request.defect,
         .number = i});
    if (!authority) return std::move(authority).error();
    authorities.push_back(std::move(*authority));
    above = authorities.back().get();
  }
  return authorities;
}

Result<ossl::NamePtr> SubjectOf(const MintRequest& request) {
  if (!request.subject.empty()) return NameOfText(request.subject);
  return CommonName(request.common_name.empty() ? request.name : request.common_name);
}

/// What does not depend on the issuer.
Result<CertificatePlan> LeafPlan(const MintRequest& request, EVP_PKEY* key) {
  CertificatePlan plan;
  Result<ossl::NamePtr> subject = SubjectOf(request);
  if (!subject) return std::move(subject).error();
  Result<Bytes> serial = SerialOf(request);
  if (!serial) return std::move(serial).error();
  const Validity validity = ValidityOf(request);
  plan.subject = std::move(*subject);
  plan.public_key = key;
  plan.serial = std::move(*serial);
  plan.not_before = validity.from;
  plan.not_after = validity.to;
  plan.extensions = request.flaw != Flaw::kVersion1;
  plan.ca = request.flaw == Flaw::kCaAsLeaf;
  plan.key_usage = KeyUsageOf(request, key);
  plan.extended_key_usage = ExtendedKeyUsageOf(request);
  plan.dns_names = request.dns_names;
  plan.ocsp_url = request.ocsp_url;
  plan.alternative_names = request.alternative_names;
  plan.loopback_addresses = request.server;
  if (request.server && plan.dns_names.empty()) plan.dns_names = {"localhost"};
  plan.sha1 = request.flaw == Flaw::kSha1;
  return plan;
}

Result<void> CheckRequest(const MintRequest& request) {
  const std::string name = "identity '" + Printable(request.name) + "'";
  if (request.intermediates < 0 || request.intermediates > kMaxIntermediates) {
    return Error(ErrorCode::kUsage,
                 std::to_string(request.intermediates) + " intermediates for " + name)
        .WithHint("ask for 0 to " + std::to_string(kMaxIntermediates));
  }
  const Validity validity = ValidityOf(request);
  if (validity.from >= validity.to) {
    return Error(ErrorCode::kUsage, name + " would expire before it becomes valid")
        .WithHint("choose a not-after later than the not-before");
  }
  for (const std::string& dns_name : request.dns_names) {
    const bool ascii =
        std::all_of(dns_name.begin(), dns_name.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (dns_name.empty() || !ascii) {
      return Error(ErrorCode::kUsage, "'" + Printable(dns_name) + "' is not a DNS name for " + name)
          .WithHint("write names outside ASCII in their xn-- form");
    }
  }
  return {};
}

void Spoil(Defect defect, CertificatePlan* plan) {
  if (const auto change = defects::RowOf(defect).leaf) change(plan);
}

Result<ossl::PkeyPtr> KeyOf(const MintRequest& request) {
  const auto make = defects::RowOf(request.defect).key;
  if (make == nullptr) {
    return GenerateKey(request.flaw == Flaw::kWeakKey ? KeyKind::kRsa1024 : request.key);
  }
  ossl::PkeyPtr key = make();
  if (key == nullptr) return ossl::LibraryError(ErrorCode::kInternal, "cannot make an odd key");
  return key;
}

/// Signs the leaf below the last of `fresh` or, without any, below `issuer`.
Result<IdentityPtr> SignLeaf(const Authority& issuer, std::span<const AuthorityPtr> fresh,
                             const MintRequest& request, CertificatePlan plan, ossl::PkeyPtr key) {
  const Authority& signer = fresh.empty() ? issuer : *fresh.back();
  Result<ossl::NamePtr> issuer_name =
      IssuerName(signer, request.flaw == Flaw::kReencodedIssuer && fresh.empty());
  if (!issuer_name) return std::move(issuer_name).error();
  plan.issuer = std::move(*issuer_name);
  plan.issuer_certificate = signer.certificate.get();
  Spoil(request.defect, &plan);
  Result<ossl::X509Ptr> leaf = SignCertificate(plan, signer.key.get());
  if (!leaf) return std::move(leaf).error();
  std::vector<ossl::X509Ptr> presented = UpRefAll(signer.chain);
  std::vector<ossl::X509Ptr> withheld;
  if (request.flaw == Flaw::kMissingIntermediate) std::swap(presented, withheld);
  return MakeIdentity(request.name, std::move(*leaf), std::move(presented), std::move(withheld),
                      std::move(key));
}

}  // namespace

Result<IdentityPtr> Mint(const Authority& issuer, const MintRequest& request) {
  const Result<void> checked = CheckRequest(request);
  if (!checked) return checked.error();
  Result<ossl::PkeyPtr> key = KeyOf(request);
  if (!key) return std::move(key).error();
  Result<CertificatePlan> plan = LeafPlan(request, key->get());
  if (!plan) return std::move(plan).error();
  if (request.flaw == Flaw::kSelfSigned) {
    Spoil(request.defect, &*plan);
    Result<ossl::X509Ptr> leaf = SignCertificate(*plan, key->get());
    if (!leaf) return std::move(leaf).error();
    return MakeIdentity(request.name, std::move(*leaf), {}, {}, std::move(*key));
  }
  Result<std::vector<AuthorityPtr>> fresh = FreshIntermediates(issuer, request);
  if (!fresh) return std::move(fresh).error();
  return SignLeaf(issuer, *fresh, request, std::move(*plan), std::move(*key));
}

}  // namespace shakedown::pki
