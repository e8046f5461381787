#include "handshake/broken/deviation.h"

#include <openssl/x509v3.h>

#include <algorithm>

#include "handshake/broken/overlook.h"

namespace shakedown::handshake::broken {
namespace {

uint32_t Purposes(const Fault& fault) { return X509_get_extended_key_usage(fault.certificate); }
bool HasPurpose(const Fault& fault, uint32_t purpose) {
  return Purposes(fault) != UINT32_MAX && (Purposes(fault) & purpose) != 0;
}
bool MaySign(const Fault& fault) {
  return (X509_get_key_usage(fault.certificate) & KU_DIGITAL_SIGNATURE) != 0;
}
bool MayCertify(const Fault& fault) {
  return (X509_get_key_usage(fault.certificate) & KU_KEY_CERT_SIGN) != 0;
}
bool IsCaByItself(const Fault& fault) {
  return (X509_get_extension_flags(fault.certificate) & EXFLAG_CA) != 0;
}

bool UnknownRoot(const Fault& fault) {
  return fault.error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         fault.error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ||
         fault.error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
}
bool SelfSigned(const Fault& fault) {
  return fault.error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
}
bool BadSignature(const Fault& fault) { return fault.error == X509_V_ERR_CERT_SIGNATURE_FAILURE; }
bool Critical(const Fault& fault) { return fault.error == X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION; }
bool PathLength(const Fault& fault) { return fault.error == X509_V_ERR_PATH_LENGTH_EXCEEDED; }
bool Constraints(const Fault& fault) {
  return fault.error == X509_V_ERR_PERMITTED_VIOLATION ||
         fault.error == X509_V_ERR_EXCLUDED_VIOLATION;
}
/// A client's certificate in the place of a CA, told by its key usage.
bool LeafAsCa(const Fault& fault) {
  return fault.depth > 0 && !IsCaByItself(fault) && HasPurpose(fault, XKU_SSL_CLIENT) &&
         !MayCertify(fault);
}
bool NoConstraints(const Fault& fault) {
  return fault.error == X509_V_ERR_INVALID_CA && fault.depth > 0 && !IsCaByItself(fault) &&
         !LeafAsCa(fault);
}
bool NoCertSign(const Fault& fault) {
  return fault.depth > 0 && IsCaByItself(fault) && !MayCertify(fault);
}
bool Expired(const Fault& fault) {
  return fault.error == X509_V_ERR_CERT_HAS_EXPIRED && fault.depth == 0;
}
bool ExpiredAbove(const Fault& fault) {
  return fault.error == X509_V_ERR_CERT_HAS_EXPIRED && fault.depth > 0;
}
bool NotYet(const Fault& fault) {
  return fault.error == X509_V_ERR_CERT_NOT_YET_VALID && fault.depth == 0;
}
bool ServerPurpose(const Fault& fault) {
  return fault.error == X509_V_ERR_INVALID_PURPOSE && fault.depth == 0 &&
         HasPurpose(fault, XKU_SSL_SERVER);
}
bool OtherPurpose(const Fault& fault) {
  return fault.error == X509_V_ERR_INVALID_PURPOSE && fault.depth == 0 &&
         HasPurpose(fault, XKU_SMIME | XKU_CODE_SIGN | XKU_TIMESTAMP | XKU_OCSP_SIGN);
}
bool PurposeAbove(const Fault& fault) {
  return fault.error == X509_V_ERR_INVALID_PURPOSE && fault.depth > 0;
}
bool NoSignature(const Fault& fault) {
  return fault.error == X509_V_ERR_INVALID_PURPOSE && fault.depth == 0 && !MaySign(fault);
}
bool Weak(const Fault& fault) { return fault.error == X509_V_ERR_EE_KEY_TOO_SMALL; }
bool OldDigest(const Fault& fault) {
  return fault.error == X509_V_ERR_CA_MD_TOO_WEAK &&
         X509_get_signature_nid(fault.certificate) != NID_md5WithRSAEncryption;
}

}  // namespace

std::span<const Deviation> Deviations() {
  static const std::vector<Deviation> all = [] {
    std::vector<Deviation> made = {
        // A client that shows nothing says so in every version.
        {.id = "cc-empty-required", .insists = false, .also = {"down-every-version", "down-anon"}},
        {"pv-untrusted-root",
         true,
         Overlook<UnknownRoot>,
         {"pv-name-chaining", "cc-missing-intermediate", "pv-int-not-anchor"}},
        {"pv-self-signed", true, Overlook<SelfSigned>},
        // An impostor of the CA shows by its signature only.
        {"pv-bad-sig",
         true,
         Overlook<BadSignature>,
         {"pv-same-dn-other-key", "pv-alg-mismatch", "cc-bad-bit"}},
        {"pv-crit-unknown", true, Overlook<Critical>},
        {"pv-pathlen", true, Overlook<PathLength>},
        {"pv-nc", true, Overlook<Constraints>, {"pv-nc-cn"}},
        {"pv-leaf-as-ca", true, Overlook<LeafAsCa>},
        {"pv-int-no-bc", true, Overlook<NoConstraints>},
        {"pv-int-no-certsign", true, Overlook<NoCertSign>},
        {"pv-weak-key", true, Overlook<Weak>},
        {"pv-sha1", true, Overlook<OldDigest>},
        {"val-expired", true, Overlook<Expired>, {"val-edge"}},
        {"val-not-yet", true, Overlook<NotYet>},
        {"val-int-expired", true, Overlook<ExpiredAbove>, {"pv-alt-path.both-bad"}},
        {"use-eku-server-only", true, Overlook<ServerPurpose>},
        {"use-eku-other", true, Overlook<OtherPurpose>},
        {"use-int-eku", true, Overlook<PurposeAbove>},
        {"use-ku-no-signature", true, Overlook<NoSignature>},
        {.id = "cr-present", .host = "asking.test", .asks = false},
        // Nobody proves anything under an anonymous suite, and no certificate can be asked for.
        {.id = "cr-not-anonymous",
         .also = {"down-anon"},
         .host = "anonymous.test",
         .ciphers = "aNULL"},
        {.id = "down-every-version", .insists = false, .host = "old.test"},
    };
    for (const auto& family : {SessionDeviations(), HostDeviations(), LateDeviations(),
                               PathDeviations(), CrossingDeviations(), FlightDeviations()}) {
      made.insert(made.end(), family.begin(), family.end());
    }
    return made;
  }();
  return all;
}

const Deviation* FindDeviation(std::string_view id) {
  const auto all = Deviations();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [id](const Deviation& deviation) { return deviation.id == id; });
  return found == all.end() ? nullptr : &*found;
}

Reading ReadingOf(std::string_view id) {
  const Deviation* const deviation = FindDeviation(id);
  return deviation == nullptr ? Reading::kWell : deviation->reading;
}

std::string_view BrokenId(std::string_view behave) {
  constexpr std::string_view kPrefix = "broken:";
  return behave.starts_with(kPrefix) ? behave.substr(kPrefix.size()) : std::string_view();
}

std::string DeviationIds() {
  std::string ids;
  for (const Deviation& deviation : Deviations()) {
    if (!ids.empty()) ids += ' ';
    ids += deviation.id;
  }
  return ids;
}

}  // namespace shakedown::handshake::broken
