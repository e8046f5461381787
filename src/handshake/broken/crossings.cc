// Servers with several hosts that let sessions of one of them in at another, by the names of the
// hosts that the suite on virtual hosts has.
#include "handshake/broken/deviation.h"

namespace shakedown::handshake::broken {

std::vector<Deviation> CrossingDeviations() {
  return {
      // Who is let in with a session of nobody's is so with its early data, and the other way
      // round.
      {.id = "session-does-not-cross",
       .also = {"early-data-does-not-cross"},
       .host = "secure.test",
       .lapse = Lapse::kAnonymous},
      {.id = "early-data-does-not-cross",
       .also = {"session-does-not-cross"},
       .host = "secure.test",
       .lapse = Lapse::kEarlyHost},
      {.id = "session-does-not-cross-cas", .host = "partner.test", .lapse = Lapse::kForeignTrust},
      {.id = "early-data-is-not-answered", .host = "secure.test", .lapse = Lapse::kEarly},
  };
}

}  // namespace shakedown::handshake::broken
