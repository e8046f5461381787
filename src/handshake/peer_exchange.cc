// PeerConnection with several requests: HTTP/2, and HTTP/1.1 that is kept open.
#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "handshake/peer_admission.h"
#include "handshake/peer_connection.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kChunk = 4096;
/// Requests on one HTTP/1.1 connection.
constexpr int kMaxRequests = 64;

}  // namespace

PeerConnection::Step PeerConnection::TalkHttp2() {
  answer_.erase(0, std::exchange(answered_, 0));
  answer_ += http2_->TakeOutput();
  if (!answer_.empty()) {
    ossl::ClearErrors();
    const int result = SSL_write_ex(ssl_.get(), answer_.data(), answer_.size(), &answered_);
    return result == 1 ? Step::kNext : AfterFailure(result);
  }
  if (http2_->over()) return Enter(State::kCloseNotify);
  std::array<uint8_t, kChunk> chunk;
  ossl::ClearErrors();
  size_t octets = 0;
  const int result = SSL_read_ex(ssl_.get(), chunk.data(), chunk.size(), &octets);
  if (result != 1) return AfterFailure(result);
  http2_->Feed(ByteSpan(chunk).first(octets));
  return Step::kNext;
}

/// A certificate cannot be asked for late in HTTP/2 (RFC 9113 sections 9.2.1 and 9.2.3).
Answer PeerConnection::AnswerHttp2(const RequestHead& request) {
  ConnectionFacts facts = Facts();
  facts.late_impossible = true;
  return DecideOrAdmit(contexts_.hosts(), SituationOf(facts, request)).answer;
}

broken::Situation PeerConnection::SituationOf(const ConnectionFacts& facts,
                                              const RequestHead& request) {
  broken::Situation situation{facts, request};
  situation.sni = tls_.sni;
  situation.hello_octets = hello_octets_;
  situation.with_finished = tls_.with_finished;
  situation.hello_split = hello_split_;
  situation.claimed = claimed_;
  situation.plain = !ssl_;
  if (!http2_) situation.rest = request_->rest();
  // Answers in HTTP/1.1 are counted when they are through.
  situation.number = http2_ ? requests_++ : requests_;
  return situation;
}

/// Nothing but a small header stands there, which arrives as a whole.
PeerConnection::Step PeerConnection::SkipPreamble(size_t octets) {
  std::array<uint8_t, kChunk> chunk;
  const net::IoResult read = socket_.Read(std::span(chunk).first(std::min(octets, chunk.size())));
  claimed_ = read.status == net::IoStatus::kDone;
  return claimed_ ? Step::kNext : Step::kDone;
}

/// A request with a body ends the connection: what is left of it is nobody's. An observer tells of
/// connections with one request.
bool PeerConnection::MayKeepOpen() const {
  if (!ssl_ || witness_ || request_->state() != RequestReader::State::kDone) return false;
  if (!contexts_.hosts()[tls_.host].keep_alive || requests_ + 1 >= kMaxRequests) return false;
  const RequestHead& head = request_->head();
  if (head.version < 11 || head.chunked || head.content_length.value_or(0) > 0) return false;
  return std::none_of(head.fields.begin(), head.fields.end(), [](const auto& field) {
    return EqualsIgnoringAsciiCase(field.first, "Connection") &&
           ToLowerAscii(field.second).find("close") != std::string::npos;
  });
}

PeerConnection::Step PeerConnection::AwaitNextRequest() {
  ++requests_;
  keep_open_ = false;
  early_ = false;
  const std::string rest = request_->rest();
  request_ = std::make_unique<RequestReader>();
  request_->Feed(AsBytes(rest));
  return AfterHandshake();
}

}  // namespace shakedown::handshake
