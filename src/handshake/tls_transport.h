// TLS as a mere way: a stream inside TLS with a proxy, over any other stream. Nothing of it goes
// into the trace of the handshake that runs through it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "core/bytes.h"
#include "net/transport.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

class TlsTransport final : public net::Transport {
 public:
  /// `ssl` has no BIOs yet. `lower` carries the records.
  TlsTransport(std::unique_ptr<net::Transport> lower, ossl::SslPtr ssl);

  /// Runs the handshake as a client; called once, before anything else.
  net::Exchange Handshake(Deadline deadline);
  /// After a handshake that did not end with kDone: what stopped it, one phrase, printable.
  std::string Failure() const;

  net::IoResult Read(std::span<uint8_t> buffer) override;
  net::IoResult Peek(std::span<uint8_t> buffer) override;
  net::IoResult Write(ByteSpan data) override;
  bool WaitReadable(Deadline deadline) override;
  bool WaitWritable(Deadline deadline) override;

  SSL* ssl() const { return ssl_.get(); }  ///< borrowed

 private:
  /// How a read of the library that yielded nothing is to be understood.
  net::IoResult EndOf(int kind) const;
  /// One read from below, into the library.
  void Pull();
  /// Hands records down as far as they are taken.
  void Flush();
  bool WaitFlushed(Deadline deadline);

  std::unique_ptr<net::Transport> lower_;
  ossl::SslPtr ssl_;
  BIO* input_ = nullptr;   ///< owned by ssl_
  BIO* output_ = nullptr;  ///< owned by ssl_
  Bytes outgoing_;
  size_t sent_ = 0;
  std::optional<net::IoResult> lower_end_;  ///< how the stream below ended
  bool broken_ = false;                     ///< nothing more can be written
  unsigned long error_ = 0;
  size_t first_count_ = 0;
  std::array<uint8_t, 64> first_{};  ///< the first octets that came
  std::array<uint8_t, 16 * 1024> buffer_{};
};

}  // namespace shakedown::handshake
