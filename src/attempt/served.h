// One connection of a client to our own server: the other half of an attempt, as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attempt/endpoint.h"
#include "attempt/facts.h"
#include "attempt/trace.h"

namespace shakedown::attempt {

/// What the client asked for inside TLS. Every text is printable and bounded.
struct ServedRequest {
  std::string method;
  std::string path;
  std::string host;
  std::string user_agent;
  std::string origin;      ///< of the page whose script asks; empty if none says so
  bool preflight = false;  ///< a CORS preflight: OPTIONS with Access-Control-Request-Method
};

/// A connection that is over, or far enough for the answer to be written.
struct ServedConnection {
  uint64_t number = 0;       ///< in the order of acceptance, from 1
  Endpoint client;           ///< numeric address
  std::string request_name;  ///< which CertificateRequest it met: "as configured", "empty list"
  bool late = false;         ///< the request comes only after an HTTP request for certain paths
  bool required = true;      ///< without a certificate the server refuses

  /// Events as the server saw them, in the vocabulary of the client's trace: `PeerClosed` is the
  /// client's close, `RequestSent` its request, `HttpReply` our answer.
  HandshakeTrace trace;
  std::optional<ServedRequest> http;
  int status = 0;                       ///< of our answer; 0: none was due
  std::vector<CertificateFacts> chain;  ///< what the client presented, leaf first
  /// The chain checked as a server of this trust would; nothing if no CA file is known.
  std::optional<PathCheck> path;
};

/// The client's ClientHello (the second one after a HelloRetryRequest); null if none came.
/// Borrowed.
const tls::ClientHello* HelloOf(const ServedConnection& connection);

/// Whether the server refused: with an alert, or with a status of 400 or above.
bool Refused(const ServedConnection& connection);

}  // namespace shakedown::attempt
