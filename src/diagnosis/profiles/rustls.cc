// rustls and the programs built on it.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

ClientProfile RustlsClient() {
  ClientProfile profile;
  profile.id = "rustls";
  profile.name = "rustls with_client_auth_cert (reqwest, curl-rustls, many Rust tools)";
  profile.engine = "rustls";
  profile.versions_checked = "rustls 0.20.8 run; 0.23.43 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.multiple_identities = "one identity; a custom ResolvesClientCert sees names and schemes";
  profile.tls12_ecdsa_curve_bound = true;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.wire_signs = {"warning no_renegotiation"};
  profile.quirks = {"ECDSA keys are tied to the hash of their curve in TLS 1.2 too"};
  profile.sources = {
      "rustls/rustls rustls/src/client/common.rs ClientAuthDetails::resolve (v/0.23.43)",
      "rustls/rustls rustls/src/crypto/signer.rs SingleCertAndKey",
      "rustls/rustls rustls/src/client/tls13.rs ExpectCertificateRequest"};
  return profile;
}

}  // namespace

std::vector<ClientProfile> RustlsProfiles() { return {RustlsClient()}; }

}  // namespace shakedown::diagnosis
