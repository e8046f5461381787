// HTTP on one connection, whatever its version: requests become octets, octets become replies. No
// I/O: the caller carries the octets. One request is under way at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attempt/trace.h"
#include "core/bytes.h"
#include "handshake/http_request.h"

namespace shakedown::handshake {

class HttpConversation {
 public:
  virtual ~HttpConversation() = default;

  /// Begins request `number`, counted from 0; each is begun once, in order, when the one before is
  /// done. `TakeOutput` then holds it.
  virtual void Begin(size_t number) = 0;
  /// Octets that are to be sent now; empty if there are none. May have some after every `Feed`.
  virtual std::string TakeOutput() = 0;
  /// Takes what the peer sent, in any portions, also before the first request.
  virtual void Feed(ByteSpan octets) = 0;
  /// No octet will follow: the peer closed.
  virtual void End() = 0;

  /// Whether nothing more is expected for the request under way.
  virtual bool done() const = 0;
  /// Whether its reply arrived as a whole.
  virtual bool complete() const = 0;
  /// Whether another request can follow on this connection.
  virtual bool reusable() const = 0;
  /// Whether the peer announced that it will close.
  virtual bool announces_close() const = 0;
  /// The reply as far as it was read; nothing before there is a status. Text is printable.
  virtual std::optional<attempt::HttpReply> Reply() const = 0;
  /// Stream of the request under way in HTTP/2; 0 in HTTP/1.1.
  virtual uint32_t stream() const = 0;
  /// What else is to be recorded since the last call: ends of streams and of the connection.
  virtual std::vector<attempt::EventBody> TakeEvents() = 0;
  /// The peer did in TLS what this version of HTTP forbids: the connection is given up.
  virtual void Refuse() = 0;
  /// Says goodbye in good order; `TakeOutput` holds it.
  virtual void Leave() = 0;
};

/// HTTP/1.1 with these requests, which may be none: then only what comes by itself is read.
/// `pipeline`: the first output holds them all (RFC 9112 section 9.3.2).
std::unique_ptr<HttpConversation> MakeHttp1Conversation(std::vector<PreparedRequest> requests,
                                                        bool pipeline = false);
/// HTTP/2 (RFC 9113) with these requests.
std::unique_ptr<HttpConversation> MakeHttp2Conversation(std::vector<PreparedRequest> requests);

}  // namespace shakedown::handshake
