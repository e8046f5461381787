// Servers that overlook a fault in the path, agree to what nobody should agree to, or take a name
// for another than it is.
#include <openssl/x509v3.h>

#include "handshake/broken/deviation.h"
#include "handshake/broken/overlook.h"

namespace shakedown::handshake::broken {
namespace {

constexpr uint16_t kClientCertificateUrl = 2;    // RFC 6066 section 5
constexpr uint16_t kClientCertificateType = 19;  // RFC 7250 section 3

bool Proxy(const Fault& fault) { return fault.error == X509_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED; }
bool UnknownConstraint(const Fault& fault) {
  return fault.error == X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE;
}
bool Md5(const Fault& fault) {
  return fault.error == X509_V_ERR_CA_MD_TOO_WEAK &&
         X509_get_signature_nid(fault.certificate) == NID_md5WithRSAEncryption;
}
bool BadTime(const Fault& fault) { return fault.error == X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD; }
bool ExplicitCurve(const Fault& fault) { return fault.error == X509_V_ERR_EC_KEY_EXPLICIT_PARAMS; }
bool Purpose(const Fault& fault) { return fault.error == X509_V_ERR_INVALID_PURPOSE; }

/// The server's own CA taken for one of its clients' too.
bool IssuedByServersCa(const Fault& fault) {
  char name[64] = {};
  X509_NAME_get_text_by_NID(X509_get_issuer_name(fault.certificate), NID_commonName, name,
                            sizeof name);
  const bool unknown = fault.error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
                       fault.error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
  return unknown && std::string_view(name).find("Server") != std::string_view::npos;
}

}  // namespace

std::vector<Deviation> PathDeviations() {
  return {
      {.id = "pv-proxy-cert", .verify = Overlook<Proxy>},
      {.id = "pv-nc-unknown-type", .verify = Overlook<UnknownConstraint>},
      {.id = "pv-md5", .verify = Overlook<Md5>},
      {.id = "pv-explicit-curve", .verify = Overlook<ExplicitCurve>},
      {.id = "pv-int-not-anchor", .verify = Overlook<IssuedByServersCa>},
      {.id = "val-time-encoding.forms", .verify = Overlook<BadTime>},
      {.id = "use-eku-optional-flag", .verify = Overlook<Purpose>, .host = "lenient.test"},
      {.id = "cc-url-ignored", .agrees_to = kClientCertificateUrl},
      {.id = "cc-type-not-invented", .agrees_to = kClientCertificateType},
      {.id = "cc-identity-is-first", .reading = Reading::kLastCertificate},
      {.id = "id-nul", .reading = Reading::kUntilNul},
      {.id = "id-dn-injection", .reading = Reading::kSlashText},
      {.id = "id-multi-cn", .reading = Reading::kFirstCommonName},
      {.id = "id-san-type", .reading = Reading::kAnyAlternativeName},
      {.id = "id-encoding", .reading = Reading::kOctets},
      {.id = "id-serial-issuer", .reading = Reading::kSerialAndIssuer},
  };
}

}  // namespace shakedown::handshake::broken
