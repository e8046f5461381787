// The case that rules look at: one attempt with everything that can be read off it once, and the
// other attempts beside it. Read-only; all pointers borrow from the attempts.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/attempt.h"
#include "attempt/trace_view.h"
#include "diagnosis/ailment.h"
#include "diagnosis/clocks.h"
#include "diagnosis/comparison.h"
#include "diagnosis/defects.h"
#include "diagnosis/dialect.h"
#include "diagnosis/listing.h"
#include "diagnosis/verdict.h"

namespace shakedown::diagnosis {

struct Case {
  std::span<const attempt::Attempt> attempts;
  int index = 0;

  // What went over the wire.
  Verdict verdict;
  std::vector<attempt::RequestSeen> requests;
  std::optional<bool> sent;  ///< a certificate was on the wire; nothing: no Certificate message
  int sent_event = -1;
  bool resumed = false;
  bool session_offered = false;  ///< the ClientHello offered a ticket or PSK
  std::optional<tls::Version> version;
  std::string sni;   ///< comparable; empty if none was sent
  std::string host;  ///< comparable; empty without a request

  // How to read it.
  Dialect dialect;
  /// What the refusal of a presented certificate may stand for; empty if there was none.
  AilmentSet reading;
  /// Whether the server's words narrow the reading at all: not for a bare close.
  bool spoken = false;

  // What is at hand locally.
  Clocks clocks;
  Listing listing;
  std::vector<Defect> defects;

  std::vector<Other> others;  ///< all other attempts against the same target

  // What probes showed; they point into `others` and have narrowed `reading`.
  const Other* echo = nullptr;          ///< the same question asked again, answered in words
  const Other* anchor_probe = nullptr;  ///< a throw-away below the name at the top of the chain
  const Other* key_probe = nullptr;     ///< the same, referring to the key of the chain's top
  const Other* depth_probe = nullptr;   ///< the same over links of that name: as long as the chain
  const Other* list_probe = nullptr;    ///< the same over intermediates that nobody knows

  const attempt::Attempt& self() const { return attempts[static_cast<size_t>(index)]; }
  const attempt::HandshakeSpec& spec() const { return self().spec; }
  const attempt::IdentityFacts& identity() const { return self().identity; }
  const attempt::HandshakeTrace& trace() const { return self().trace; }
  bool requested() const { return !requests.empty(); }
  /// The request that the client answered last, or null.
  const attempt::RequestSeen* request() const {
    return requests.empty() ? nullptr : &requests.back();
  }
  bool refused() const { return verdict.outcome == Outcome::kRefused; }
  bool late() const {
    return requested() && requests.back().when != attempt::RequestTime::kHandshake;
  }
  /// A certificate was presented and the refusal came after it.
  bool RefusedPresented() const;
  /// The server asked, got an empty list, and refused.
  bool RefusedEmpty() const;
  /// The server's application had the last word, and this is what it said.
  bool HasPage(Page page) const {
    return (verdict.ending == Ending::kReply || verdict.ending == Ending::kAnswer) &&
           verdict.page == page;
  }
  /// The server's alert, if it has the last word.
  std::optional<tls::AlertDescription> Alert() const;
  bool AlertBeforeServerHello(tls::AlertDescription description) const;
  /// Whether SNI and Host name the same host. An address as host needs no SNI.
  bool NamesAgree() const;
  const Defect* Find(Ailment ailment) const;
  /// The server's CA file is known and holds the identity's chain to be in order.
  bool PathTrusted() const { return identity().path && identity().path->trusted; }
};

/// Reads everything once. `attempts` is borrowed and must outlive the case.
Case Examine(std::span<const attempt::Attempt> attempts, size_t subject);

}  // namespace shakedown::diagnosis
