#include "handshake/terminator_tls.h"

#include <poll.h>

#include <utility>

#include "handshake/peer_linger.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {

TerminatorTls::TerminatorTls(SSL_CTX* context, net::Socket socket, const StopSignal& stop)
    : socket_(std::move(socket)), stop_(stop), ssl_(SSL_new(context)) {
  if (ssl_ && SSL_set_fd(ssl_.get(), socket_.fd()) != 1) ssl_.reset();
}

bool TerminatorTls::Await(int result, Deadline deadline) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return WaitFor(socket_.fd(), POLLIN, deadline, stop_) == Wake::kReady;
    case SSL_ERROR_WANT_WRITE:
      return WaitFor(socket_.fd(), POLLOUT, deadline, stop_) == Wake::kReady;
    default: return false;
  }
}

bool TerminatorTls::Handshake(Deadline deadline) {
  for (;;) {
    ossl::ClearErrors();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) return true;
    if (!Await(result, deadline)) return false;
  }
}

bool TerminatorTls::Accept(Deadline deadline) {
  if (!ssl_) return false;
  SSL_set_accept_state(ssl_.get());
  return Handshake(deadline);
}

bool TerminatorTls::Connect(Deadline deadline) {
  if (!ssl_) return false;
  SSL_set_connect_state(ssl_.get());
  return Handshake(deadline);
}

std::optional<size_t> TerminatorTls::Read(std::span<uint8_t> buffer, Deadline deadline) {
  for (;;) {
    ossl::ClearErrors();
    size_t octets = 0;
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &octets);
    if (result == 1) return octets;
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN) return 0;
    if (!Await(result, deadline)) return std::nullopt;
  }
}

bool TerminatorTls::WriteAll(ByteSpan data, Deadline deadline) {
  while (!data.empty()) {
    ossl::ClearErrors();
    size_t octets = 0;
    const int result = SSL_write_ex(ssl_.get(), data.data(), data.size(), &octets);
    if (result == 1) {
      data = data.subspan(octets);
    } else if (!Await(result, deadline)) {
      return false;
    }
  }
  return true;
}

void TerminatorTls::Close() {
  if (ssl_) {
    ossl::ClearErrors();
    // Fails without harm where the handshake did; a full send buffer only loses the close_notify.
    SSL_shutdown(ssl_.get());
  }
  LingerAndClose(socket_, stop_);
}

}  // namespace shakedown::handshake
