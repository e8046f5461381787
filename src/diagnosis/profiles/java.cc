// The key managers of the JDK.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyType;
using tls::AlertDescription;

RuleException NoSupportedScheme() {
  return {.step = ExceptionStep::kRequest,
          .when = {.no_supported_scheme = true},
          .outcome = ExceptionOutcome::kAbort,
          .alert12 = AlertDescription::kHandshakeFailure,
          .alert13 = AlertDescription::kHandshakeFailure,
          .because = "it supports none of the listed schemes",
          .cause = "client.key-not-accepted"};
}

RuleException Added(RuleException exception) {
  exception.added = true;
  return exception;
}

ClientProfile OnJsse() {
  ClientProfile profile;
  profile.engine = "jsse";
  profile.multiple_identities = "first alias that matches, key type order first";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kConfiguredChain;
  profile.name_comparison = NameComparison::kNormalised;
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.filters_by_sigalgs_cert = CertSchemeFilter::kKeyType;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.empty_ca_extension_aborts = true;
  profile.renegotiation = LateRequest::kYes;
  profile.quirks = {
      "if no offered scheme is supported at all the client aborts with handshake_failure instead "
      "of sending an empty Certificate",
      "signature_algorithms_cert is turned into a list of leaf key types, so an EC leaf is dropped "
      "when that list only has RSA schemes",
      "the chain sent is exactly the key store entry; the trust store is never used to complete it",
      "names that use string types other than PrintableString/UTF8String compare by bytes"};
  profile.sources = {
      "openjdk/jdk src/java.base/share/classes/sun/security/ssl/CertificateRequest.java",
      "openjdk/jdk .../sun/security/ssl/X509Authentication.java createClientPossession",
      "openjdk/jdk .../sun/security/x509/AVA.java toRFC2253CanonicalString",
      "openjdk/jdk .../sun/security/ssl/SunX509KeyManagerImpl.java getAliases (JDK 17)"};
  profile.malformed_alert = AlertDescription::kDecodeError;
  return profile;
}

ClientProfile JavaSunX509() {
  ClientProfile profile = OnJsse();
  profile.id = "java-sunx509";
  profile.name = "Java JSSE, SunX509 key manager (default up to JDK 25)";
  profile.versions_checked = "OpenJDK 17.0.21 and Temurin 25.0.3 run; JDK 17 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.wire_signs = {"Certificate without CertificateVerify, then alert internal_error"};
  Append(profile.quirks,
         {"ECDSA curve is not checked: a P-256 key answers a P-384-only request with Certificate "
          "and then dies with internal_error before CertificateVerify",
          "JDK 11 before 11.0.12 ignores the TLS 1.3 certificate_authorities extension "
          "(JDK-8206925)"});
  profile.exceptions = {{.step = ExceptionStep::kKey,
                         .when = {.keys = {KeyType::kEc},
                                  .curve_scheme_offered = false,
                                  .other_ecdsa_scheme_offered = true},
                         .outcome = ExceptionOutcome::kCertificateThenAbort,
                         .alert12 = AlertDescription::kInternalError,
                         .alert13 = AlertDescription::kInternalError,
                         .because = "it does not compare the curve of the key with the listed "
                                    "schemes, sends its Certificate, and cannot sign",
                         .cause = "client.key-not-accepted"},
                        NoSupportedScheme()};
  return profile;
}

ClientProfile JavaPkix() {
  ClientProfile profile = OnJsse();
  profile.id = "java-pkix";
  profile.name = "Java JSSE, PKIX (NewSunX509) key manager";
  profile.versions_checked = "OpenJDK 17.0.21 and Temurin 25.0.3 run; JDK 17 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.filters_by_sigalgs = SchemeFilter::kLeafKeyAndChainSignatures;
  profile.tls12_ecdsa_curve_bound = true;
  Append(profile.quirks, {"expired or wrong-EKU identities are kept as a last resort, so they are "
                          "still sent when nothing better exists",
                          "every certificate of the chain must be signed with a scheme the server "
                          "offered; a server that offers no rsa_pkcs1 scheme gets no certificate "
                          "signed with PKCS#1, even with an empty CA list"});
  profile.sources = {
      "openjdk/jdk src/java.base/share/classes/sun/security/ssl/CertificateRequest.java",
      "openjdk/jdk .../sun/security/ssl/X509Authentication.java createClientPossession",
      "openjdk/jdk .../sun/security/x509/AVA.java toRFC2253CanonicalString",
      "openjdk/jdk .../sun/security/ssl/X509KeyManagerImpl.java getAliases, CheckType.check (JDK "
      "17)"};
  profile.exceptions = {NoSupportedScheme()};
  return profile;
}

ClientProfile JavaSunX509Since26() {
  ClientProfile profile = OnJsse();
  profile.id = "java-sunx509-26";
  profile.name = "Java JSSE, SunX509 key manager in JDK 26 and later";
  profile.versions_checked = "openjdk/jdk master read";
  profile.verified = ProfileEvidence::kSource;
  profile.filters_by_sigalgs = SchemeFilter::kLeafKeyAndChainSignatures;
  profile.tls12_ecdsa_curve_bound = true;
  Append(profile.quirks, {"same checks as PKIX by default; "
                          "jdk.tls.SunX509KeyManager.certChecking=false brings the old rule back"});
  profile.sources = {
      "openjdk/jdk src/java.base/share/classes/sun/security/ssl/CertificateRequest.java",
      "openjdk/jdk .../sun/security/ssl/X509Authentication.java createClientPossession",
      "openjdk/jdk .../sun/security/x509/AVA.java toRFC2253CanonicalString",
      "openjdk/jdk .../sun/security/ssl/X509KeyManagerCertChecking.java checkAlias",
      "openjdk/jdk pull request 25016 (JDK-8359956)"};
  profile.exceptions = {Added(NoSupportedScheme())};
  return profile;
}

}  // namespace

std::vector<ClientProfile> JavaProfiles() {
  return {JavaSunX509(), JavaPkix(), JavaSunX509Since26()};
}

}  // namespace shakedown::diagnosis
