// Broken peers that let a request in for what it says: what they know, and what they decide.
#pragma once

#include <string_view>

#include "handshake/peer_answer.h"

namespace shakedown::handshake::broken {

/// What a peer knows when it answers a request.
struct Situation {
  const ConnectionFacts& facts;
  const RequestHead& request;
  std::string_view rest = {};         ///< octets behind the head that have come
  std::string_view sni = {};          ///< as the client wrote it; empty: none
  size_t wanted = 0;                  ///< the host that the request is for
  std::string_view wanted_name = {};  ///< its name
  int number = 0;                     ///< requests before it on the connection
  size_t hello_octets = 0;            ///< in the first record of the ClientHello
  bool hello_split = false;           ///< its first record does not hold all of it
  bool plain = false;                 ///< it came in clear
  bool with_finished = false;         ///< it came together with the client's Finished
  bool claimed = false;               ///< a PROXY protocol header says that the client was verified
};

/// Whether peers with the deviation of that id believe something that requests, or what goes before
/// them, say.
bool BelievesClaims(std::string_view id);
/// Whether such a peer answers the request as if its client had shown a good certificate.
bool Admits(std::string_view id, const Situation& situation);

}  // namespace shakedown::handshake::broken
