// NSS and Firefox.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

/// Reading the request fails if no scheme is known, in every program built on the library.
RuleException NoKnownScheme() {
  return {.step = ExceptionStep::kRequest,
          .when = {.no_supported_scheme = true},
          .outcome = ExceptionOutcome::kAbort,
          .alert12 = AlertDescription::kHandshakeFailure,
          .alert13 = AlertDescription::kHandshakeFailure,
          .because = "it knows none of the listed schemes",
          .cause = "client.key-not-accepted",
          .added = true};
}

ClientProfile NssLib() {
  ClientProfile profile;
  profile.id = "nss-lib";
  profile.name = "NSS built-in hook NSS_GetClientAuthData without nickname";
  profile.engine = "nss";
  profile.versions_checked = "NSS 3.87.1 tstclnt run; 3.124-beta read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.default_identity = IdentitySource::kUserStoreAuto;
  profile.multiple_identities = "first remaining certificate";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kRenderedString;
  profile.tls12_sha1_only_usable = true;
  profile.filters_by_eku = true;
  profile.filters_by_key_usage = true;
  profile.filters_expired = true;
  profile.sends_chain = ChainRule::kStoreWithoutRoot;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.post_handshake_auth = LateRequest::kOptIn;
  profile.renegotiation = LateRequest::kYes;
  profile.quirks = {
      "string comparison: PrintableString equals UTF8String, letter case and spacing still matter",
      "NSS 3.87 could not import an Ed25519 key from PKCS#12"};
  profile.sources = {"nss-dev/nss lib/ssl/authcert.c NSS_GetClientAuthData",
                     "nss-dev/nss lib/certhigh/certvfy.c CERT_FilterCertListByCANames",
                     "nss-dev/nss lib/certdb/certdb.c CERT_FilterCertListByUsage",
                     "nss-dev/nss lib/ssl/ssl3con.c ssl3_ClientAuthCallbackOutcome"};
  profile.exceptions = {NoKnownScheme()};
  profile.post_handshake_option = {"SSL_ENABLE_POST_HANDSHAKE_AUTH", false};
  return profile;
}

ClientProfile NssNickname() {
  ClientProfile profile = NssLib();
  profile.id = "nss-nickname";
  profile.name = "NSS built-in hook with a nickname (curl-nss of old, mod_nss style tools)";
  profile.versions_checked = "NSS 3.87.1 tstclnt -n run";
  profile.default_identity = IdentitySource::kExplicitConfig;
  profile.multiple_identities = "";
  profile.filters_by_ca_names = NameFilter::kNone;
  profile.ca_match_walks = NameReach::kNothing;
  profile.name_comparison = NameComparison::kNothing;
  profile.filters_expired = false;
  profile.on_no_ca_match = NoNameMatch::kNotApplicable;
  profile.quirks.clear();
  profile.sources = {"nss-dev/nss lib/ssl/authcert.c NSS_GetClientAuthData"};
  profile.post_handshake_option = {"SSL_ENABLE_POST_HANDSHAKE_AUTH", true};
  return profile;
}

ClientProfile FirefoxDesktop() {
  ClientProfile profile = NssLib();
  profile.id = "firefox-desktop";
  profile.name = "Firefox desktop";
  profile.versions_checked = "Firefox ESR 153.7.0 headless run with Select Automatically";
  profile.default_identity = IdentitySource::kUserStorePrompt;
  profile.multiple_identities =
      "user picks; in automatic mode the first one without the nonRepudiation usage";
  profile.name_comparison = NameComparison::kRawDer;
  profile.empty_ca_list = EmptyList::kAsk;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kAsk;
  profile.caches_decision = DecisionCache::kIfUserTicksRemember;
  profile.wire_signs = {"the same connection stays open while the chooser is shown"};
  profile.quirks = {
      "CORS preflights and credential-less fetches are sent on connections without a client "
      "certificate (network.cors_preflight.allow_client_cert, default false)",
      "no certificate on a connection shared with another host name",
      "post-handshake auth only with security.tls.enable_post_handshake_auth",
      "an empty Certificate is also the result when the token cannot do the needed scheme"};
  profile.sources = {"mozilla-firefox/firefox security/manager/ssl/TLSClientAuthCertSelection.cpp",
                     "mozilla-firefox/firefox security/manager/ssl/nsNSSComponent.cpp "
                     "FindClientCertificatesWithPrivateKeys"};
  profile.post_handshake_option = {"security.tls.enable_post_handshake_auth", false};
  return profile;
}

ClientProfile FirefoxAndroid() {
  ClientProfile profile;
  profile.id = "firefox-android";
  profile.name = "Firefox for Android";
  profile.engine = "nss";
  profile.versions_checked = "read only";
  profile.verified = ProfileEvidence::kSource;
  profile.default_identity = IdentitySource::kUserStorePrompt;
  profile.platform_rule = "Android KeyChain does the filtering";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kNormalised;
  profile.empty_ca_list = EmptyList::kAsk;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kAsk;
  profile.sends_chain = ChainRule::kPlatformWithoutRoot;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.renegotiation = LateRequest::kYes;
  profile.sources = {
      "mozilla-firefox/firefox security/manager/ssl/TLSClientAuthCertSelection.cpp "
      "DispatchContinuation"};
  profile.exceptions = {NoKnownScheme()};
  return profile;
}

}  // namespace

std::vector<ClientProfile> NssProfiles() {
  return {NssLib(), NssNickname(), FirefoxDesktop(), FirefoxAndroid()};
}

}  // namespace shakedown::diagnosis
