// The evaluation of one profile, in the order in which clients decide.
#include <algorithm>
#include <array>

#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_exceptions.h"
#include "diagnosis/client_profile_reasons.h"
#include "diagnosis/client_profile_schemes.h"
#include "diagnosis/client_profile_send.h"
#include "diagnosis/listing.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;
using MaybePrediction = std::optional<ClientPrediction>;

/// The extension is there and holds an empty list (RFC 9846 section 4.3.4 wants one name or more).
bool HasEmptyAuthorities(const SituationView& view) {
  if (!view.tls13() || !view.request().ca_names.empty()) return false;
  const auto& extensions = view.request().extensions;
  return std::any_of(extensions.begin(), extensions.end(), [](const tls::Extension& extension) {
    return extension.type == tls::ExtensionType::kCertificateAuthorities &&
           std::all_of(extension.data.begin(), extension.data.end(),
                       [](uint8_t octet) { return octet == 0; });
  });
}

/// Some stacks behave so differently in the two versions that each has a profile.
MaybePrediction CheckVersion(const ClientProfile& profile, const SituationView& view) {
  if (!profile.only_version) return std::nullopt;
  const bool for13 = *profile.only_version >= tls::Version::kTls13;
  if (for13 == view.tls13()) return std::nullopt;
  return Unknown(for13 ? "this profile is about TLS 1.3 only"
                       : "this profile is about TLS 1.2 and earlier only",
                 "");
}

/// While the request is read.
MaybePrediction CheckRequest(const ClientProfile& profile, const SituationView& view) {
  if (profile.empty_ca_extension_aborts && HasEmptyAuthorities(view)) {
    return Aborts(profile.malformed_alert,
                  "the certificate_authorities extension holds no name, which it does not take",
                  "server.request-malformed");
  }
  const RuleException* exception = FindException(ExceptionStep::kRequest, profile, view);
  return exception == nullptr ? std::nullopt : MaybePrediction(ByException(*exception, view));
}

/// Whether there is a candidate at all.
MaybePrediction CheckIdentity(const ClientProfile& profile, const SituationView& view) {
  if (profile.default_identity == IdentitySource::kAppCallback) {
    return Unknown(
        "the application is handed the request and decides; without its answer nothing "
        "is sent",
        "");
  }
  const attempt::IdentityFacts* identity = view.situation().identity;
  if (identity != nullptr && identity->present && (identity->unusable || !identity->key_matches)) {
    const std::string reason =
        identity->unusable ? "the identity cannot be loaded: " + identity->unusable->message()
                           : "the private key does not belong to the certificate";
    return Unknown(reason, "client.identity-unusable");
  }
  if (view.has_leaf()) return std::nullopt;
  return SendsNone(profile.default_identity == IdentitySource::kExplicitConfig
                       ? "no certificate is configured"
                       : "there is no certificate in its store",
                   "client.no-identity");
}

MaybePrediction CheckSelection(const ClientProfile& profile, const SituationView& view) {
  const RuleException* exception = FindException(ExceptionStep::kSelection, profile, view);
  return exception == nullptr ? std::nullopt : MaybePrediction(ByException(*exception, view));
}

/// Validity and usage, for clients that look at them.
MaybePrediction CheckUsage(const ClientProfile& profile, const SituationView& view) {
  const attempt::CertificateFacts& leaf = view.leaf();
  const auto hides = [&leaf](const std::string& what, const std::string& why) {
    return SendsNone(
        "it passes over certificates " + what + ", and " + NameText(leaf.subject) + " " + why,
        "client.withheld");
  };
  const std::optional<UtcSeconds> now = view.situation().now;
  if (profile.filters_expired && now && leaf.not_after < *now) {
    return hides("outside their validity", "expired on " + FormatUtc(leaf.not_after));
  }
  if (profile.filters_expired && now && leaf.not_before > *now) {
    return hides("outside their validity", "is not valid before " + FormatUtc(leaf.not_before));
  }
  attempt::CertificateFacts usage;
  usage.extended_key_usage = leaf.extended_key_usage;
  if (profile.filters_by_eku && !attempt::PermitsClientAuthentication(usage)) {
    return hides("that are not for client authentication",
                 "has an extended key usage without clientAuth");
  }
  if (profile.filters_by_key_usage && leaf.key_usage && !leaf.key_usage->digital_signature) {
    return hides("that may not sign", "has a key usage without digitalSignature");
  }
  return std::nullopt;
}

ClientPrediction NamesMissed(const ClientProfile& profile, const SituationView& view) {
  const std::vector<size_t> compared = view.Compared(profile);
  for (const size_t index : compared) {
    if (view.hit(index).normalised < 0) continue;
    if (profile.name_comparison == NameComparison::kPlatform) {
      return Unknown(OnlyOtherEncoding(profile, view, index) +
                         "; whether that is the same name to it is not known",
                     "client.name-encoding");
    }
    return SendsNone(OnlyOtherEncoding(profile, view, index), "client.name-encoding");
  }
  for (size_t index = 0; index < view.size(); ++index) {
    if (view.hit(index).normalised >= 0) {
      return SendsNone(LinkOutOfSight(profile, view, static_cast<int>(index)), "client.chain-gap");
    }
  }
  const auto& path = view.situation().identity->path;
  const bool gap =
      path && std::any_of(path->findings.begin(), path->findings.end(),
                          [](const attempt::PathFinding& finding) {
                            return finding.problem == attempt::PathProblem::kMissingIntermediate;
                          });
  if (gap) return SendsNone(LinkOutOfSight(profile, view, -1), "client.chain-gap");
  return SendsNone(NoNameMatches(profile, view), "client.issuer-not-listed");
}

/// The listed CA names over what the client can see.
MaybePrediction CheckNames(const ClientProfile& profile, const SituationView& view) {
  if (profile.filters_by_ca_names == NameFilter::kNone) return std::nullopt;
  if (!view.request().ca_names.empty()) {
    return MatchingCertificate(profile, view) >= 0 ? std::nullopt
                                                   : MaybePrediction(NamesMissed(profile, view));
  }
  const bool several = view.situation().identities > 1;
  const SeveralIdentities rule = profile.empty_ca_list_with_several_identities;
  const bool none = several && rule != SeveralIdentities::kSameRule
                        ? rule == SeveralIdentities::kNone
                        : profile.empty_ca_list == EmptyList::kNone;
  if (!none) return std::nullopt;
  return SendsNone("the server lists no CA names and it chooses by them only",
                   "server.empty-ca-list");
}

/// certificate_types of TLS 1.2.
MaybePrediction CheckTypes(const ClientProfile& profile, const SituationView& view) {
  const std::optional<bool> listed = KeyTypeListed(view);
  switch (profile.filters_by_key_type) {
    case TypeFilter::kIgnored: return std::nullopt;
    case TypeFilter::kAbortIfNoKnownType:
      if (view.tls13() || RsaOrEcdsaTypeListed(view)) return std::nullopt;
      return Aborts(std::nullopt, TypeNotListed(view), "client.key-not-accepted");
    case TypeFilter::kPassedByApp:
      if (!listed || *listed) return std::nullopt;
      return Unknown(TypeNotListed(view) + "; whether they count is up to the application",
                     "client.key-not-accepted");
    case TypeFilter::kEnforced: break;
  }
  if (!listed || *listed) return std::nullopt;
  if (profile.on_no_sigalg == NoScheme::kAbort) {
    return Aborts(AlertDescription::kHandshakeFailure, TypeNotListed(view),
                  "client.key-not-accepted");
  }
  return SendsNone(TypeNotListed(view), "client.key-not-accepted");
}

/// A TLS 1.3 request that lists schemes of TLS 1.2 only.
MaybePrediction CheckTls13Schemes(const ClientProfile& profile, const SituationView& view) {
  if (OffersTls13Scheme(view)) return std::nullopt;
  const std::string cause = "client.key-not-accepted";
  switch (profile.no_tls13_scheme_offered) {
    case NoTls13Scheme::kSendsAnyway: return std::nullopt;
    case NoTls13Scheme::kEmptyCertificate: return SendsNone(SchemeNotListed(view), cause);
    case NoTls13Scheme::kAbort: break;
  }
  const bool illegal = profile.on_no_sigalg == NoScheme::kTls12CloseTls13IllegalParameter;
  return Aborts(illegal ? AlertDescription::kIllegalParameter : AlertDescription::kHandshakeFailure,
                SchemeNotListed(view), cause);
}

/// What a key without a listed scheme looks like from outside.
ClientPrediction SchemeMissed(const ClientProfile& profile, const SituationView& view) {
  const std::string clause = SchemeNotListed(view);
  const std::string cause = "client.key-not-accepted";
  const auto failure = AlertDescription::kHandshakeFailure;
  switch (profile.on_no_sigalg) {
    case NoScheme::kEmptyCertificate: return SendsNone(clause, cause);
    case NoScheme::kTls12AbortTls13Empty:
      return view.tls13() ? SendsNone(clause, cause) : Aborts(failure, clause, cause);
    case NoScheme::kEmptyIfTypeExcludedElseAbort:
      return KindListed(view.leaf().key.type, view.request().signature_algorithms)
                 ? Aborts(failure, clause, cause)
                 : SendsNone(clause, cause);
    case NoScheme::kAbort: return Aborts(failure, clause, cause);
    case NoScheme::kSendsAnyway: return SendsUnoffered(profile, view);
    case NoScheme::kAbortAfterCertificate: return AbortsLate(failure, clause, cause);
    case NoScheme::kTls12CloseTls13IllegalParameter:
      return Aborts(
          view.tls13() ? std::optional(AlertDescription::kIllegalParameter) : std::nullopt, clause,
          cause);
    case NoScheme::kPlatform: break;
  }
  return Unknown(clause + "; what the platform does then is not known", cause);
}

/// signature_algorithms_cert and the signatures in the chain.
MaybePrediction CheckSignatures(const ClientProfile& profile, const SituationView& view) {
  const auto& cert_schemes = view.request().signature_algorithms_cert;
  const std::vector<size_t> leaf = {0};
  const bool leaf_fits = FirstUnlistedSignature(leaf, CertificateSchemes(view), view) < 0;
  if (!cert_schemes.empty() &&
      profile.filters_by_sigalgs_cert == CertSchemeFilter::kLeafSignature && !leaf_fits) {
    return SendsNone(SignatureNotListed(view, 0), "client.chain-signature-not-accepted");
  }
  if (!cert_schemes.empty() && profile.filters_by_sigalgs_cert == CertSchemeFilter::kKeyType &&
      !KindListed(view.leaf().key.type, cert_schemes)) {
    return SendsNone(KeyKindNotListed(view),
                     leaf_fits ? "client.withheld" : "client.chain-signature-not-accepted");
  }
  if (profile.filters_by_sigalgs != SchemeFilter::kLeafKeyAndChainSignatures ||
      !view.request().has_signature_algorithms) {
    return std::nullopt;
  }
  const int unlisted =
      FirstUnlistedSignature(view.Configured(profile), CertificateSchemes(view), view);
  if (unlisted < 0) return std::nullopt;
  return SendsNone(SignatureNotListed(view, static_cast<size_t>(unlisted)),
                   "client.chain-signature-not-accepted");
}

/// Type of key, schemes and signatures.
MaybePrediction CheckKey(const ClientProfile& profile, const SituationView& view) {
  if (const RuleException* exception = FindException(ExceptionStep::kKey, profile, view)) {
    if (exception->outcome == ExceptionOutcome::kPasses) return std::nullopt;
    return ByException(*exception, view);
  }
  if (MaybePrediction prediction = CheckTypes(profile, view)) return prediction;
  if (MaybePrediction prediction = CheckTls13Schemes(profile, view)) return prediction;
  const std::optional<bool> offered = KeySchemeOffered(profile, view);
  if (!offered && view.request().has_signature_algorithms) {
    return Unknown("the " + attempt::ToText(view.leaf().key) +
                       " key is of a kind of which it is not known what the client signs with",
                   "");
  }
  if (offered == false) return SchemeMissed(profile, view);
  return CheckSignatures(profile, view);
}

ClientPrediction PredictFor(const ClientProfile& profile, const SituationView& view) {
  using Check = MaybePrediction (*)(const ClientProfile&, const SituationView&);
  constexpr std::array<Check, 8> kChecks = {CheckVersion,   CheckTime,  CheckRequest, CheckIdentity,
                                            CheckSelection, CheckUsage, CheckNames,   CheckKey};
  for (const Check check : kChecks) {
    if (MaybePrediction prediction = check(profile, view)) return *std::move(prediction);
  }
  return Sends(profile, view);
}

}  // namespace

ClientPrediction Predict(const ClientProfile& profile, const ClientSituation& situation) {
  return PredictFor(profile, SituationView(situation));
}

std::vector<ProfilePrediction> PredictAll(const ClientSituation& situation) {
  std::vector<ProfilePrediction> all;
  if (situation.request == nullptr) return all;
  const SituationView view(situation);
  for (const ClientProfile& profile : ClientProfiles()) {
    all.push_back({profile.id, profile.name, PredictFor(profile, view)});
  }
  return all;
}

}  // namespace shakedown::diagnosis
