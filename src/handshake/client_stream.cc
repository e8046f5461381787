#include "handshake/client_stream.h"

#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "core/assert.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

using attempt::PeerClosed;
using attempt::Side;

/// The largest honest conversation is a handshake of some 100 KiB and a reply of 1 MiB.
constexpr size_t kMaxReceived = 4 * 1024 * 1024;

}  // namespace

TlsStream::TlsStream(std::unique_ptr<net::Transport> transport, ossl::SslPtr ssl, Witness* witness,
                     damage::Saboteur* saboteur)
    : transport_(std::move(transport)),
      ssl_(std::move(ssl)),
      input_(BIO_new(BIO_s_mem())),
      output_(BIO_new(BIO_s_mem())),
      witness_(witness),
      saboteur_(saboteur) {
  SHAKEDOWN_ASSERT(input_ != nullptr && output_ != nullptr);
  // The library never sees the end of the stream: all that it could add is an alert of its own to a
  // peer that is gone.
  BIO_set_mem_eof_return(input_, -1);
  SSL_set_bio(ssl_.get(), input_, output_);
  SSL_set_connect_state(ssl_.get());
}

TlsStream::~TlsStream() {
  // A connection that is freed without a shutdown takes its session with it.
  if (ssl_ != nullptr) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

void TlsStream::CollectOutput() {
  char* data = nullptr;
  const long octets = BIO_get_mem_data(output_, &data);
  if (octets <= 0) return;
  ByteSpan fresh(reinterpret_cast<const uint8_t*>(data), static_cast<size_t>(octets));
  Bytes damaged;
  if (saboteur_ != nullptr) {
    damaged = saboteur_->Outgoing(fresh);
    fresh = damaged;
  }
  to_peer_.Feed(fresh,
                [&](const RecordHeader& record) { witness_->OnRecord(Side::kClient, record); });
  if (!write_broken_) outgoing_.insert(outgoing_.end(), fresh.begin(), fresh.end());
  BIO_reset(output_);
}

void TlsStream::Send(Deadline deadline) {
  CollectOutput();
  while (sent_ < outgoing_.size()) {
    if (!SendSlowly(deadline)) return;
    const bool slow = between_octets_.count() > 0 && witness_->certificate_requests() > 0;
    const size_t most = slow ? 1 : outgoing_.size() - sent_;
    const net::IoResult result = transport_->Write(std::span(outgoing_).subspan(sent_, most));
    if (result.status == net::IoStatus::kDone) {
      sent_ += result.octets;
    } else if (result.status != net::IoStatus::kWouldBlock) {
      write_broken_ = true;
      break;
    } else if (!transport_->WaitWritable(deadline)) {
      return;  // the rest goes out with the next step, if there is one
    }
  }
  outgoing_.clear();
  sent_ = 0;
}

void TlsStream::Dawdle(Milliseconds pause, Milliseconds between_octets) {
  pause_ = pause;
  between_octets_ = between_octets;
}

/// Waits as long as the next octet is to wait; false if the peer has something to say before.
bool TlsStream::SendSlowly(Deadline deadline) {
  if (witness_->certificate_requests() == 0) return true;
  const Milliseconds pause = std::exchange(pause_, between_octets_);
  if (pause.count() <= 0) return true;
  if (transport_->WaitReadable(deadline.Within(pause))) return false;
  return !deadline.over();
}

Step TlsStream::Classify(int result, Deadline deadline) {
  const int kind = SSL_get_error(ssl_.get(), result);
  if (kind == SSL_ERROR_SSL || kind == SSL_ERROR_SYSCALL) {
    const unsigned long code = ERR_peek_error();
    error_library_ = ERR_GET_LIB(code);
    error_reason_ = ERR_GET_REASON(code);
    ossl::ClearErrors();
  }
  Send(deadline);
  if (kind == SSL_ERROR_NONE) return Step::kDone;
  const bool closed = kind == SSL_ERROR_ZERO_RETURN || transport_closed_;
  if (kind == SSL_ERROR_WANT_READ && !closed) return Step::kWantsInput;
  // After close_notify alone our own direction is still open.
  usable_ = kind == SSL_ERROR_ZERO_RETURN;
  return closed ? Step::kClosed : Step::kFailed;
}

Step TlsStream::Handshake(Deadline deadline) {
  ossl::ClearErrors();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1 && std::exchange(hold_finished_, false)) {
    CollectOutput();
    return Step::kDone;
  }
  return Classify(result, deadline);
}

Step TlsStream::Read(std::span<uint8_t> out, size_t* octets, Deadline deadline) {
  ossl::ClearErrors();
  return Classify(SSL_read_ex(ssl_.get(), out.data(), out.size(), octets), deadline);
}

Step TlsStream::Write(std::string_view data, Deadline deadline) {
  ossl::ClearErrors();
  size_t written = 0;
  return Classify(SSL_write_ex(ssl_.get(), data.data(), data.size(), &written), deadline);
}

Step TlsStream::WriteEarly(std::string_view data, Deadline deadline,
                           const std::function<void(ByteSpan)>& before_sending) {
  ossl::ClearErrors();
  size_t written = 0;
  const int result = SSL_write_early_data(ssl_.get(), data.data(), data.size(), &written);
  if (result == 1 && before_sending) {
    CollectOutput();
    before_sending(outgoing_);
  }
  return Classify(result, deadline);
}

void TlsStream::Accept(ByteSpan octets) {
  const size_t kept = std::min(octets.size(), first_.size() - first_count_);
  std::copy_n(octets.begin(), kept, first_.begin() + static_cast<ptrdiff_t>(first_count_));
  first_count_ += kept;
  received_ += octets.size();
  from_peer_.Feed(octets,
                  [&](const RecordHeader& record) { witness_->OnRecord(Side::kServer, record); });
  if (from_peer_.never_tls()) return;
  Bytes changed;
  if (saboteur_ != nullptr) {
    changed = saboteur_->Incoming(octets);
    octets = changed;
  }
  if (!octets.empty()) BIO_write(input_, octets.data(), static_cast<int>(octets.size()));
}

Input TlsStream::Wait(Deadline deadline) {
  if (transport_closed_) return Input::kClosed;
  if (received_ >= kMaxReceived) return Input::kTooMuch;
  // A peer that never stops sending is always readable: the clock decides first.
  if (deadline.over() || !transport_->WaitReadable(deadline)) return Input::kDeadline;
  const net::IoResult result = transport_->Read(buffer_);
  switch (result.status) {
    case net::IoStatus::kDone: Accept(std::span(buffer_).first(result.octets)); break;
    case net::IoStatus::kWouldBlock: break;
    case net::IoStatus::kClosed:
      // The write that met the reset has already consumed the error that this read would show.
      transport_closed_ = write_broken_ ? PeerClosed::How::kReset : PeerClosed::How::kFin;
      return Input::kClosed;
    case net::IoStatus::kReset:
    case net::IoStatus::kFailed: transport_closed_ = PeerClosed::How::kReset; return Input::kClosed;
  }
  return from_peer_.never_tls() ? Input::kNotTls : Input::kArrived;
}

std::optional<PeerClosed::How> TlsStream::peer_closed() const {
  if (witness_->close_notify()) return PeerClosed::How::kCloseNotify;
  return transport_closed_;
}

void TlsStream::SayGoodbye() {
  if (!usable_ || transport_closed_ || write_broken_ || SSL_in_init(ssl_.get()) != 0) return;
  ossl::ClearErrors();
  SSL_shutdown(ssl_.get());
  ossl::ClearErrors();
  Send(Deadline::After(Milliseconds(0)));
}

}  // namespace shakedown::handshake
