// What a client under test did, against what a conforming one does.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/served.h"
#include "diagnosis/served.h"
#include "scenario/match.h"
#include "scenario/match_notes.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// One connection of a case, as far as it came.
struct ClientObservation {
  std::string id;                                         ///< of the connection; may be empty
  const attempt::ServedConnection* connection = nullptr;  ///< null: the client never connected
  diagnosis::ServedOutcome outcome{};                     ///< of `connection`
  std::optional<bool> succeeded;  ///< the client's program; nothing if we did not start it
  std::string output;             ///< of that program, hostile
};

/// SHA-256 of the leaf of each identity, by its id.
using Fingerprints = std::map<std::string, std::string, std::less<>>;

/// Compares every expectation; one result per thing compared, in the order of the file. What only
/// the client's program can tell is left out where we did not start it. Of alerts only "none" is
/// compared: which one ends a connection is a note.
std::vector<CheckResult> MatchClient(std::span<const Expectation> expectations,
                                     std::span<const ClientObservation> observations,
                                     const Fingerprints& fingerprints);

/// What the ends of connections say beside the verdict: a client that ended one as it should with
/// another alert than those that <answer> names, or with none. Notes fail nothing.
std::vector<Note> TakeClientNotes(std::span<const Expectation> expectations,
                                  std::span<const ClientObservation> observations);

/// Why a case does not apply to a client that said `hello`: `offers` as in <connection>. Empty if
/// it does.
std::string WhyNotApplicable(std::string_view offers, const tls::ClientHello& hello);

}  // namespace shakedown::scenario
