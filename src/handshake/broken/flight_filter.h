// The place of a judge of flights in the library's chain of input and output.
#pragma once

#include <openssl/ssl.h>

namespace shakedown::handshake::broken {

class FlightJudge;

/// Puts `judge` (borrowed, outlives the SSL) between `ssl` and its socket, both ways. False if the
/// library is out of memory.
bool PushFlightFilter(SSL* ssl, FlightJudge* judge);

}  // namespace shakedown::handshake::broken
