// What both sides say in clear before TLS begins (STARTTLS, HTTP CONNECT, a PROXY protocol header),
// and where TLS begins behind it. No I/O.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "attempt/trace.h"
#include "core/bytes.h"
#include "observe/trace_writer.h"

namespace shakedown::observe {

/// Finds the first octet of TLS in what a client sends. Holds at most a PROXY protocol header.
class TlsFinder final {
 public:
  /// What became of some octets.
  struct Split {
    ByteSpan clear;  ///< not TLS
    ByteSpan tls;    ///< from the first octet of TLS on
  };

  /// Octets in the order in which they came, until there is something in `tls`. What is returned is
  /// borrowed from `octets` or from the finder, until the next call.
  Split Find(ByteSpan octets);
  /// Whether octets behind a PROXY header are still to be looked at: ask again with none.
  bool more() const { return more_; }
  /// What was held back because it might have begun TLS; nothing follows it.
  ByteSpan held() const { return held_; }

 private:
  Split Decide(ByteSpan octets) const;

  Bytes held_;  ///< not decided yet
  Bytes joined_;
  bool more_ = false;
  uint64_t passed_ = 0;  ///< octets that are not TLS
};

/// Writes what is said in clear into a trace, line by line. Secrets are left out: what follows
/// words such as AUTH or PASS, answers to SASL challenges, header fields and bodies of HTTP, and
/// the queries of its requests.
class ClearTalk final {
 public:
  /// `writer` is borrowed.
  explicit ClearTalk(TraceWriter* writer) : writer_(writer) {}

  void Feed(attempt::Side from, ByteSpan octets);
  /// Writes a line that has no end yet: the other side speaks, TLS begins, or nothing follows.
  void Flush();
  /// One sentence with the last line of each side, printable; empty if nothing was said.
  std::string Summary() const;

 private:
  struct Speaker {
    std::string line;          ///< as far as it came
    std::string binary;        ///< the beginning of a message that is no text
    size_t binary_octets = 0;  ///< of all of it
    uint64_t octets = 0;       ///< in all
    bool http = false;         ///< of a message only the first line is kept
    bool head_kept = false;    ///< and it is
    std::string last;          ///< the last line that was kept
  };

  static size_t Index(attempt::Side side) { return side == attempt::Side::kClient ? 0 : 1; }
  void Take(attempt::Side from, uint8_t octet);
  void EndLine(attempt::Side from);
  void Keep(attempt::Side from, const std::string& text);

  TraceWriter* writer_;
  std::array<Speaker, 2> speakers_;
  attempt::Side speaking_ = attempt::Side::kClient;
  bool challenged_ = false;  ///< the server asked for the next step of a login
  size_t kept_octets_ = 0;
  size_t kept_lines_ = 0;
};

}  // namespace shakedown::observe
