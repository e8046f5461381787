// One handshake with all that diagnosis may look at.
#pragma once

#include <optional>
#include <string>

#include "attempt/facts.h"
#include "attempt/spec.h"
#include "attempt/trace.h"

namespace shakedown::attempt {

/// The client stack whose place an attempt takes, and what that stack does with the request.
struct ClientPlace {
  std::string id;       ///< of the client profile, "java"
  std::string name;     ///< for people, "Java (JDK)"
  std::string because;  ///< why it sends what it sends, or nothing; one sentence
  std::string cause;    ///< of the catalogue; empty if it presents its certificate
  bool founded = true;  ///< false: its rules are known from documents only
  /// It ends the handshake by itself at this point, so that the rest of the trace is another
  /// client's.
  bool aborts = false;
};

struct Attempt {
  std::string purpose = "as asked";  ///< or "probe: ..."; the handshake's id in a scenario
  HandshakeSpec spec;
  IdentityFacts identity;
  HandshakeTrace trace;
  std::optional<ClientPlace> as;  ///< absent: the attempt presents what it is given
};

/// The Host and the path of the last request that went out; of the first that was to go out if none
/// did. Empty without a request.
std::string RequestedHost(const Attempt& attempt);
std::string RequestedPath(const Attempt& attempt);
/// Whether further requests were not made because the server, which had answered the last one below
/// 400, did not keep the connection.
bool KeptNoConnection(const Attempt& attempt);

}  // namespace shakedown::attempt
