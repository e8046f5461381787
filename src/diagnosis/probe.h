// Follow-up probes: handshakes that can tell open hypotheses apart. Pure planning;
// `run/investigation.h` carries them out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "diagnosis/diagnosis.h"

namespace shakedown::diagnosis {

/// What a probe presents.
enum class ProbeIdentity {
  kAsGiven,
  kNone,
  kSelfSigned,      ///< a throw-away certificate nobody can trust: does anybody check?
  kThrowawayBelow,  ///< a throw-away leaf whose issuer has `issuer_name`, without key identifiers:
                    ///< does the server hold a trust anchor of that name?
  kLeafOnly,        ///< as given, without intermediates
  kWithWithheld,    ///< as given, with the intermediates at hand that were not presented
};

struct Probe {
  std::string id;        ///< "other-version", "sni-host", ...; stable
  std::string question;  ///< what it is to settle, for people
  attempt::HandshakeSpec spec;
  ProbeIdentity identity = ProbeIdentity::kAsGiven;
  Bytes issuer_name;      ///< DER of a Name, for kThrowawayBelow
  int intermediates = 0;  ///< between that name and the leaf, for kThrowawayBelow
  /// The key identifier of that authority that the chain refers to, for kThrowawayBelow; empty: it
  /// refers to none. With it the intermediates bear `issuer_name` themselves, so that nothing but
  /// the length of the chain is new to the server.
  Bytes issuer_key_id;
  bool resume = false;  ///< offers the session of the first handshake
};

/// One probe that was carried out.
struct ProbeRecord {
  std::string id;
  std::string question;
  size_t attempt = 0;  ///< index into the attempts
  std::string answer;  ///< what it showed, for people
};

/// The most valuable probe that was not made yet and can still change the ranking; nothing if the
/// cause is settled or nothing that can be probed would settle it. `diagnosis` is that of
/// `attempts[subject]`, which is the handshake as asked; `done` is what was probed since.
std::optional<Probe> NextProbe(std::span<const attempt::Attempt> attempts,
                               const Diagnosis& diagnosis, std::span<const ProbeRecord> done,
                               size_t subject = 0);

/// What a probe showed, in one sentence for people.
std::string Answer(const Probe& probe, const attempt::Attempt& attempt);

/// What from the server's side would settle an open question: a file, an option, a log line; the
/// most telling first. Empty if the cause is certain. `attempts`, if given, tell what is at hand
/// already.
std::vector<std::string> NextSteps(const Diagnosis& diagnosis,
                                   std::span<const attempt::Attempt> attempts = {});

}  // namespace shakedown::diagnosis
