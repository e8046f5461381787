#include "handshake/damage/saboteur.h"

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "handshake/damage/application_epoch.h"
#include "handshake/damage/flight_records.h"
#include "handshake/damage/hello_edit.h"
#include "handshake/damage/key_schedule.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/protection_12.h"

namespace shakedown::handshake::damage {
namespace {

using attempt::Side;
using tls::HandshakeType;

constexpr std::string_view kClientSecret = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
constexpr std::string_view kLateSecret = "CLIENT_TRAFFIC_SECRET_0";
constexpr size_t kHeaderOctets = 5;
constexpr size_t kNonceOctets = 12;

/// The ChangeCipherSpec records that stand first, for middleboxes (RFC 9846 appendix E.4).
ByteSpan LeadingChangeCipherSpec(ByteSpan records) {
  size_t used = 0;
  while (records.size() - used >= kHeaderOctets &&
         tls::ContentType{records[used]} == tls::ContentType::kChangeCipherSpec) {
    used += kHeaderOctets + static_cast<size_t>(records[used + 3] << 8 | records[used + 4]);
    if (used > records.size()) return {};
  }
  return records.first(used);
}

bool HidesRenegotiation(const attempt::Damage& damage) {
  return damage.message == attempt::Damage::Message::kClientHello &&
         damage.operation == attempt::Damage::Operation::kReplaceWith;
}

bool IsClientHello(ByteSpan message) {
  return !message.empty() && HandshakeType{message[0]} == HandshakeType::kClientHello;
}

}  // namespace

Saboteur::Saboteur(std::vector<attempt::Damage> damage, SSL* ssl, Witness* witness,
                   std::vector<Bytes> recorded)
    : damage_(attempt::DamageAt(attempt::Damage::When::kHandshake, damage)),
      recorded_(std::move(recorded)),
      ssl_(ssl),
      witness_(witness),
      rewrites_(attempt::RewritesFlight(damage_)) {
  const auto hidden = std::find_if(damage_.begin(), damage_.end(), HidesRenegotiation);
  if (hidden != damage_.end()) hidden_ = &*hidden;
  if (!attempt::ActsLate(damage)) return;
  late_.emplace(attempt::DamageAt(attempt::Damage::When::kPostHandshake, damage), ssl, witness);
}

void Saboteur::OnSecret(std::string_view line) {
  const std::vector<std::string_view> words = Words(line);
  if (words.size() != 3) return;
  if (rewrites_ && words[0] == kClientSecret) secret_ = FromHex(words[2]).value_or(Bytes());
  if (late_ && words[0] == kLateSecret) late_->OnSecret(FromHex(words[2]).value_or(Bytes()));
}

void Saboteur::Announce(const attempt::Damage& damage) {
  witness_->Add(attempt::Damaged{ToText(damage)});
}

bool Saboteur::OnMessage(Side from, ByteSpan message) {
  if (message.empty()) return false;
  const auto type = HandshakeType{message[0]};
  if (from == Side::kClient && type == HandshakeType::kCertificateVerify && !rewrites_) {
    for (const attempt::Damage& one : damage_) {
      if (one.operation == attempt::Damage::Operation::kKey) Announce(one);
    }
  }
  if (from == Side::kClient && hidden_ != nullptr && IsClientHello(message)) {
    OnHello(message);
    return true;
  }
  if (stage_ == Stage::kOver) return late_ && late_->OnMessage(from, message);
  if (from == Side::kClient && type != HandshakeType::kClientHello) {
    return CollectFlight(type, message);
  }
  // An abbreviated handshake of TLS 1.2 has the server's Finished first, and no flight to damage.
  if (from == Side::kServer && type == HandshakeType::kFinished &&
      SSL_version(ssl_) < TLS1_3_VERSION) {
    stage_ = Stage::kOver;
    return false;
  }
  before_.Add(message);
  library_before_.Add(message);
  return false;
}

void Saboteur::OnHello(ByteSpan message) {
  const Bytes edited = WithoutSecureRenegotiation(message);
  if (stage_ != Stage::kOver) {
    before_.Add(edited);
    library_before_.Add(message);
  }
  Announce(*hidden_);
  witness_->OnMessage(Side::kClient, edited);
}

/// The first ClientHello, which fits into one record.
Bytes Saboteur::EditHello(ByteSpan records) {
  Bytes out;
  while (true) {
    const ByteSpan record = TakeRecord(&records);
    if (record.empty()) break;
    const ByteSpan content = record.subspan(kHeaderOctets);
    const bool hello =
        tls::ContentType{record[0]} == tls::ContentType::kHandshake && IsClientHello(content);
    const Bytes edited =
        hello ? PlainRecord(tls::ContentType::kHandshake, WithoutSecureRenegotiation(content))
              : Bytes(record.begin(), record.end());
    out.insert(out.end(), edited.begin(), edited.end());
  }
  return out;
}

/// The ClientHello of a renegotiation, under the keys of the first handshake. The library counts
/// the same records, so that all others pass as they are.
Bytes Saboteur::EditSealedHello(ByteSpan records) {
  Bytes out;
  while (true) {
    const ByteSpan record = TakeRecord(&records);
    if (record.empty()) break;
    const auto content = client_ ? client_->Open12(record) : std::nullopt;
    const bool hello = content && tls::ContentType{record[0]} == tls::ContentType::kHandshake &&
                       IsClientHello(*content);
    const Bytes edited =
        hello ? client_->Seal12(tls::ContentType::kHandshake, WithoutSecureRenegotiation(*content))
              : Bytes(record.begin(), record.end());
    out.insert(out.end(), edited.begin(), edited.end());
    if (hello) {
      client_.reset();
    } else if (client_) {
      client_->Count();
    }
  }
  return out;
}

/// What is not written anew goes into the trace as the library has it.
bool Saboteur::CollectFlight(HandshakeType type, ByteSpan message) {
  library_.emplace_back(message.begin(), message.end());
  stage_ = type == HandshakeType::kFinished ? Stage::kReady : Stage::kFlight;
  return rewrites_;
}

Bytes Saboteur::CutHello(ByteSpan records) {
  Bytes out = hidden_ != nullptr ? EditHello(records) : Bytes(records.begin(), records.end());
  for (const attempt::Damage& one : damage_) {
    if (one.message != attempt::Damage::Message::kClientHello) continue;
    const bool cuts = one.operation == attempt::Damage::Operation::kSplitRecords;
    if (!cuts && one.operation != attempt::Damage::Operation::kExtension) continue;
    if (cuts) {
      out = SplitHandshakeRecords(out, attempt::ParseDamageNumber(one.argument).value_or(1));
    }
    if (!announced_hello_) Announce(one);
  }
  announced_hello_ = true;
  return out;
}

Bytes Saboteur::Outgoing(ByteSpan records) {
  if (witness_->phase() == attempt::Phase::kBeforeServerHello) return CutHello(records);
  if (stage_ == Stage::kReady) return PassFlight(records);
  if (stage_ == Stage::kOver && late_ && late_->begun()) return late_->Outgoing(records);
  if (stage_ == Stage::kOver && client_) return EditSealedHello(records);
  return Bytes(records.begin(), records.end());
}

/// The client's flight, written anew if that is asked for and can be done.
Bytes Saboteur::PassFlight(ByteSpan records) {
  stage_ = Stage::kOver;
  std::optional<Bytes> rewritten;
  if (rewrites_) {
    rewritten = SSL_version(ssl_) == TLS1_3_VERSION ? Rewrite13(records) : Rewrite12();
    rewrote_ = rewritten.has_value();
    if (!rewrote_) GiveUp();
  }
  if (!rewrote_) {
    for (const Bytes& message : library_) before_.Add(message);
  }
  if (late_) late_->Begin(before_);
  return rewritten ? std::move(*rewritten) : Bytes(records.begin(), records.end());
}

Bytes Saboteur::Incoming(ByteSpan octets) {
  return swap_ ? swap_->Incoming(octets) : Bytes(octets.begin(), octets.end());
}

FlightOrder Saboteur::Order() const {
  FlightOrder order;
  order.version = static_cast<tls::Version>(SSL_version(ssl_));
  order.digest = SSL_CIPHER_get_handshake_digest(SSL_get_current_cipher(ssl_));
  order.before = before_;
  order.library = library_;
  order.recorded = recorded_;
  order.key = SSL_get_privatekey(ssl_);
  order.leaf = SSL_get_certificate(ssl_);
  return order;
}

std::optional<Bytes> Saboteur::Rewrite13(ByteSpan records) {
  const auto aead = AeadOf(SSL_get_current_cipher(ssl_));
  FlightOrder order = Order();
  if (!aead || secret_.empty() || order.digest == nullptr) return std::nullopt;
  order.verify_data = [&](ByteSpan hash) { return VerifyData13(order.digest, secret_, hash); };
  const Flight flight = MakeFlight(damage_, order);
  RecordProtection protection(*aead, ExpandLabel(order.digest, secret_, "key", aead->key_octets),
                              ExpandLabel(order.digest, secret_, "iv", kNonceOctets));
  const ByteSpan first = LeadingChangeCipherSpec(records);
  Bytes out(first.begin(), first.end());
  const Bytes sealed = Records13(flight, &protection);
  out.insert(out.end(), sealed.begin(), sealed.end());
  RecordFlight(flight, witness_);
  before_ = flight.transcript;
  return out;
}

std::optional<Bytes> Saboteur::Rewrite12() {
  const auto aead = AeadOf(SSL_get_current_cipher(ssl_));
  FlightOrder order = Order();
  // The master secret must not depend on the messages that are damaged (RFC 7627).
  if (!aead || order.digest == nullptr || SSL_get_extms_support(ssl_) == 1) return std::nullopt;
  const MasterSecret12 master(ssl_);
  order.verify_data = [&](ByteSpan hash) {
    const Bytes message = master.Finished(order.digest, "client finished", hash);
    const ByteSpan value = BodyOf(message);
    return Bytes(value.begin(), value.end());
  };
  const Flight flight = MakeFlight(damage_, order);
  Transcript expected = library_before_;
  for (const Bytes& message : library_) expected.Add(message);
  Protection12 protection = master.Derive(*aead, order.digest);
  const auto server_finished = [&](const Transcript& transcript) {
    return master.Finished(order.digest, "server finished", transcript.Hash(order.digest));
  };
  swap_.emplace(std::move(protection.server), server_finished(flight.transcript),
                server_finished(expected));
  RecordFlight(flight, witness_);
  Bytes out = Records12(flight, &protection.client);
  if (hidden_ != nullptr) client_ = std::move(protection.client);
  return out;
}

void Saboteur::GiveUp() {
  for (const Bytes& message : library_) witness_->OnMessage(Side::kClient, message);
}

}  // namespace shakedown::handshake::damage
