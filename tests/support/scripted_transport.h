// A Transport without a socket: the server's part is played from a script, word for word, in
// portions of any size, and ends in silence or with a close.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "net/transport.h"

namespace shakedown::testing_support {

/// What the server says once the client's words end with `after`; empty: at once.
struct ServerLine {
  std::string after;
  std::string says;
};

class ScriptedTransport final : public net::Transport {
 public:
  struct Options {
    size_t portion = 4096;  ///< octets that arrive at a time
    bool closes = false;    ///< at the end of the script; else silence
  };

  explicit ScriptedTransport(std::vector<ServerLine> script)
      : ScriptedTransport(std::move(script), Options()) {}
  ScriptedTransport(std::vector<ServerLine> script, Options options)
      : script_(std::move(script)), options_(options) {
    Play();
  }

  net::IoResult Peek(std::span<uint8_t> buffer) override {
    if (incoming_.empty()) {
      return {.status = options_.closes ? net::IoStatus::kClosed : net::IoStatus::kWouldBlock};
    }
    const size_t octets = std::min({buffer.size(), incoming_.size(), options_.portion});
    std::copy_n(incoming_.begin(), octets, buffer.begin());
    return {.octets = octets};
  }
  net::IoResult Read(std::span<uint8_t> buffer) override {
    const net::IoResult peeked = Peek(buffer);
    incoming_.erase(0, peeked.octets);
    return peeked;
  }
  net::IoResult Write(ByteSpan data) override {
    said_ += AsText(data);
    Play();
    return {.octets = data.size()};
  }
  /// Silence is not waited for.
  bool WaitReadable(Deadline /*deadline*/) override {
    return !incoming_.empty() || options_.closes;
  }
  bool WaitWritable(Deadline /*deadline*/) override { return true; }

  /// All that the client has said.
  const std::string& said() const { return said_; }
  /// What the client has not taken.
  const std::string& left() const { return incoming_; }

  ScriptedTransport(const ScriptedTransport&) = delete;
  ScriptedTransport& operator=(const ScriptedTransport&) = delete;

 private:
  void Play() {
    while (next_ < script_.size() && said_.ends_with(script_[next_].after)) {
      incoming_ += script_[next_++].says;
    }
  }

  const std::vector<ServerLine> script_;
  const Options options_;
  size_t next_ = 0;
  std::string incoming_;
  std::string said_;
};

}  // namespace shakedown::testing_support
