// The rules of a profile as sentences for people.
#include <fmt/format.h>

#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_rules.h"

namespace shakedown::diagnosis {
namespace {

std::string WhereFrom(const ClientProfile& profile) {
  switch (profile.default_identity) {
    case IdentitySource::kExplicitConfig:
      return "Presents the identity it is configured with; without one it sends none.";
    case IdentitySource::kUserStorePrompt:
      return "Takes certificates from the user's store and asks the user which one to send.";
    case IdentitySource::kUserStoreAuto:
      return "Takes a certificate from the user's store without asking.";
    case IdentitySource::kAppCallback: break;
  }
  return "Hands the request to the application, which has to answer with an identity; without an "
         "answer nothing is sent.";
}

std::string Names(const ClientProfile& profile) {
  if (profile.filters_by_ca_names == NameFilter::kNone) {
    return "Does not compare the listed CA names with the certificate.";
  }
  const char* what = profile.filters_by_ca_names == NameFilter::kIssuerOfLeaf
                         ? "the issuer of the leaf"
                     : profile.ca_match_walks == NameReach::kPlatformStore
                         ? "an issuer on the path that it finds in its store"
                         : "the issuer of a certificate in its own file";
  const char* how = "";
  switch (profile.name_comparison) {
    case NameComparison::kRawDer: how = "octet by octet"; break;
    case NameComparison::kNormalised: how = "whatever the string type, case and blanks"; break;
    case NameComparison::kRenderedString:
      how = "as text: string types do not matter, case does";
      break;
    case NameComparison::kPlatform:
    case NameComparison::kNothing: how = "in a way that is not published"; break;
  }
  return fmt::format("Wants {} among the listed CA names, compared {}; otherwise it sends none.",
                     what, how);
}

std::string EmptyNames(const ClientProfile& profile) {
  std::string text;
  switch (profile.empty_ca_list) {
    case EmptyList::kSend: text = "Without listed CA names every identity fits"; break;
    case EmptyList::kAsk: text = "Without listed CA names every identity is offered"; break;
    case EmptyList::kNone: text = "Without listed CA names it sends none by itself"; break;
  }
  const bool none = profile.empty_ca_list_with_several_identities == SeveralIdentities::kNone;
  if (none && profile.empty_ca_list != EmptyList::kNone) {
    text += ", but it sends none if it has several identities";
  }
  return text + '.';
}

std::string Types(const ClientProfile& profile) {
  switch (profile.filters_by_key_type) {
    case TypeFilter::kIgnored: return "Ignores the certificate_types of TLS 1.2.";
    case TypeFilter::kEnforced:
      return "Wants the key's type among the certificate_types of TLS 1.2.";
    case TypeFilter::kPassedByApp:
      return "Filters by key type only if the application passes types on.";
    case TypeFilter::kAbortIfNoKnownType: break;
  }
  return "Closes if certificate_types of TLS 1.2 hold neither rsa_sign nor ecdsa_sign.";
}

std::string Schemes(const ClientProfile& profile) {
  if (profile.filters_by_sigalgs == SchemeFilter::kNone) {
    return "Does not choose by the listed signature algorithms.";
  }
  std::string text = "Wants a listed signature algorithm that fits its key";
  if (profile.filters_by_sigalgs == SchemeFilter::kLeafKeyAndChainSignatures) {
    text += ", and every certificate of the chain signed with a listed one";
  }
  if (profile.tls12_ecdsa_curve_bound) {
    text += "; in TLS 1.2 too the digest of an EC key is that of its curve";
  }
  if (profile.tls12_sha1_only_usable) text += "; in TLS 1.2 it signs with SHA-1 if need be";
  return text + '.';
}

std::string CertSchemes(const ClientProfile& profile) {
  switch (profile.filters_by_sigalgs_cert) {
    case CertSchemeFilter::kIgnored: return "Ignores signature_algorithms_cert.";
    case CertSchemeFilter::kLeafSignature:
      return "If signature_algorithms_cert is sent, the leaf's own signature has to be listed.";
    case CertSchemeFilter::kKeyType: break;
  }
  return "Takes signature_algorithms_cert, if it is sent, for a list of key types.";
}

std::string Usage(const ClientProfile& profile) {
  std::string text;
  const auto add = [&text](bool wanted, const char* what) {
    if (wanted) text += (text.empty() ? "" : ", ") + std::string(what);
  };
  add(profile.filters_expired, "expired certificates");
  add(profile.filters_by_eku, "certificates whose extended key usage lacks clientAuth");
  add(profile.filters_by_key_usage, "certificates whose key usage lacks digitalSignature");
  return text.empty() ? "Does not look at expiry, key usage or extended key usage."
                      : "Passes over " + text + '.';
}

std::string Chain(const ClientProfile& profile) {
  if (profile.loads_leaf_only) {
    return "Loads the leaf of its file only; the chain is built from the trust store.";
  }
  switch (profile.sends_chain) {
    case ChainRule::kAsConfigured: return "Sends the chain as configured.";
    case ChainRule::kConfiguredElseBuilt:
      return "Sends the chain as configured; a leaf alone is completed from the trust store.";
    case ChainRule::kUpToMatchedName:
      return "Sends the leaf and what lies between it and the listed name; with an empty list the "
             "leaf alone.";
    case ChainRule::kPlatformWithoutRoot:
      return "Sends the chain that the platform builds, without the root.";
    case ChainRule::kStoreWithoutRoot:
      return "Sends the chain that it builds from its store, without the root.";
    case ChainRule::kLeafIfDirectElsePlatform:
      return "Sends the leaf alone if its issuer is listed, else the chain that the platform "
             "builds.";
    case ChainRule::kPlatform: return "Sends the chain that the platform builds.";
    case ChainRule::kAsGivenToCredential: break;
  }
  return "Sends the certificates that the application puts into the credential.";
}

std::string Misses(const ClientProfile& profile) {
  std::string text = "If no listed signature algorithm fits, ";
  switch (profile.on_no_sigalg) {
    case NoScheme::kEmptyCertificate: return text + "it sends none.";
    case NoScheme::kTls12AbortTls13Empty:
      return text + "it fails in TLS 1.2 and sends none in TLS 1.3.";
    case NoScheme::kEmptyIfTypeExcludedElseAbort:
      return text +
             "it sends none if the key's kind is not listed at all, and else aborts with "
             "handshake_failure.";
    case NoScheme::kAbort: return text + "it aborts with handshake_failure.";
    case NoScheme::kSendsAnyway: return text + "it sends the certificate all the same.";
    case NoScheme::kAbortAfterCertificate:
      return text + "it sends its Certificate and then aborts with handshake_failure.";
    case NoScheme::kTls12CloseTls13IllegalParameter:
      return text +
             "it closes without an alert in TLS 1.2 and aborts with illegal_parameter in "
             "TLS 1.3.";
    case NoScheme::kPlatform: break;
  }
  return text + "what follows is up to the platform.";
}

std::string Late(const char* what, LateRequest rule, const LateOption& option) {
  switch (rule) {
    case LateRequest::kNo: return fmt::format("{}: never.", what);
    case LateRequest::kYes: return fmt::format("{}: yes.", what);
    case LateRequest::kHttp1Only: return fmt::format("{}: with HTTP/1.1 only.", what);
    case LateRequest::kUnknown: return fmt::format("{}: not known.", what);
    case LateRequest::kOptIn: break;
  }
  if (option.name.empty()) return fmt::format("{}: if the application turns it on.", what);
  return fmt::format("{}: if the application turns it on, {}.", what, option.name);
}

std::string Cache(const ClientProfile& profile) {
  switch (profile.caches_decision) {
    case DecisionCache::kNo: return "";
    case DecisionCache::kPerHostAndPort:
      return "Remembers its decision, also the one to send none, per host and port.";
    case DecisionCache::kIfUserTicksRemember: break;
  }
  return "Remembers the decision if the user says so.";
}

/// A fragment of the table as a sentence; names that begin in lower case stay as they are.
std::string Sentence(std::string_view text) {
  std::string sentence(text);
  if (!sentence.ends_with('.')) sentence += '.';
  return sentence;
}

}  // namespace

std::vector<std::string> Describe(const ClientProfile& profile) {
  std::vector<std::string> lines = {WhereFrom(profile)};
  if (profile.only_version) {
    lines.push_back(fmt::format(
        "These rules are about {} only.",
        *profile.only_version >= tls::Version::kTls13 ? "TLS 1.3" : "TLS 1.2 and earlier"));
  }
  if (!profile.platform_rule.empty()) {
    lines.push_back("Platform: " + Sentence(profile.platform_rule));
  }
  if (!profile.multiple_identities.empty()) {
    lines.push_back("Several identities: " + Sentence(profile.multiple_identities));
  }
  for (std::string line : {Names(profile), EmptyNames(profile), Types(profile), Schemes(profile),
                           CertSchemes(profile), Usage(profile), Chain(profile), Misses(profile)}) {
    lines.push_back(std::move(line));
  }
  if (profile.empty_ca_extension_aborts) {
    lines.emplace_back("Aborts if certificate_authorities of TLS 1.3 is there and holds no name.");
  }
  lines.push_back(Late("Post-handshake authentication", profile.post_handshake_auth,
                       profile.post_handshake_option));
  lines.push_back(
      Late("Renegotiation in TLS 1.2", profile.renegotiation, profile.renegotiation_option));
  if (std::string cache = Cache(profile); !cache.empty()) lines.push_back(std::move(cache));
  for (const std::string_view sign : profile.wire_signs) {
    lines.push_back("On the wire: " + Sentence(sign));
  }
  for (const std::string_view quirk : profile.quirks) {
    lines.push_back("Quirk: " + Sentence(quirk));
  }
  return lines;
}

}  // namespace shakedown::diagnosis
