// HTTP/2 on one connection of the built-in peer (RFC 9113): frames become request heads, answers
// become frames. No I/O. The client is hostile: streams, fields and bodies are bounded.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/bytes.h"
#include "handshake/peer_answer.h"
#include "handshake/peer_request.h"

namespace shakedown::handshake {

class PeerHttp2 final {
 public:
  /// Gives the answer to one request; called inside `Feed`. Must not throw.
  using Answerer = std::function<Answer(const RequestHead&)>;

  explicit PeerHttp2(Answerer answer);
  ~PeerHttp2();
  PeerHttp2(const PeerHttp2&) = delete;
  PeerHttp2& operator=(const PeerHttp2&) = delete;

  /// Takes what the client sent, in any portions. A request counts when its stream is complete, so
  /// that its trailers are known.
  void Feed(ByteSpan octets);
  /// Octets that are to be sent now; empty if there are none.
  std::string TakeOutput();
  /// Whether the connection is at its end: one side said goodbye, or the client broke the rules.
  bool over() const;

 private:
  class Session;
  std::unique_ptr<Session> session_;
};

}  // namespace shakedown::handshake
