// The standard library of Go.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

ClientProfile GoCryptoTls() {
  ClientProfile profile;
  profile.id = "go";
  profile.name = "Go crypto/tls, net/http";
  profile.engine = "go";
  profile.versions_checked = "Go 1.19.8 run; 1.24.4 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.multiple_identities = "first entry of Config.Certificates that passes";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kConfiguredChain;
  profile.name_comparison = NameComparison::kRawDer;
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.tls12_sha1_only_usable = true;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.empty_ca_extension_aborts = true;
  profile.renegotiation = LateRequest::kOptIn;
  profile.quirks = {"Config.GetClientCertificate replaces the whole rule",
                    "TLS 1.2: if certificate_types excludes every known key type, the filtered "
                    "scheme list becomes empty and is then treated as the SHA-1 default, so the "
                    "certificate is sent after all (seen)",
                    "Go 1.25 and later can reject SHA-1 only requests"};
  profile.sources = {
      "golang/go src/crypto/tls/handshake_client.go getClientCertificate, "
      "certificateRequestInfoFromMsg",
      "golang/go src/crypto/tls/common.go CertificateRequestInfo.SupportsCertificate",
      "golang/go src/crypto/tls/conn.go handleRenegotiation, handlePostHandshakeMessage"};
  profile.exceptions = {{.step = ExceptionStep::kKey,
                         .when = {.version = tls::Version::kTls12,
                                  .types = TypesCondition::kNoKnownType,
                                  .key_scheme_offered = true},
                         .outcome = ExceptionOutcome::kPasses,
                         .because = "certificate_types without any known type leave it an empty "
                                    "list of schemes, which it takes for the SHA-1 default"},
                        {.step = ExceptionStep::kRequest,
                         .when = {.version = tls::Version::kTls12, .types = TypesCondition::kEmpty},
                         .outcome = ExceptionOutcome::kAbort,
                         .alert12 = AlertDescription::kUnexpectedMessage,
                         .because = "it does not take a request with empty certificate_types",
                         .cause = "server.request-malformed",
                         .added = true},
                        {.step = ExceptionStep::kKey,
                         .when = {.version = tls::Version::kTls12, .no_supported_scheme = true},
                         .outcome = ExceptionOutcome::kAbort,
                         .alert12 = AlertDescription::kIllegalParameter,
                         .because = "it knows none of the listed schemes, assumes the SHA-1 "
                                    "default, and fails while it signs",
                         .cause = "client.key-not-accepted",
                         .added = true}};
  profile.malformed_alert = AlertDescription::kUnexpectedMessage;
  profile.renegotiation_option = {"Config.Renegotiation", false};
  return profile;
}

}  // namespace

std::vector<ClientProfile> GoProfiles() { return {GoCryptoTls()}; }

}  // namespace shakedown::diagnosis
