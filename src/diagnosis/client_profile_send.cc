#include "diagnosis/client_profile_send.h"

#include "diagnosis/client_profile_reasons.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;

constexpr std::string_view kEmptyCertificate = "empty_certificate";

ClientPrediction Finish(ClientPrediction prediction, std::string_view outcome,
                        const std::string& clause, std::string_view cause) {
  prediction.outcome = outcome;
  prediction.cause = cause;
  prediction.because = AsSentence(clause, prediction);
  return prediction;
}

int HitOf(const NameHit& hit, NameComparison comparison) {
  switch (comparison) {
    case NameComparison::kNormalised: return hit.normalised;
    case NameComparison::kRenderedString: return hit.rendered;
    case NameComparison::kRawDer:
    case NameComparison::kPlatform: return hit.raw;
    case NameComparison::kNothing: break;
  }
  return -1;
}

size_t WithoutRoot(const std::vector<size_t>& path, const SituationView& view) {
  const bool root = path.size() > 1 && view.certificate(path.back()).self_issued;
  return root ? path.size() - 1 : path.size();
}

/// How far up the path the listed name was found: the number of certificates below it.
size_t UpToMatch(const std::vector<size_t>& path, const ClientProfile& profile,
                 const SituationView& view) {
  const int match = MatchingCertificate(profile, view);
  if (match < 0) return 1;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == static_cast<size_t>(match)) return i + 1;
  }
  return 1;
}

size_t ChainLength(const ClientProfile& profile, const SituationView& view) {
  const std::vector<size_t> configured = view.Configured(profile);
  const std::vector<size_t> path = view.Path(profile);
  switch (profile.sends_chain) {
    case ChainRule::kAsConfigured:
    case ChainRule::kAsGivenToCredential: return configured.size();
    case ChainRule::kConfiguredElseBuilt:
      return configured.size() > 1 ? configured.size() : path.size();
    case ChainRule::kUpToMatchedName: return UpToMatch(path, profile, view);
    case ChainRule::kPlatformWithoutRoot:
    case ChainRule::kStoreWithoutRoot: return WithoutRoot(path, view);
    case ChainRule::kLeafIfDirectElsePlatform:
      return MatchingCertificate(profile, view) == 0 ? 1 : path.size();
    case ChainRule::kPlatform: return path.size();
  }
  return 1;
}

std::string WithOption(const std::string& clause, const LateOption& option) {
  return option.name.empty() ? clause : clause + " (" + std::string(option.name) + ")";
}

/// "post-handshake authentication" or "renegotiation".
std::string LateWay(attempt::RequestTime when) {
  return when == attempt::RequestTime::kPostHandshake ? "post-handshake authentication"
                                                      : "renegotiation";
}

LateRequest RuleFor(const ClientProfile& profile, attempt::RequestTime when) {
  return when == attempt::RequestTime::kPostHandshake ? profile.post_handshake_auth
                                                      : profile.renegotiation;
}

const LateOption& OptionFor(const ClientProfile& profile, attempt::RequestTime when) {
  return when == attempt::RequestTime::kPostHandshake ? profile.post_handshake_option
                                                      : profile.renegotiation_option;
}

/// What a late request needs beforehand; empty for one in the handshake.
std::string Provided(const ClientProfile& profile, attempt::RequestTime when) {
  if (when == attempt::RequestTime::kHandshake || RuleFor(profile, when) != LateRequest::kOptIn) {
    return "";
  }
  return WithOption(", provided that the application has turned on " + LateWay(when),
                    OptionFor(profile, when));
}

/// A server cannot ask a client that did not offer; a client refuses a renegotiation.
ClientPrediction Declines(const ClientProfile& profile, attempt::RequestTime when,
                          const std::string& clause) {
  const bool offered = when == attempt::RequestTime::kRenegotiation;
  ClientPrediction prediction;
  prediction.action = ClientAction::kSendsNone;
  if (offered && profile.renegotiation_refusal_is_fatal) {
    prediction.action = ClientAction::kAborts;
    prediction.alert = AlertDescription::kNoRenegotiation;
  }
  return Finish(std::move(prediction), offered ? "refused" : "not_offered", clause,
                "server.late-request");
}

}  // namespace

ClientPrediction SendsNone(const std::string& clause, std::string_view cause) {
  ClientPrediction prediction;
  prediction.action = ClientAction::kSendsNone;
  return Finish(std::move(prediction), kEmptyCertificate, clause, cause);
}

ClientPrediction Aborts(std::optional<AlertDescription> alert, const std::string& clause,
                        std::string_view cause) {
  ClientPrediction prediction;
  prediction.action = ClientAction::kAborts;
  prediction.alert = alert;
  const std::string outcome = alert ? "abort_alert_" + tls::Name(*alert) : "abort_closed";
  return Finish(std::move(prediction), outcome, clause, cause);
}

ClientPrediction AbortsLate(AlertDescription alert, const std::string& clause,
                            std::string_view cause) {
  ClientPrediction prediction;
  prediction.action = ClientAction::kAborts;
  prediction.alert = alert;
  return Finish(std::move(prediction), "certificate_then_abort", clause, cause);
}

ClientPrediction Unknown(const std::string& clause, std::string_view cause) {
  return Finish({}, "unknown", clause, cause);
}

ClientPrediction Sends(const ClientProfile& profile, const SituationView& view) {
  ClientPrediction prediction;
  prediction.action = profile.default_identity == IdentitySource::kUserStorePrompt
                          ? ClientAction::kAsksUser
                          : ClientAction::kSends;
  prediction.chain_length = static_cast<int>(ChainLength(profile, view));
  return Finish(prediction, prediction.chain_length > 1 ? "leaf_and_intermediates" : "leaf_only",
                NothingAgainst(profile, view, prediction.chain_length) +
                    Provided(profile, view.situation().when),
                "");
}

ClientPrediction SendsUnoffered(const ClientProfile& profile, const SituationView& view) {
  ClientPrediction prediction = Sends(profile, view);
  prediction.unoffered_scheme = true;
  prediction.because = AsSentence(SchemeNotListed(view) +
                                      "; it sends the certificate all the same and signs with an "
                                      "algorithm of its own choice",
                                  prediction);
  return prediction;
}

ClientPrediction ByException(const RuleException& exception, const SituationView& view) {
  const std::string clause(exception.because);
  const std::optional<AlertDescription> alert =
      view.tls13() ? exception.alert13 : exception.alert12;
  switch (exception.outcome) {
    case ExceptionOutcome::kEmptyCertificate: return SendsNone(clause, exception.cause);
    case ExceptionOutcome::kCertificateThenAbort:
      return AbortsLate(alert.value_or(AlertDescription::kInternalError), clause, exception.cause);
    case ExceptionOutcome::kAbort:
    case ExceptionOutcome::kLoadError:
    case ExceptionOutcome::kPasses: break;
  }
  return Aborts(alert, clause, exception.cause);
}

std::optional<ClientPrediction> CheckTime(const ClientProfile& profile, const SituationView& view) {
  const ClientSituation& situation = view.situation();
  const attempt::RequestTime when = situation.when;
  if (when == attempt::RequestTime::kHandshake) return std::nullopt;
  const bool post = when == attempt::RequestTime::kPostHandshake;
  // RFC 9113 section 9.2.1 and RFC 8740: none of the two on a connection that carries HTTP/2.
  if (situation.http2) return Declines(profile, when, "HTTP/2 forbids " + LateWay(when));
  const LateOption& option = OptionFor(profile, when);
  const std::string taking = (post ? "it does not offer " : "it does not accept ") + LateWay(when);
  switch (RuleFor(profile, when)) {
    case LateRequest::kYes:
    case LateRequest::kHttp1Only: return std::nullopt;
    case LateRequest::kNo: return Declines(profile, when, taking);
    case LateRequest::kOptIn:
      if (situation.late_requests_enabled.value_or(option.assumed)) return std::nullopt;
      return Declines(profile, when,
                      WithOption(taking + " unless the application turns it on", option));
    case LateRequest::kUnknown: break;
  }
  return Unknown("whether it takes part in " + LateWay(when) + " is not known",
                 "server.late-request");
}

int MatchingCertificate(const ClientProfile& profile, const SituationView& view) {
  for (const size_t index : view.Compared(profile)) {
    if (HitOf(view.hit(index), profile.name_comparison) >= 0) return static_cast<int>(index);
  }
  return -1;
}

}  // namespace shakedown::diagnosis
