// The ends of a prediction: what goes on the wire, in the vocabulary of the recorded runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnosis/client_profile_view.h"

namespace shakedown::diagnosis {

/// An empty Certificate. `clause` becomes a sentence.
ClientPrediction SendsNone(const std::string& clause, std::string_view cause);
/// A fatal alert in place of a Certificate, or a close where there is none.
ClientPrediction Aborts(std::optional<tls::AlertDescription> alert, const std::string& clause,
                        std::string_view cause);
/// A Certificate and then the alert.
ClientPrediction AbortsLate(tls::AlertDescription alert, const std::string& clause,
                            std::string_view cause);
/// Nobody knows.
ClientPrediction Unknown(const std::string& clause, std::string_view cause);
/// The chain of `profile`, or the question to the user.
ClientPrediction Sends(const ClientProfile& profile, const SituationView& view);
/// The same, signed with a scheme that the server did not list.
ClientPrediction SendsUnoffered(const ClientProfile& profile, const SituationView& view);
/// The outcome of an exception other than kPasses.
ClientPrediction ByException(const RuleException& exception, const SituationView& view);

/// Requests that come after the handshake: nothing if the client takes part.
std::optional<ClientPrediction> CheckTime(const ClientProfile& profile, const SituationView& view);

/// The first certificate among those compared whose issuer is listed to `profile`; -1: none.
int MatchingCertificate(const ClientProfile& profile, const SituationView& view);

}  // namespace shakedown::diagnosis
