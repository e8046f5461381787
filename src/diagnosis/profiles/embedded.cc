// Libraries for small devices and for services: Mbed TLS, wolfSSL, s2n-tls.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyType;

ClientProfile MbedTls12() {
  ClientProfile profile;
  profile.id = "mbedtls-tls12";
  profile.only_version = tls::Version::kTls12;
  profile.name = "Mbed TLS client, TLS 1.2 (curl-mbedTLS, embedded)";
  profile.engine = "mbedtls";
  profile.versions_checked = "Mbed TLS 2.28.3 run; 4.1.0 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.filters_by_sigalgs = SchemeFilter::kNone;
  profile.on_no_sigalg = NoScheme::kSendsAnyway;
  profile.on_no_match = MissSummary::kSendsAnyway;
  profile.renegotiation = LateRequest::kOptIn;
  profile.wire_signs = {"CertificateVerify with a scheme that was not offered"};
  profile.quirks = {"the whole CertificateRequest is parsed and ignored",
                    "CertificateVerify always uses the PRF hash of the cipher suite, so a server "
                    "that did not offer that pair rejects the handshake itself"};
  profile.sources = {
      "Mbed-TLS/mbedtls library/ssl_tls12_client.c ssl_parse_certificate_request, "
      "ssl_write_certificate_verify"};
  profile.renegotiation_option = {"mbedtls_ssl_conf_renegotiation", true};
  return profile;
}

ClientProfile MbedTls13() {
  ClientProfile profile;
  profile.id = "mbedtls-tls13";
  profile.only_version = tls::Version::kTls13;
  profile.name = "Mbed TLS client, TLS 1.3";
  profile.engine = "mbedtls";
  profile.versions_checked = "4.1.0 read";
  profile.verified = ProfileEvidence::kSource;
  profile.on_no_sigalg = NoScheme::kAbortAfterCertificate;
  profile.on_no_match = MissSummary::kAbort;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.renegotiation = LateRequest::kYes;
  profile.quirks = {
      "Certificate is written before the scheme is chosen, so the abort comes after it"};
  profile.sources = {
      "Mbed-TLS/mbedtls library/ssl_tls13_client.c ssl_tls13_parse_certificate_request",
      "Mbed-TLS/mbedtls library/ssl_tls13_generic.c ssl_tls13_write_certificate_verify_body"};
  return profile;
}

ClientProfile WolfSsl() {
  ClientProfile profile;
  profile.id = "wolfssl";
  profile.name = "wolfSSL client";
  profile.engine = "wolfssl";
  profile.versions_checked = "wolfSSL 5.5.4 run; 5.7.2 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.tls12_ecdsa_curve_bound = true;
  profile.on_no_sigalg = NoScheme::kTls12CloseTls13IllegalParameter;
  profile.on_no_match = MissSummary::kAbort;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.post_handshake_auth = LateRequest::kOptIn;
  profile.renegotiation = LateRequest::kOptIn;
  profile.wire_signs = {"TLS 1.2: connection closed without alert",
                        "TLS 1.3: fatal illegal_parameter"};
  profile.sources = {"wolfSSL/wolfssl src/internal.c DoCertificateRequest",
                     "wolfSSL/wolfssl src/tls13.c DoTls13CertificateRequest"};
  profile.post_handshake_option = {"wolfSSL_allow_post_handshake_auth", true};
  profile.renegotiation_option = {"wolfSSL_UseSecureRenegotiation", false};
  return profile;
}

ClientProfile S2n() {
  ClientProfile profile;
  profile.id = "s2n";
  profile.name = "s2n-tls client";
  profile.engine = "s2n";
  profile.versions_checked = "aws/s2n-tls 8cbf81ad built and run (s2nc)";
  profile.verified = ProfileEvidence::kMeasured;
  profile.filters_by_key_type = TypeFilter::kAbortIfNoKnownType;
  profile.filters_by_sigalgs = SchemeFilter::kNone;
  profile.tls12_sha1_only_usable = true;
  profile.on_no_sigalg = NoScheme::kSendsAnyway;
  profile.on_no_match = MissSummary::kSendsAnyway;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kSendsAnyway;
  profile.renegotiation = LateRequest::kOptIn;
  profile.wire_signs = {"CertificateVerify with a scheme that was not offered"};
  profile.quirks = {
      "if nothing offered fits, it signs with a scheme of its own choice (SHA-1 first in TLS 1.2); "
      "lenient servers accept, strict ones abort",
      "a TLS 1.2 request whose certificate_types contain neither rsa_sign nor ecdsa_sign aborts"};
  profile.sources = {
      "aws/s2n-tls tls/s2n_server_cert_request.c s2n_set_cert_chain_as_client, "
      "s2n_recv_client_cert_preferences",
      "aws/s2n-tls tls/s2n_signature_algorithms.c s2n_signature_algorithm_select"};
  profile.exceptions = {{.step = ExceptionStep::kSelection,
                         .when = {.keys = {KeyType::kEd25519}},
                         .outcome = ExceptionOutcome::kLoadError,
                         .because = "it cannot load an Ed25519 key",
                         .cause = "client.identity-unusable"}};
  profile.renegotiation_option = {"s2n_renegotiate", false};
  return profile;
}

}  // namespace

std::vector<ClientProfile> EmbeddedProfiles() {
  return {MbedTls12(), MbedTls13(), WolfSsl(), S2n()};
}

}  // namespace shakedown::diagnosis
