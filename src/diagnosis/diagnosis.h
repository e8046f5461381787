// Diagnosis: why a handshake ended as it did. A pure function of what was asked and what was seen;
// no socket, no clock, no TLS library.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "diagnosis/cause.h"
#include "diagnosis/client_profile.h"
#include "diagnosis/dialect.h"

namespace shakedown::diagnosis {

/// How the attempt ended for the client.
enum class Outcome { kAccepted, kRefused, kNoVerdict };
/// "accepted", "refused", "no-verdict".
const char* ToString(Outcome outcome);

/// How the server enforces client certificates, as far as it was seen.
enum class Enforcement {
  kUnknown,
  kNotRequested,
  kOptional,
  kRequiredTls,
  kRequiredHttp,
  kRequiredLater,
};
/// "unknown", "not-requested", "optional", "required-tls", "required-http", "required-later".
const char* ToString(Enforcement enforcement);

/// Where the verdict was given.
enum class Layer { kNone, kConnect, kTls, kHttp, kApplication };
/// "none", "connect", "tls", "http".
const char* ToString(Layer layer);

/// One observation that speaks for a cause.
struct Evidence {
  std::string text;  ///< one line for people, already printable
  int attempt = 0;   ///< index into the attempts
  int event = -1;    ///< event number in that attempt's trace; -1: a local fact
  bool operator==(const Evidence&) const = default;
};

/// A cause with what speaks for it.
struct Finding {
  std::string id;  ///< of the catalogue
  Certainty certainty = Certainty::kPossible;
  Fault fault = Fault::kNobody;
  std::string summary;      ///< one line, with the names and numbers of this case
  std::string explanation;  ///< one to four sentences
  std::vector<Evidence> evidence;
  std::vector<std::string> fixes;  ///< what to change, who, and where; most useful first
};

struct Diagnosis {
  Outcome outcome = Outcome::kNoVerdict;
  Enforcement enforcement = Enforcement::kUnknown;
  Layer layer = Layer::kNone;
  std::string stage;     ///< how far it got, one phrase: "after the client's Finished (TLS 1.3)"
  std::string observed;  ///< one line: "HTTP 400 \"No required SSL certificate was sent\""
  Finding cause;
  std::vector<Finding> alternatives;  ///< most likely first
  /// What known client stacks would have done with the request; empty if nobody asked.
  std::vector<ProfilePrediction> client_profiles;
  /// The server software and TLS library, as far as their handwriting shows.
  Dialect dialect;
  /// What a reader has to know besides the cause, one sentence each: on what the diagnosis rests,
  /// what the client whose place was taken would do. Usually empty.
  std::vector<std::string> notes;
};

/// Explains `attempts[subject]` in the light of all attempts (probes, or the other handshakes of a
/// scenario against the same target). `attempts` is not empty.
Diagnosis Diagnose(std::span<const attempt::Attempt> attempts, size_t subject = 0);

}  // namespace shakedown::diagnosis
