#include "handshake/damage/application_epoch.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "handshake/damage/key_schedule.h"
#include "handshake/damage/message_edit.h"

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kHeaderOctets = 5;
constexpr size_t kNonceOctets = 12;
constexpr uint8_t kUpdateNotRequested = 0;

}  // namespace

/// A whole record, not a part of another message that begins alike.
bool IsKeyUpdate(tls::ContentType type, ByteSpan content) {
  constexpr uint8_t kHeader[] = {static_cast<uint8_t>(tls::HandshakeType::kKeyUpdate), 0, 0, 1};
  return type == tls::ContentType::kHandshake && content.size() == std::size(kHeader) + 1 &&
         std::equal(std::begin(kHeader), std::end(kHeader), content.begin()) && content.back() <= 1;
}

ByteSpan TakeRecord(ByteSpan* records) {
  if (records->size() < kHeaderOctets) return {};
  const auto length = static_cast<size_t>((*records)[3] << 8 | (*records)[4]);
  if (records->size() - kHeaderOctets < length) return {};
  const ByteSpan record = records->first(kHeaderOctets + length);
  *records = records->subspan(record.size());
  return record;
}

ApplicationEpoch::ApplicationEpoch(Aead aead, const EVP_MD* digest, Bytes secret)
    : aead_(aead), digest_(digest), writer_(KeysOf(std::move(secret))), reader_(writer_) {}

ApplicationEpoch::Keys ApplicationEpoch::KeysOf(Bytes secret) const {
  RecordProtection protection(aead_, ExpandLabel(digest_, secret, "key", aead_.key_octets),
                              ExpandLabel(digest_, secret, "iv", kNonceOctets));
  return {std::move(secret), std::move(protection)};
}

ApplicationEpoch::Keys ApplicationEpoch::Next(const Keys& keys) const {
  return KeysOf(ExpandLabel(digest_, keys.secret, "traffic upd", keys.secret.size()));
}

std::optional<OpenedRecord> ApplicationEpoch::Open(ByteSpan record) {
  auto opened = writer_.protection.Open13(record);
  if (opened && IsKeyUpdate(opened->type, opened->content)) writer_ = Next(writer_);
  return opened;
}

Bytes ApplicationEpoch::Seal(tls::ContentType type, ByteSpan content) {
  Bytes record = reader_.protection.Seal13(type, content);
  if (IsKeyUpdate(type, content)) reader_ = Next(reader_);
  return record;
}

Bytes ApplicationEpoch::SealKeyUpdate() {
  const uint8_t body[] = {kUpdateNotRequested};
  return Seal(tls::ContentType::kHandshake, MakeMessage(tls::HandshakeType::kKeyUpdate, body));
}

}  // namespace shakedown::handshake::damage
