#include "handshake/broken/late_judge.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "tls/certificate_message.h"
#include "tls/certificate_request.h"

namespace shakedown::handshake::broken {
namespace {

using tls::ContentType;
using tls::HandshakeType;
using StoreCtxPtr = std::unique_ptr<X509_STORE_CTX, ossl::Deleter<X509_STORE_CTX_free>>;

constexpr std::string_view kSecret = "CLIENT_TRAFFIC_SECRET_0";
constexpr size_t kHeaderOctets = 4;
/// An answer with a chain of usual length; a longer one goes to the library.
constexpr size_t kMaxHeld = 16 * 1024;

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

/// The whole messages in `octets`, headers included.
std::vector<ByteSpan> MessagesIn(ByteSpan octets) {
  std::vector<ByteSpan> messages;
  while (octets.size() >= kHeaderOctets) {
    const size_t length = kHeaderOctets + (static_cast<size_t>(octets[1]) << 16 |
                                           static_cast<size_t>(octets[2]) << 8 | octets[3]);
    if (octets.size() < length) break;
    messages.push_back(octets.first(length));
    octets = octets.subspan(length);
  }
  return messages;
}

HandshakeType TypeOf(ByteSpan message) { return HandshakeType{message[0]}; }

}  // namespace

bool LateJudge::Attach(SSL* ssl) {
  ssl_ = ssl;
  const unsigned char* extension = nullptr;
  size_t length = 0;
  offered_ =
      SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_post_handshake_auth, &extension, &length) == 1;
  return PushBioFilter(ssl, this, FilteredSide::kReads) != nullptr;
}

void LateJudge::OnSecret(std::string_view line) {
  const std::vector<std::string_view> words = Words(line);
  if (words.size() == 3 && words[0] == kSecret) secret_ = FromHex(words[2]).value_or(Bytes());
}

void LateJudge::OnMessage(ByteSpan message) {
  if (message.empty() || TypeOf(message) != HandshakeType::kCertificateRequest) return;
  context_ = tls::DecodeCertificateRequest(tls::Version::kTls13, message.subspan(kHeaderOctets))
                 .value.context;
}

bool LateJudge::TakeEmptyBefore13() {
  const bool over = renegotiates_ && SSL_is_init_finished(ssl_) == 1;
  if (over && rules_.takes != nullptr) taken_ |= rules_.takes({.modern = false, .asked = true});
  return taken_;
}

bool LateJudge::TakeAnything() {
  taken_ = taken_ || rules_.impatient;
  return taken_;
}

size_t LateJudge::Read(std::span<uint8_t> out, BIO* below) {
  return intake_.Read(out, below, [this](ByteSpan record) { Pass(record); });
}

/// The library has dealt with all records before this one: what it says of itself holds for it.
void LateJudge::Pass(ByteSpan record) {
  if (!epoch_ && SSL_version(ssl_) == TLS1_3_VERSION && SSL_is_init_finished(ssl_) == 1) {
    const SSL_CIPHER* const suite = SSL_get_current_cipher(ssl_);
    const auto aead = damage::AeadOf(suite);
    if (aead && !secret_.empty()) {
      epoch_.emplace(*aead, SSL_CIPHER_get_handshake_digest(suite), secret_);
    }
  }
  const auto opened = epoch_ ? epoch_->Open(record) : std::nullopt;
  if (!opened) return intake_.Give(record);
  const bool update = damage::IsKeyUpdate(opened->type, opened->content);
  if (opened->type == ContentType::kHandshake && !update) return TakeHandshake(opened->content);
  Release();
  intake_.Give(epoch_->Seal(opened->type, opened->content));
}

void LateJudge::TakeHandshake(ByteSpan content) {
  Append(&held_, content);
  const std::vector<ByteSpan> messages = MessagesIn(held_);
  if (!messages.empty() && TypeOf(messages.back()) == HandshakeType::kFinished) return Judge();
  if (held_.size() > kMaxHeld) Release();
}

void LateJudge::Judge() {
  LateAnswer answer;
  answer.asked = context_.has_value();
  answer.offered = offered_;
  for (const ByteSpan message : MessagesIn(held_)) {
    if (TypeOf(message) == HandshakeType::kCertificateVerify) answer.proof = true;
    if (TypeOf(message) != HandshakeType::kCertificate) continue;
    const auto body =
        tls::DecodeCertificate(tls::Version::kTls13, message.subspan(kHeaderOctets)).value;
    answer.certificate = true;
    answer.empty = body.entries.empty();
    answer.same_context = !context_ || *context_ == body.context;
    chain_.clear();
    for (const tls::CertificateEntry& entry : body.entries) {
      const unsigned char* cursor = entry.der.data();
      chain_.emplace_back(d2i_X509(nullptr, &cursor, static_cast<long>(entry.der.size())));
    }
    answer.trusted = IsTrusted();
  }
  if (rules_.takes == nullptr || !rules_.takes(answer)) return Release();
  taken_ = true;
  held_.clear();
  if (!chain_.empty()) client_ = std::move(chain_.front());
}

/// What was held back goes to the library after all.
void LateJudge::Release() {
  ByteSpan rest = held_;
  while (!rest.empty()) {
    const ByteSpan piece = rest.first(std::min(rest.size(), damage::kMaxContent));
    intake_.Give(epoch_->Seal(ContentType::kHandshake, piece));
    rest = rest.subspan(piece.size());
  }
  held_.clear();
}

bool LateJudge::IsTrusted() const {
  X509_STORE* store = nullptr;
  if (chain_.empty() || chain_.front() == nullptr ||
      SSL_CTX_get0_verify_cert_store(SSL_get_SSL_CTX(ssl_), &store) != 1 || store == nullptr) {
    return false;
  }
  const StoreCtxPtr path(X509_STORE_CTX_new());
  if (path == nullptr ||
      X509_STORE_CTX_init(path.get(), store, chain_.front().get(), nullptr) != 1) {
    return false;
  }
  return X509_verify_cert(path.get()) == 1;
}

}  // namespace shakedown::handshake::broken
