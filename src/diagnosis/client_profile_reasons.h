// Why a client stack does what it does, as clauses for people: "it compares ... and finds none".
#pragma once

#include <string>
#include <vector>

#include "diagnosis/client_profile_view.h"

namespace shakedown::diagnosis {

/// The listed names and the issuers compared, for a list that does not match.
std::string NoNameMatches(const ClientProfile& profile, const SituationView& view);
/// The same where a name is listed in another encoding: `index` is the certificate it issued.
std::string OnlyOtherEncoding(const ClientProfile& profile, const SituationView& view,
                              size_t index);
/// The same where the listed name issued a certificate that the client cannot see; `hidden` is its
/// index or -1 if the certificate is not at hand.
std::string LinkOutOfSight(const ClientProfile& profile, const SituationView& view, int hidden);

std::string TypeNotListed(const SituationView& view);
std::string SchemeNotListed(const SituationView& view);
std::string SignatureNotListed(const SituationView& view, size_t index);
/// signature_algorithms_cert as a list of key types.
std::string KeyKindNotListed(const SituationView& view);

/// Why the certificate goes out, names first.
std::string NothingAgainst(const ClientProfile& profile, const SituationView& view, int chain);

/// "so it sends no certificate", "and it closes the connection without an alert", ...; empty for
/// kUnknown.
std::string Consequence(const ClientPrediction& prediction);
/// Clause and consequence as one sentence.
std::string AsSentence(const std::string& clause, const ClientPrediction& prediction);

}  // namespace shakedown::diagnosis
