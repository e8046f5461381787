#include "handshake/tls_transport.h"

#include <openssl/err.h>

#include <algorithm>
#include <utility>

#include "core/assert.h"
#include "core/text.h"
#include "ossl/error_queue.h"
#include "tls/code_points.h"

namespace shakedown::handshake {
namespace {

using net::Exchange;
using net::IoResult;
using net::IoStatus;

constexpr size_t kMaxPlaintext = 16 * 1024;
constexpr size_t kFailureCharacters = 120;

/// A TLS record begins with its content type (RFC 9846 section 5.1).
bool MayBeTls(uint8_t first) {
  return first >= static_cast<uint8_t>(tls::ContentType::kChangeCipherSpec) &&
         first <= static_cast<uint8_t>(tls::ContentType::kApplicationData);
}

}  // namespace

TlsTransport::TlsTransport(std::unique_ptr<net::Transport> lower, ossl::SslPtr ssl)
    : lower_(std::move(lower)),
      ssl_(std::move(ssl)),
      input_(BIO_new(BIO_s_mem())),
      output_(BIO_new(BIO_s_mem())) {
  SHAKEDOWN_ASSERT(input_ != nullptr && output_ != nullptr);
  BIO_set_mem_eof_return(input_, -1);
  SSL_set_bio(ssl_.get(), input_, output_);
  SSL_set_connect_state(ssl_.get());
}

Exchange TlsTransport::Handshake(Deadline deadline) {
  while (true) {
    ossl::ClearErrors();
    const int result = SSL_do_handshake(ssl_.get());
    const int kind = SSL_get_error(ssl_.get(), result);
    if (kind != SSL_ERROR_NONE && kind != SSL_ERROR_WANT_READ) error_ = ERR_peek_error();
    ossl::ClearErrors();
    if (!WaitFlushed(deadline)) return Exchange::kTimedOut;
    if (kind == SSL_ERROR_NONE) return Exchange::kDone;
    if (kind != SSL_ERROR_WANT_READ || lower_end_) return Exchange::kClosed;
    if (deadline.over() || !lower_->WaitReadable(deadline)) return Exchange::kTimedOut;
    Pull();
  }
}

std::string TlsTransport::Failure() const {
  if (first_count_ > 0 && !MayBeTls(first_[0])) {
    const std::string_view said = AsText(std::span(first_).first(first_count_));
    return "it does not speak TLS; it says '" +
           ElideEnd(Printable(Trimmed(said.substr(0, said.find('\n')))), kFailureCharacters) + "'";
  }
  const int reason = ERR_GET_REASON(error_);
  if (ERR_GET_LIB(error_) == ERR_LIB_SSL && reason > SSL_AD_REASON_OFFSET) {
    const auto alert = static_cast<tls::AlertDescription>(reason - SSL_AD_REASON_OFFSET);
    return "it refused TLS with the alert " + tls::Name(alert);
  }
  if (error_ != 0) {
    return "the local TLS library gave up (library " + std::to_string(ERR_GET_LIB(error_)) +
           ", reason " + std::to_string(reason) + ")";
  }
  return lower_end_ ? "it closed the connection during the TLS handshake" : "TLS did not complete";
}

IoResult TlsTransport::EndOf(int kind) const {
  if (kind == SSL_ERROR_ZERO_RETURN) return {IoStatus::kClosed, 0, 0};
  if (kind != SSL_ERROR_WANT_READ) return {IoStatus::kFailed, 0, 0};
  return lower_end_.value_or(IoResult{IoStatus::kWouldBlock, 0, 0});
}

IoResult TlsTransport::Read(std::span<uint8_t> buffer) {
  size_t octets = 0;
  ossl::ClearErrors();
  const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &octets);
  const int kind = SSL_get_error(ssl_.get(), result);
  ossl::ClearErrors();
  if (kind == SSL_ERROR_NONE) return {IoStatus::kDone, octets, 0};
  return EndOf(kind);
}

IoResult TlsTransport::Peek(std::span<uint8_t> buffer) {
  size_t octets = 0;
  ossl::ClearErrors();
  const int result = SSL_peek_ex(ssl_.get(), buffer.data(), buffer.size(), &octets);
  const int kind = SSL_get_error(ssl_.get(), result);
  ossl::ClearErrors();
  if (kind == SSL_ERROR_NONE) return {IoStatus::kDone, octets, 0};
  return EndOf(kind);
}

IoResult TlsTransport::Write(ByteSpan data) {
  Flush();
  if (broken_) return {IoStatus::kReset, 0, 0};
  if (!outgoing_.empty()) return {IoStatus::kWouldBlock, 0, 0};
  size_t written = 0;
  ossl::ClearErrors();
  const int result =
      SSL_write_ex(ssl_.get(), data.data(), std::min(data.size(), kMaxPlaintext), &written);
  ossl::ClearErrors();
  if (result != 1) return {IoStatus::kReset, 0, 0};
  Flush();
  return {IoStatus::kDone, written, 0};
}

bool TlsTransport::WaitReadable(Deadline deadline) {
  std::array<uint8_t, 1> octet{};
  while (true) {
    // Peeking makes the library take in what has arrived; it may have to answer.
    if (Peek(octet).status != IoStatus::kWouldBlock) return true;
    if (!WaitFlushed(deadline)) return false;
    if (deadline.over() || !lower_->WaitReadable(deadline)) return false;
    Pull();
  }
}

bool TlsTransport::WaitWritable(Deadline deadline) { return WaitFlushed(deadline); }

void TlsTransport::Pull() {
  const IoResult read = lower_->Read(buffer_);
  if (read.status == IoStatus::kWouldBlock) return;
  if (read.status != IoStatus::kDone) {
    lower_end_ = read;
    return;
  }
  const auto octets = std::span(buffer_).first(read.octets);
  const size_t kept = std::min(octets.size(), first_.size() - first_count_);
  std::copy_n(octets.begin(), kept, first_.begin() + static_cast<ptrdiff_t>(first_count_));
  first_count_ += kept;
  BIO_write(input_, octets.data(), static_cast<int>(octets.size()));
}

void TlsTransport::Flush() {
  char* data = nullptr;
  const long octets = BIO_get_mem_data(output_, &data);
  if (octets > 0) {
    outgoing_.insert(outgoing_.end(), data, data + octets);
    BIO_reset(output_);
  }
  while (sent_ < outgoing_.size() && !broken_) {
    const IoResult result = lower_->Write(std::span(outgoing_).subspan(sent_));
    if (result.status == IoStatus::kWouldBlock) return;
    broken_ = result.status != IoStatus::kDone;
    sent_ += result.octets;
  }
  outgoing_.clear();
  sent_ = 0;
}

bool TlsTransport::WaitFlushed(Deadline deadline) {
  while (true) {
    Flush();
    if (outgoing_.empty()) return true;
    if (!lower_->WaitWritable(deadline)) return false;
  }
}

}  // namespace shakedown::handshake
