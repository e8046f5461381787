// What a third party learned of one connection between a client and a server.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attempt/endpoint.h"
#include "attempt/spec.h"
#include "attempt/trace.h"

namespace shakedown::observe {

/// The two ends of a TCP connection; hosts are numeric.
struct FlowEnds {
  attempt::Endpoint client;
  attempt::Endpoint server;
  bool operator==(const FlowEnds&) const = default;
};

/// How much of a connection could be read.
enum class Sight {
  kNothing,  ///< no TLS was seen
  kClear,    ///< all of it; nothing was encrypted that could not be opened
  kSealed,   ///< only what is not encrypted: there are no secrets for the rest
  kMisfit,   ///< the key log's secrets for this connection do not open its records
};

/// What the outside of encrypted records shows (only with `Sight::kSealed` and `kMisfit`).
struct SealedTraffic {
  size_t client_records = 0;
  size_t server_records = 0;     ///< after the client's answer to the server's first flight
  size_t server_octets = 0;      ///< in those
  bool server_answered = false;  ///< with more than an alert can hold
  bool last_was_alert = false;   ///< the server's last record is one, or has the size of one
  bool server_closed = false;    ///< the server ended the connection first
};

struct Observation {
  FlowEnds ends;
  attempt::HandshakeTrace trace;
  Sight sight = Sight::kNothing;
  SealedTraffic sealed;
  /// The requests that could be read, with method, path and host only.
  std::vector<attempt::HttpRequest> requests;
  /// Whether what was said inside TLS, as far as it could be read, was HTTP.
  bool speaks_http = false;
  bool handshake_done = false;
  /// Both sides have ended, or the connection was reset.
  bool ended = false;
  /// What stands in the way of reading more, one sentence each, printable.
  std::vector<std::string> notes;
};

}  // namespace shakedown::observe
