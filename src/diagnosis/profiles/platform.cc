// The TLS of Windows and of Apple: closed source, known from documents.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

ClientProfile SchannelAuto() {
  ClientProfile profile;
  profile.id = "schannel-auto";
  profile.name =
      "Schannel default credentials (WinHTTP/WinINet apps, curl-Schannel with "
      "--ssl-auto-client-cert)";
  profile.engine = "schannel";
  profile.versions_checked = "docs read";
  profile.default_identity = IdentitySource::kUserStoreAuto;
  profile.platform_rule =
      "searches the user MY store silently unless SCH_CRED_NO_DEFAULT_CREDS or "
      "ISC_REQ_USE_SUPPLIED_CREDS is set";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kPlatform;
  profile.filters_by_eku = true;
  profile.filters_expired = true;
  profile.sends_chain = ChainRule::kPlatformWithoutRoot;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kYes;
  profile.sources = {"learn.microsoft.com secauthn/performing-authentication-using-schannel"};
  return profile;
}

ClientProfile CurlSchannel() {
  ClientProfile profile;
  profile.id = "curl-schannel";
  profile.name = "curl with Schannel, explicit --cert or none";
  profile.engine = "schannel";
  profile.versions_checked = "libcurl 8.22-dev read";
  profile.verified = ProfileEvidence::kSource;
  profile.sends_chain = ChainRule::kPlatform;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kYes;
  profile.quirks = {"nothing is sent by default since 7.77.0 (before that the store was searched)",
                    "on SEC_I_INCOMPLETE_CREDENTIALS the handshake goes on without a certificate",
                    "--cert names a store path plus thumbprint, or a PFX file"};
  profile.sources = {
      "curl/curl lib/vtls/schannel.c schannel_acquire_credential_handle, get_client_cert, "
      "schannel_connect_step2",
      "curl/curl docs/libcurl/opts/CURLOPT_SSL_OPTIONS.md"};
  return profile;
}

ClientProfile AppleUrlSession() {
  ClientProfile profile;
  profile.id = "apple-urlsession";
  profile.name = "URLSession, Network.framework, WKWebView in third-party apps (iOS, macOS)";
  profile.engine = "apple";
  profile.versions_checked = "docs read";
  profile.default_identity = IdentitySource::kAppCallback;
  profile.platform_rule =
      "an app only sees identities in its own keychain access groups; identities installed by "
      "profile or MDM are in the Apple group and invisible to it";
  profile.empty_ca_list = EmptyList::kNone;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kNone;
  profile.sends_chain = ChainRule::kAsGivenToCredential;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kUnknown;
  profile.quirks = {
      "the delegate gets distinguishedNames and must choose; without an answer the request ends in "
      "error -1206",
      "URLCredential(identity:certificates:) sends intermediates only if they are passed"};
  profile.sources = {"Apple QA1745 and developer forum threads 765914, 795263",
                     "developer.apple.com URLProtectionSpace.distinguishedNames"};
  return profile;
}

ClientProfile Safari() {
  ClientProfile profile;
  profile.id = "safari";
  profile.name = "Safari on iOS and macOS, SFSafariViewController";
  profile.engine = "apple";
  profile.versions_checked = "docs read";
  profile.default_identity = IdentitySource::kUserStorePrompt;
  profile.platform_rule =
      "Apple keychain access group on iOS (profiles, MDM); login keychain on macOS, identity "
      "preferences by URL";
  profile.filters_by_ca_names = NameFilter::kIssuerOfLeaf;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kPlatform;
  profile.empty_ca_list = EmptyList::kAsk;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kAsk;
  profile.sends_chain = ChainRule::kPlatform;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kUnknown;
  profile.quirks = {
      "closed source: the depth of the issuer match is not published, treat the prediction as low "
      "confidence"};
  profile.sources = {"Apple developer forum thread 765914"};
  return profile;
}

ClientProfile CurlSecuretransport() {
  ClientProfile profile;
  profile.id = "curl-securetransport";
  profile.name = "curl with Secure Transport (removed in 8.15.0)";
  profile.engine = "apple";
  profile.versions_checked = "commit history read";
  profile.verified = ProfileEvidence::kSource;
  profile.sends_chain = ChainRule::kPlatform;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kUnknown;
  profile.quirks = {"only for old builds; backend deleted in June 2025"};
  profile.sources = {"curl/curl commit 08a3e8e19a, first in tag curl-8_15_0"};
  return profile;
}

}  // namespace

std::vector<ClientProfile> PlatformProfiles() {
  return {SchannelAuto(), CurlSchannel(), AppleUrlSession(), Safari(), CurlSecuretransport()};
}

}  // namespace shakedown::diagnosis
