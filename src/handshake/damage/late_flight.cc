#include "handshake/damage/late_flight.h"

#include <utility>

#include "handshake/damage/flight_records.h"
#include "handshake/damage/key_schedule.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/own_flight.h"

namespace shakedown::handshake::damage {
namespace {

using attempt::Damage;
using attempt::Side;
using tls::ContentType;
using tls::HandshakeType;

constexpr std::string_view kKeyUpdate = "key-update";

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

}  // namespace

LateFlight::LateFlight(std::vector<Damage> damage, SSL* ssl, Witness* witness)
    : ssl_(ssl), witness_(witness) {
  for (Damage& one : damage) {
    if (one.operation == Damage::Operation::kUnasked) {
      unasked_ = std::move(one);
      answers_ = false;
    } else if (one.argument == kKeyUpdate) {
      key_update_ = std::move(one);
    } else {
      damage_.push_back(std::move(one));
    }
  }
}

void LateFlight::Begin(Transcript handshake) {
  const SSL_CIPHER* const suite = SSL_get_current_cipher(ssl_);
  const auto aead = AeadOf(suite);
  const EVP_MD* const digest = SSL_CIPHER_get_handshake_digest(suite);
  if (SSL_version(ssl_) != TLS1_3_VERSION || !aead || digest == nullptr || secret_.empty()) return;
  handshake_ = std::move(handshake);
  epoch_.emplace(*aead, digest, secret_);
}

bool LateFlight::IsAnswer(HandshakeType type) const {
  return answers_ &&
         (type == HandshakeType::kCertificate || type == HandshakeType::kCertificateVerify ||
          type == HandshakeType::kFinished);
}

bool LateFlight::OnMessage(Side from, ByteSpan message) {
  if (!begun() || lost_ || message.empty()) return false;
  const auto type = HandshakeType{message[0]};
  if (from == Side::kServer) {
    if (type == HandshakeType::kCertificateRequest) request_.assign(message.begin(), message.end());
    return false;
  }
  if (!IsAnswer(type)) return false;
  library_.emplace_back(message.begin(), message.end());
  complete_ = type == HandshakeType::kFinished;
  return true;
}

Bytes LateFlight::Outgoing(ByteSpan records) {
  Bytes out;
  while (!lost_) {
    const ByteSpan record = TakeRecord(&records);
    if (record.empty()) break;
    const auto opened = epoch_->Open(record);
    if (!opened) {
      lost_ = true;
      Append(&out, record);
      break;
    }
    const bool update = IsKeyUpdate(opened->type, opened->content);
    if (opened->type == ContentType::kHandshake && answers_ && !update) {
      // The library writes its answer at once: the first of its records stands for them all.
      if (std::exchange(complete_, false)) Append(&out, Answer());
      continue;
    }
    if (unasked_ && opened->type == ContentType::kApplicationData) Append(&out, Unasked());
    Append(&out, epoch_->Seal(opened->type, opened->content));
  }
  Append(&out, records);
  return out;
}

Bytes LateFlight::UpdateKeys() {
  witness_->Add(attempt::Damaged{ToText(*key_update_)});
  const uint8_t body[] = {0};
  witness_->OnMessage(Side::kClient, MakeMessage(HandshakeType::kKeyUpdate, body));
  key_update_.reset();
  return epoch_->SealKeyUpdate();
}

/// A post-handshake answer covers the handshake and the request that it answers, and its Finished
/// is made with the application secret of the moment (RFC 9846 section 4.5).
Bytes LateFlight::Answer() {
  Bytes out;
  if (key_update_) out = UpdateKeys();
  Transcript before = handshake_;
  before.Add(request_);
  Append(&out, Write(std::move(before), std::exchange(library_, {})));
  return out;
}

Bytes LateFlight::Unasked() {
  std::vector<Bytes> flight = OwnFlight(ssl_);
  const Damage what = *std::exchange(unasked_, std::nullopt);
  if (flight.empty()) return {};
  witness_->Add(attempt::Damaged{ToText(what)});
  return Write(handshake_, std::move(flight));
}

Bytes LateFlight::Write(Transcript before, std::vector<Bytes> library) {
  FlightOrder order;
  order.version = tls::Version::kTls13;
  order.digest = SSL_CIPHER_get_handshake_digest(SSL_get_current_cipher(ssl_));
  order.before = std::move(before);
  order.library = std::move(library);
  order.key = SSL_get_privatekey(ssl_);
  order.leaf = SSL_get_certificate(ssl_);
  order.verify_data = [&](ByteSpan hash) {
    return VerifyData13(order.digest, epoch_->secret(), hash);
  };
  const Flight flight = MakeFlight(damage_, order);
  RecordFlight(flight, witness_);
  return Records13(flight, epoch_->protection());
}

}  // namespace shakedown::handshake::damage
