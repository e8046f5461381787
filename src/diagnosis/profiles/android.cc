// Conscrypt and the key chain of Android.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyType;
using tls::AlertDescription;

ClientProfile Conscrypt() {
  ClientProfile profile;
  profile.id = "conscrypt";
  profile.name = "Conscrypt (OkHttp and HttpsURLConnection on Android)";
  profile.engine = "boringssl";
  profile.versions_checked = "google/conscrypt 3869db7b read";
  profile.verified = ProfileEvidence::kSource;
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kConfiguredChain;
  profile.name_comparison = NameComparison::kNormalised;
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.on_no_sigalg = NoScheme::kEmptyIfTypeExcludedElseAbort;
  profile.on_no_match = MissSummary::kMixed;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.empty_ca_extension_aborts = true;
  profile.quirks = {
      "the key manager sees key types only; once it returns an alias a scheme mismatch is a "
      "BoringSSL abort",
      "default SSLContext has an empty key store, so nothing is ever sent unless the app adds a "
      "key manager",
      "Ed25519 maps to no key type"};
  profile.sources = {
      "google/conscrypt common/src/main/java/org/conscrypt/NativeSsl.java chooseClientCertificate",
      "google/conscrypt .../KeyManagerImpl.java chooseAlias",
      "google/conscrypt .../SSLUtils.java getSupportedClientKeyTypes",
      "google/conscrypt common/src/jni/main/cpp/conscrypt/native_crypto.cc cert_cb"};
  profile.exceptions = {{.step = ExceptionStep::kKey,
                         .when = {.keys = {KeyType::kEd25519}},
                         .outcome = ExceptionOutcome::kEmptyCertificate,
                         .because = "it has no key type for Ed25519 to ask its key manager for",
                         .cause = "client.withheld",
                         .added = true}};
  profile.malformed_alert = AlertDescription::kDecodeError;
  return profile;
}

ClientProfile AndroidKeychain() {
  ClientProfile profile;
  profile.id = "android-keychain";
  profile.name = "Android KeyChain chooser (Chrome on Android, WebView apps that call KeyChain)";
  profile.engine = "boringssl";
  profile.versions_checked = "AOSP KeyChainActivity (stored copy) read";
  profile.verified = ProfileEvidence::kSource;
  profile.default_identity = IdentitySource::kUserStorePrompt;
  profile.platform_rule =
      "only aliases marked user-selectable; a device owner can answer for the user; WebView hands "
      "the request to the app callback and nothing is sent if the app does not answer";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kNormalised;
  profile.empty_ca_list = EmptyList::kAsk;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kAsk;
  profile.filters_by_key_type = TypeFilter::kPassedByApp;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.on_no_sigalg = NoScheme::kAbort;
  profile.on_no_match = MissSummary::kMixed;
  profile.no_tls13_scheme_offered = NoTls13Scheme::kAbort;
  profile.empty_ca_extension_aborts = true;
  profile.renegotiation = LateRequest::kUnknown;
  profile.caches_decision = DecisionCache::kPerHostAndPort;
  profile.sources = {
      "AOSP packages/apps/KeyChain "
      "KeyChainActivity.CertificateParametersFilter.shouldPresentCertificate",
      "developer.android.com KeyChain.choosePrivateKeyAlias"};
  profile.malformed_alert = AlertDescription::kDecodeError;
  return profile;
}

}  // namespace

std::vector<ClientProfile> AndroidProfiles() { return {Conscrypt(), AndroidKeychain()}; }

}  // namespace shakedown::diagnosis
