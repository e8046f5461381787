#include "handshake/damage/server_saboteur.h"

#include <openssl/bio.h>

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "handshake/damage/key_schedule.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/server_flight.h"

namespace shakedown::handshake::damage {
namespace {

using attempt::Side;
using tls::ContentType;
using tls::HandshakeType;

constexpr size_t kHeaderOctets = 5;
constexpr size_t kMessageHeader = 4;
constexpr size_t kNonceOctets = 12;
constexpr size_t kMostWatched = 256 * 1024;
constexpr uint8_t kFatal = 2;
constexpr uint8_t kContexts[2][4] = {{'l', 'a', 't', '1'}, {'l', 'a', 't', '2'}};

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

/// Octets of the first record, header included; 0 if it is not complete.
size_t FirstRecord(ByteSpan records) {
  if (records.size() < kHeaderOctets) return 0;
  const size_t length = kHeaderOctets + static_cast<size_t>(records[3] << 8 | records[4]);
  return length <= records.size() ? length : 0;
}

/// The records that stand before the first protected one of TLS 1.3.
ByteSpan InClear(ByteSpan records) {
  size_t used = 0;
  while (const size_t length = FirstRecord(records.subspan(used))) {
    if (ContentType{records[used]} == ContentType::kApplicationData) break;
    used += length;
  }
  return records.first(used);
}

Bytes Plain(const std::vector<Bytes>& flight) {
  Bytes out;
  for (const Bytes& message : flight) {
    for (ByteSpan left = message; !left.empty();) {
      const ByteSpan piece = left.first(std::min(left.size(), kMaxContent));
      Append(&out, PlainRecord(ContentType::kHandshake, piece));
      left = left.subspan(piece.size());
    }
  }
  return out;
}

const SSL_CIPHER* SuiteOf(const SSL* ssl) {
  const SSL_CIPHER* pending = SSL_get_pending_cipher(ssl);
  return pending != nullptr ? pending : SSL_get_current_cipher(ssl);
}

}  // namespace

bool ServerSaboteur::Attach(SSL* ssl, Witness* witness) {
  ssl_ = ssl;
  witness_ = witness;
  below_ = PushBioFilter(ssl, this, FilteredSide::kWrites);
  return below_ != nullptr;
}

void ServerSaboteur::Begin(Misstep misstep, const std::optional<LateAlert>& alert) {
  misstep_ = misstep;
  alert_ = alert;
  stage_ = IsInFlight(misstep) ? Stage::kHolding : Stage::kPassing;
}

void ServerSaboteur::OnSecret(std::string_view line) {
  const std::vector<std::string_view> words = Words(line);
  if (words.size() != 3) return;
  const auto keep = [&](std::string_view label, Bytes* secret) {
    if (words[0] == label) *secret = FromHex(words[2]).value_or(Bytes());
  };
  keep("SERVER_HANDSHAKE_TRAFFIC_SECRET", &handshake_secret_);
  keep("SERVER_TRAFFIC_SECRET_0", &server_secret_);
  keep("CLIENT_TRAFFIC_SECRET_0", &client_secret_);
  // Tickets would take the numbers of the records that are to be put in.
  const bool late =
      alert_ || misstep_ == Misstep::kLateRequest || misstep_ == Misstep::kTwoLateRequests;
  if (late && !server_secret_.empty()) SSL_set_num_tickets(ssl_, 0);
}

bool ServerSaboteur::OnMessage(Side from, ByteSpan message) {
  if (message.empty()) return false;
  const auto type = HandshakeType{message[0]};
  const bool hello = from == Side::kClient || type == HandshakeType::kServerHello;
  if (stage_ == Stage::kPassing || stage_ == Stage::kOver) {
    // The first ClientHello comes before it is known what is to be done.
    if (stage_ == Stage::kPassing && hello && before_.size() < 4) before_.Add(message);
    return false;
  }
  if (from == Side::kClient) {
    before_.Add(message);
    return false;
  }
  const bool modern = SSL_version(ssl_) == TLS1_3_VERSION;
  if (modern && type == HandshakeType::kServerHello) {
    before_.Add(message);
    return false;
  }
  flight_.emplace_back(message.begin(), message.end());
  if (type == (modern ? HandshakeType::kFinished : HandshakeType::kServerHelloDone)) {
    stage_ = Stage::kReady;
  }
  return true;
}

std::vector<Bytes> ServerSaboteur::MakeFlight() const {
  ServerFlightOrder order;
  order.version = static_cast<tls::Version>(SSL_version(ssl_));
  order.digest = SSL_CIPHER_get_handshake_digest(SuiteOf(ssl_));
  order.before = before_;
  order.library = flight_;
  order.key = SSL_get_privatekey(ssl_);
  order.verify_data = [&](ByteSpan hash) {
    return VerifyData13(order.digest, handshake_secret_, hash);
  };
  return MakeServerFlight(misstep_, order);
}

std::optional<RecordProtection> ServerSaboteur::Protection(const Bytes& secret) const {
  const SSL_CIPHER* suite = SuiteOf(ssl_);
  const auto aead = AeadOf(suite);
  const EVP_MD* digest = suite == nullptr ? nullptr : SSL_CIPHER_get_handshake_digest(suite);
  if (!aead || digest == nullptr || secret.empty()) return std::nullopt;
  return RecordProtection(*aead, ExpandLabel(digest, secret, "key", aead->key_octets),
                          ExpandLabel(digest, secret, "iv", kNonceOctets));
}

std::optional<Bytes> ServerSaboteur::Sealed13(const std::vector<Bytes>& flight) {
  std::optional<RecordProtection> protection = Protection(handshake_secret_);
  if (!protection) return std::nullopt;
  const ByteSpan clear = InClear(held_);
  Bytes out(clear.begin(), clear.end());
  Bytes content;
  for (const Bytes& message : flight) Append(&content, message);
  for (ByteSpan left = content; !left.empty();) {
    const ByteSpan piece = left.first(std::min(left.size(), kMaxContent));
    Append(&out, protection->Seal13(ContentType::kHandshake, piece));
    left = left.subspan(piece.size());
  }
  return out;
}

void ServerSaboteur::Rewrite() {
  stage_ = Stage::kOver;
  const bool modern = SSL_version(ssl_) == TLS1_3_VERSION;
  std::vector<Bytes> flight = MakeFlight();
  std::optional<Bytes> out;
  if (flight != flight_) out = modern ? Sealed13(flight) : Plain(flight);
  if (!out) flight = flight_;  // no occasion for the misstep: what the library says goes out
  out_ = out.value_or(held_);
  held_.clear();
  if (witness_ == nullptr) return;
  for (const Bytes& message : flight) witness_->OnMessage(Side::kServer, message);
}

bool ServerSaboteur::Drain() {
  while (!out_.empty()) {
    const int written = BIO_write(below_, out_.data(), static_cast<int>(out_.size()));
    if (written <= 0) return false;
    out_.erase(out_.begin(), out_.begin() + written);
  }
  return true;
}

int ServerSaboteur::Write(ByteSpan octets, BIO* /*below*/) {
  const int taken = static_cast<int>(octets.size());
  if (Sabotages()) {
    Append(&held_, octets);
    return taken;
  }
  if (!Drain()) return -1;
  Append(&out_, octets);
  Drain();  // what is left goes out with the next word, or when the library flushes
  return taken;
}

bool ServerSaboteur::Flush(BIO* /*below*/) {
  if (stage_ == Stage::kReady) {
    Rewrite();
  } else if (Sabotages()) {
    // A HelloRetryRequest or an alert; or an abbreviated handshake of TLS 1.2, which asks for
    // nothing: there is nothing to be done to it.
    Append(&out_, held_);
    held_.clear();
    if (!flight_.empty()) stage_ = Stage::kOver;
    if (witness_ != nullptr) {
      for (const Bytes& message : flight_) witness_->OnMessage(Side::kServer, message);
    }
  }
  return Drain();
}

ServerSaboteur::Turn ServerSaboteur::Inject(ContentType type, const std::vector<Bytes>& contents) {
  if (!injected_) {
    std::optional<RecordProtection> protection = Protection(server_secret_);
    if (SSL_version(ssl_) != TLS1_3_VERSION || !protection) return Turn::kGoOn;
    injected_ = true;
    for (const Bytes& content : contents) {
      Append(&out_, protection->Seal13(type, content));
      if (witness_ == nullptr) continue;
      if (type == ContentType::kAlert) {
        witness_->OnAlert(Side::kServer, content);
      } else {
        witness_->OnMessage(Side::kServer, content);
      }
    }
  }
  return Drain() ? Turn::kClose : Turn::kBlocked;
}

ServerSaboteur::Turn ServerSaboteur::SendAlert() {
  return Inject(ContentType::kAlert, {{kFatal, static_cast<uint8_t>(alert_->alert)}});
}

ServerSaboteur::Turn ServerSaboteur::AskLate() {
  client_ = Protection(client_secret_);
  if (!client_) return Turn::kGoOn;
  asked_ = misstep_ == Misstep::kTwoLateRequests ? 2 : 1;
  std::vector<Bytes> requests;
  for (size_t i = 0; i < asked_; ++i) requests.push_back(LateCertificateRequest(kContexts[i]));
  const Turn turn = Inject(ContentType::kHandshake, requests);
  return turn == Turn::kClose ? Turn::kWatch : turn;
}

ServerSaboteur::Turn ServerSaboteur::AfterHandshake() {
  if (misstep_ == Misstep::kLateRequest || misstep_ == Misstep::kTwoLateRequests) return AskLate();
  return alert_ && !alert_->after_request ? SendAlert() : Turn::kGoOn;
}

ServerSaboteur::Turn ServerSaboteur::AfterRequest() {
  return alert_ && alert_->after_request ? SendAlert() : Turn::kGoOn;
}

ServerSaboteur::Turn ServerSaboteur::Incoming(ByteSpan octets) {
  Append(&incoming_, octets);
  while (const size_t length = FirstRecord(incoming_)) {
    Open(ByteSpan(incoming_).first(length));
    incoming_.erase(incoming_.begin(), incoming_.begin() + static_cast<ptrdiff_t>(length));
  }
  const bool over = ended_ || answered_ >= asked_ || incoming_.size() > kMostWatched;
  return over ? Turn::kClose : Turn::kWatch;
}

void ServerSaboteur::Open(ByteSpan record) {
  if (ContentType{record[0]} != ContentType::kApplicationData) return;
  const std::optional<OpenedRecord> opened = client_->Open13(record);
  if (!opened) {
    ended_ = true;
    return;
  }
  if (opened->type == ContentType::kHandshake) return TakeHandshake(opened->content);
  if (opened->type != ContentType::kAlert) return;
  ended_ = true;
  if (witness_ != nullptr) witness_->OnAlert(Side::kClient, opened->content);
}

void ServerSaboteur::TakeHandshake(ByteSpan content) {
  Append(&message_, content);
  while (message_.size() >= kMessageHeader && message_.size() <= kMostWatched) {
    const size_t length =
        kMessageHeader + static_cast<size_t>(message_[1] << 16 | message_[2] << 8 | message_[3]);
    if (message_.size() < length) return;
    const ByteSpan message = ByteSpan(message_).first(length);
    if (HandshakeType{message[0]} == HandshakeType::kFinished) ++answered_;
    if (witness_ != nullptr) witness_->OnMessage(Side::kClient, message);
    message_.erase(message_.begin(), message_.begin() + static_cast<ptrdiff_t>(length));
  }
  ended_ = ended_ || message_.size() > kMostWatched;
}

}  // namespace shakedown::handshake::damage
