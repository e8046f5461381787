// Reads one HTTP/1.x reply as it arrives, keeps what a diagnosis needs of it and forgets the rest.
// The parser behind it is Boost.Beast's; no other file includes it for replies.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "attempt/trace.h"
#include "core/bytes.h"

namespace shakedown::handshake {

/// Incremental and bounded: 64 KiB of header, 1 MiB altogether. Interim replies (RFC 9110 section
/// 15.2) are skipped.
class HttpReplyReader final {
 public:
  /// `head_request`: the request was HEAD, so the reply has no body whatever its header says.
  explicit HttpReplyReader(bool head_request);
  ~HttpReplyReader();
  HttpReplyReader(const HttpReplyReader&) = delete;
  HttpReplyReader& operator=(const HttpReplyReader&) = delete;

  /// Takes the next octets, in any portions.
  void Feed(ByteSpan octets);
  /// After the end of a complete reply: the octets behind it, given away.
  Bytes TakeRest() { return std::exchange(pending_, {}); }
  /// No octet will follow: the peer closed. Ends a reply that has no length of its own, and makes
  /// what there is of a cut-off one available.
  void End();

  /// Whether nothing more is expected: complete, broken or too large.
  bool done() const;
  /// Whether the reply arrived as a whole, to its own rules.
  bool complete() const;
  /// Whether the sender announced that it will close (RFC 9112 section 9.6).
  bool announces_close() const;
  /// What was read so far; nothing before a status line could be read. Text is printable.
  std::optional<attempt::HttpReply> Reply() const;

 private:
  class Parser;
  size_t Parse(ByteSpan octets);
  void Restart();

  const bool head_request_;
  std::unique_ptr<Parser> parser_;
  Bytes pending_;      ///< octets that the parser wants to see again, with more behind them
  size_t octets_ = 0;  ///< fed so far
  int interim_ = 0;    ///< interim replies skipped
  bool finished_ = false;
};

}  // namespace shakedown::handshake
