// Attempts side by side: whether two of them asked the same server the same thing, and what
// differed. Probes and the other handshakes of a scenario settle what one trace cannot.
#pragma once

#include <string>
#include <string_view>

#include "attempt/attempt.h"
#include "diagnosis/dialect.h"
#include "diagnosis/verdict.h"

namespace shakedown::diagnosis {

/// A Host field or SNI as a comparable name: no port, brackets or trailing dot, lower case.
std::string HostName(std::string_view field);

/// Both connect to the same endpoint by the same path, so the same TLS peer answers.
bool SamePoint(const attempt::Attempt& a, const attempt::Attempt& b);
/// Both are meant for the same server, whatever way they take.
bool SameTarget(const attempt::Attempt& a, const attempt::Attempt& b);

/// What another attempt showed, in short. Pointers borrow from the attempt.
struct Other {
  int index = 0;
  const attempt::Attempt* attempt = nullptr;
  Verdict verdict;
  int request_event = -1;    ///< CertificateRequest of its handshake; -1: none
  std::optional<bool> sent;  ///< whether it put a certificate on the wire
  bool resumed = false;
  std::string sni;   ///< comparable
  std::string host;  ///< comparable; empty without a request
  bool same_point = false;
  bool same_target = false;

  bool requested() const { return request_event >= 0; }
  /// It presented something made for a probe, which says nothing about real identities.
  bool throwaway() const { return attempt->identity.throwaway; }
  bool accepted() const { return verdict.outcome == Outcome::kAccepted; }
  bool refused() const { return verdict.outcome == Outcome::kRefused; }
};
Other LookAt(const attempt::Attempt& other, int index, const attempt::Attempt& self);

/// The server's leaf certificate by fingerprint; empty if it is not known.
std::string ServerLeaf(const attempt::HandshakeTrace& trace);

}  // namespace shakedown::diagnosis
