// BoringSSL and the browsers built on it.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

ClientProfile OnChromium() {
  ClientProfile profile;
  profile.engine = "boringssl";
  profile.default_identity = IdentitySource::kUserStorePrompt;
  profile.multiple_identities =
      "user picks; AutoSelectCertificateForUrls can pick; list sorted by latest expiry";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kRawDer;
  profile.empty_ca_list = EmptyList::kAsk;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kAsk;
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.tls12_sha1_only_usable = true;
  profile.filters_by_eku = true;
  profile.filters_by_key_usage = true;
  profile.filters_expired = true;
  profile.sends_chain = ChainRule::kUpToMatchedName;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.on_no_sigalg = NoScheme::kAbort;
  profile.on_no_match = MissSummary::kMixed;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.empty_ca_extension_aborts = true;
  profile.renegotiation = LateRequest::kHttp1Only;
  profile.caches_decision = DecisionCache::kPerHostAndPort;
  profile.wire_signs = {
      "TCP close without alert after CertificateRequest, then a second connection",
      "no second connection while the chooser is open"};
  profile.quirks = {
      "first connection is dropped as soon as the CertificateRequest is processed, then a new one "
      "is opened with the decision",
      "the decision, including \"none\", is kept per host:port until the browser exits, the "
      "certificate database changes or the entry is cleared; a later change of the server CA list "
      "has no effect",
      "scheme mismatch gives ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS",
      "CORS preflights and credential-less requests do carry the certificate"};
  profile.sources = {
      "chromium/chromium net/ssl/client_cert_store_nss.cc FilterCertsOnWorkerThread",
      "chromium/chromium net/third_party/nss/ssl/cmpcert.cc MatchClientCertificateIssuers",
      "chromium/chromium net/ssl/ssl_client_auth_cache.cc",
      "chromium/chromium net/socket/ssl_client_socket.cc SSLClientContext",
      "chromium/chromium net/socket/ssl_client_socket_impl.cc ClientCertRequestCallback, "
      "IsRenegotiationAllowed",
      "google/boringssl ssl/handshake_client.cc check_credential, do_send_client_certificate",
      "google/boringssl ssl/tls13_client.cc do_read_certificate_request, "
      "do_send_client_certificate"};
  profile.malformed_alert = AlertDescription::kDecodeError;
  return profile;
}

ClientProfile BoringSslLibrary() {
  ClientProfile profile;
  profile.id = "boringssl-lib";
  profile.name = "BoringSSL library client (base of Envoy, gRPC core, Dart/Flutter)";
  profile.engine = "boringssl";
  profile.versions_checked = "google/boringssl a0689af2 built and run (bssl client)";
  profile.verified = ProfileEvidence::kMeasured;
  profile.multiple_identities = "credentials are tried in the order they were added";
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.tls12_sha1_only_usable = true;
  profile.on_no_sigalg = NoScheme::kAbort;
  profile.on_no_match = MissSummary::kAbort;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.empty_ca_extension_aborts = true;
  profile.wire_signs = {"fatal handshake_failure from the client right after CertificateRequest",
                        "renegotiation: no_renegotiation at fatal level"};
  profile.quirks = {
      "auto chain building is off unless SSL_MODE_NO_AUTO_CHAIN is cleared (a trusted intermediate "
      "was not added in the run)",
      "a configured identity that cannot sign is fatal; BoringSSL never falls back to an empty "
      "Certificate",
      "SSL_CREDENTIAL_set_must_match_issuer turns on raw-DER issuer matching over the configured "
      "chain, and a miss is then fatal too",
      "Envoy: allow_renegotiation is off by default"};
  profile.sources = {
      "google/boringssl ssl/handshake_client.cc check_credential, do_send_client_certificate",
      "google/boringssl ssl/tls13_client.cc do_read_certificate_request, "
      "do_send_client_certificate",
      "google/boringssl ssl/extensions.cc tls1_choose_signature_algorithm",
      "google/boringssl ssl/ssl_credential.cc ssl_credential_matches_requested_issuers"};
  profile.renegotiation_refusal_is_fatal = true;
  profile.malformed_alert = AlertDescription::kDecodeError;
  return profile;
}

ClientProfile ChromiumLinux() {
  ClientProfile profile = OnChromium();
  profile.id = "chromium-linux";
  profile.name = "Chromium / Chrome / Edge on Linux (NSS database)";
  profile.versions_checked =
      "Chromium 156.0.8078.79 headless run with AutoSelectCertificateForUrls";
  profile.verified = ProfileEvidence::kMeasured;
  profile.platform_rule = "user NSS database under the home directory";
  Append(profile.quirks, {"with an empty CA list, or when the leaf issuer itself is listed, only "
                          "the leaf is sent even if the intermediate is in the database"});
  return profile;
}

ClientProfile ChromiumWindows() {
  ClientProfile profile = OnChromium();
  profile.id = "chromium-windows";
  profile.name = "Chrome / Edge on Windows (user MY store)";
  profile.versions_checked = "read only";
  profile.verified = ProfileEvidence::kSource;
  profile.platform_rule =
      "current user MY store through CertFindChainInStore; needs key provider info and the "
      "clientAuth usage; cache-only chain building";
  profile.name_comparison = NameComparison::kPlatform;
  profile.sends_chain = ChainRule::kPlatformWithoutRoot;
  Append(profile.sources, {"chromium/chromium net/ssl/client_cert_store_win.cc GetClientCertsImpl, "
                           "ClientCertFindCallback"});
  return profile;
}

ClientProfile ChromiumMacOs() {
  ClientProfile profile = OnChromium();
  profile.id = "chromium-macos";
  profile.name = "Chrome on macOS (keychains)";
  profile.versions_checked = "read only (older stored revision)";
  profile.verified = ProfileEvidence::kSource;
  profile.platform_rule =
      "keychain identities that can sign; an identity preference for the host is listed first";
  profile.sends_chain = ChainRule::kLeafIfDirectElsePlatform;
  Append(profile.sources, {"chromium/chromium net/ssl/client_cert_store_mac.cc GetClientCertsImpl, "
                           "SupportsSSLClientAuth"});
  return profile;
}

ClientProfile Electron() {
  ClientProfile profile = OnChromium();
  profile.id = "electron";
  profile.name = "Electron renderer requests";
  profile.versions_checked = "docs and stored source read";
  profile.verified = ProfileEvidence::kSource;
  profile.default_identity = IdentitySource::kUserStoreAuto;
  profile.multiple_identities =
      "first filtered certificate is used unless the app handles select-client-certificate";
  profile.empty_ca_list = EmptyList::kSend;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kSend;
  Append(profile.sources,
         {"electron/electron shell/browser/electron_browser_client.cc SelectClientCertificate",
          "electron/electron docs/api/app.md select-client-certificate"});
  return profile;
}

}  // namespace

std::vector<ClientProfile> ChromiumProfiles() {
  return {BoringSslLibrary(), ChromiumLinux(), ChromiumWindows(), ChromiumMacOs(), Electron()};
}

}  // namespace shakedown::diagnosis
