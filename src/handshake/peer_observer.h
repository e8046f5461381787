// Who is told what the built-in peer sees: every connection with its trace, in the vocabulary in
// which clients are traced.
#pragma once

#include <cstdint>
#include <optional>

#include "attempt/endpoint.h"
#include "attempt/trace.h"
#include "handshake/peer_answer.h"
#include "handshake/peer_request.h"

namespace shakedown::handshake {

/// One connection, so far or to its end.
struct PeerReport {
  uint64_t number = 0;  ///< in the order of acceptance, from 1
  attempt::Endpoint client;
  size_t host = 0;                     ///< index of the host whose TLS settings held
  std::optional<RequestHead> request;  ///< hostile
  int status = 0;                      ///< of the answer; 0: none was due
  attempt::HandshakeTrace trace;
};

/// Called from all threads of the peer, which wait meanwhile: an observer is thread-safe and quick.
/// Nothing that it throws reaches the peer's client; the call then counts as not made.
class PeerObserver {
 public:
  virtual ~PeerObserver() = default;
  /// May choose another host than the one that the SNI names (`host`). `hello` is borrowed.
  virtual size_t ChooseHost(const attempt::Endpoint& client, const tls::ClientHello& hello,
                            size_t host) {
    (void)client;
    (void)hello;
    return host;
  }
  /// May replace the answer to a request. `so_far` has the planned answer's status.
  virtual Answer OnAnswer(const PeerReport& so_far, Answer planned) {
    (void)so_far;
    return planned;
  }
  /// The connection is over.
  virtual void OnFinished(PeerReport report) = 0;
};

}  // namespace shakedown::handshake
