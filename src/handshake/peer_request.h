// Reads the head of one HTTP/1.1 request (RFC 9112 section 3) from a hostile client, octet by octet
// if need be, and not more than 16 KiB of it. The body is left to the caller.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"

namespace shakedown::handshake {

/// The most octets a request head may have.
inline constexpr size_t kMaxRequestHead = 16 * 1024;

/// A request head as the client wrote it; every text is hostile.
struct RequestHead {
  std::string method;
  std::string target;  ///< path and query, or host:port for CONNECT
  int version = 11;    ///< 10 for HTTP/1.0, 20 for HTTP/2
  std::string host;    ///< the Host field; empty if absent
  std::vector<std::pair<std::string, std::string>> fields;  ///< in order, repeats kept
  /// Of HTTP/2; those of HTTP/1.1 come with the body.
  std::vector<std::pair<std::string, std::string>> trailers;
  std::optional<uint64_t> content_length;
  bool chunked = false;
};

/// Collects octets until the head is complete.
class RequestReader final {
 public:
  enum class State {
    kMore,      ///< the head goes on
    kDone,      ///< `head()` is valid
    kBad,       ///< not an HTTP/1 request
    kTooLarge,  ///< longer than kMaxRequestHead
  };

  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Takes the next octets. After any other state than kMore they are only kept in `rest()`.
  State Feed(ByteSpan data);
  State state() const { return state_; }
  const RequestHead& head() const { return head_; }
  /// Octets after the head, so far.
  const std::string& rest() const { return buffer_; }

 private:
  struct Parser;
  void ReadHead();

  std::unique_ptr<Parser> parser_;
  State state_ = State::kMore;
  RequestHead head_;
  std::string buffer_;
};

}  // namespace shakedown::handshake
