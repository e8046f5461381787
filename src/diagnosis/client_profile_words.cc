// The words of fixtures/clients/client_profiles.json.
#include "diagnosis/client_profile_rules.h"

namespace shakedown::diagnosis {

const char* ToString(IdentitySource value) {
  switch (value) {
    case IdentitySource::kExplicitConfig: return "explicit_config";
    case IdentitySource::kUserStorePrompt: return "user_store_prompt";
    case IdentitySource::kUserStoreAuto: return "user_store_auto";
    case IdentitySource::kAppCallback: return "app_callback";
  }
  return "";
}

const char* ToString(NameFilter value) {
  switch (value) {
    case NameFilter::kNone: return "none";
    case NameFilter::kIssuerOfLeaf: return "issuer_of_leaf";
    case NameFilter::kAnyInChain: return "any_in_chain";
  }
  return "";
}

const char* ToString(NameReach value) {
  switch (value) {
    case NameReach::kNothing: return "";
    case NameReach::kConfiguredChain: return "configured_chain";
    case NameReach::kPlatformStore: return "platform_store";
  }
  return "";
}

const char* ToString(NameComparison value) {
  switch (value) {
    case NameComparison::kNothing: return "";
    case NameComparison::kRawDer: return "raw_der";
    case NameComparison::kNormalised: return "normalised";
    case NameComparison::kRenderedString: return "rendered_string";
    case NameComparison::kPlatform: return "platform";
  }
  return "";
}

const char* ToString(EmptyList value) {
  switch (value) {
    case EmptyList::kSend: return "send";
    case EmptyList::kAsk: return "ask";
    case EmptyList::kNone: return "none";
  }
  return "";
}

const char* ToString(SeveralIdentities value) {
  switch (value) {
    case SeveralIdentities::kSameRule: return "same_rule";
    case SeveralIdentities::kSend: return "send";
    case SeveralIdentities::kAsk: return "ask";
    case SeveralIdentities::kNone: return "none";
  }
  return "";
}

const char* ToString(SchemeFilter value) {
  switch (value) {
    case SchemeFilter::kNone: return "none";
    case SchemeFilter::kLeafKey: return "leaf_key";
    case SchemeFilter::kLeafKeyAndChainSignatures: return "leaf_key_and_chain_signatures";
  }
  return "";
}

const char* ToString(CertSchemeFilter value) {
  switch (value) {
    case CertSchemeFilter::kIgnored: return "ignored";
    case CertSchemeFilter::kLeafSignature: return "leaf_signature";
    case CertSchemeFilter::kKeyType: return "key_type";
  }
  return "";
}

const char* ToString(TypeFilter value) {
  switch (value) {
    case TypeFilter::kIgnored: return "tls12_certificate_types_ignored";
    case TypeFilter::kEnforced: return "tls12_certificate_types_enforced";
    case TypeFilter::kPassedByApp: return "key_types_passed_by_app";
    case TypeFilter::kAbortIfNoKnownType: return "tls12_abort_if_no_known_type";
  }
  return "";
}

const char* ToString(ChainRule value) {
  switch (value) {
    case ChainRule::kAsConfigured: return "as_configured";
    case ChainRule::kConfiguredElseBuilt: return "as_configured_else_auto_built_from_trust_store";
    case ChainRule::kUpToMatchedName: return "leaf_plus_intermediates_up_to_matched_name";
    case ChainRule::kPlatformWithoutRoot: return "platform_built_without_root";
    case ChainRule::kStoreWithoutRoot: return "store_built_without_root";
    case ChainRule::kLeafIfDirectElsePlatform:
      return "leaf_only_if_direct_match_else_platform_built";
    case ChainRule::kPlatform: return "platform_built";
    case ChainRule::kAsGivenToCredential: return "as_given_to_URLCredential";
  }
  return "";
}

const char* ToString(NoNameMatch value) {
  switch (value) {
    case NoNameMatch::kNotApplicable: return "not_applicable";
    case NoNameMatch::kEmptyCertificate: return "empty_certificate";
  }
  return "";
}

const char* ToString(NoScheme value) {
  switch (value) {
    case NoScheme::kEmptyCertificate: return "empty_certificate";
    case NoScheme::kTls12AbortTls13Empty: return "tls12_abort_tls13_empty";
    case NoScheme::kEmptyIfTypeExcludedElseAbort: return "empty_if_key_type_excluded_else_abort_40";
    case NoScheme::kAbort: return "abort_alert_40";
    case NoScheme::kSendsAnyway: return "sends_anyway";
    case NoScheme::kAbortAfterCertificate: return "abort_alert_40_after_certificate";
    case NoScheme::kTls12CloseTls13IllegalParameter: return "tls12_close_tls13_abort_47";
    case NoScheme::kPlatform: return "platform";
  }
  return "";
}

const char* ToString(MissSummary value) {
  switch (value) {
    case MissSummary::kEmptyCertificate: return "empty_certificate";
    case MissSummary::kMixed: return "mixed";
    case MissSummary::kAbort: return "abort";
    case MissSummary::kSendsAnyway: return "sends_anyway";
  }
  return "";
}

const char* ToString(NoTls13Scheme value) {
  switch (value) {
    case NoTls13Scheme::kEmptyCertificate: return "empty_certificate";
    case NoTls13Scheme::kAbort: return "abort";
    case NoTls13Scheme::kSendsAnyway: return "sends_anyway";
  }
  return "";
}

const char* ToString(LateRequest value) {
  switch (value) {
    case LateRequest::kNo: return "no";
    case LateRequest::kOptIn: return "opt_in";
    case LateRequest::kYes: return "yes";
    case LateRequest::kHttp1Only: return "http1_only";
    case LateRequest::kUnknown: return "unknown";
  }
  return "";
}

const char* ToString(DecisionCache value) {
  switch (value) {
    case DecisionCache::kNo: return "no";
    case DecisionCache::kPerHostAndPort: return "positive_and_negative_per_host_port";
    case DecisionCache::kIfUserTicksRemember: return "only_if_user_ticks_remember";
  }
  return "";
}

}  // namespace shakedown::diagnosis
