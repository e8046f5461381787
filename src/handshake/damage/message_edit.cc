#include "handshake/damage/message_edit.h"

#include <algorithm>

#include "core/hex.h"

namespace shakedown::handshake::damage {
namespace {

using Operation = attempt::Damage::Operation;

constexpr size_t kHeaderOctets = 4;

size_t Lie(const attempt::LengthLie& lie, size_t length) {
  if (lie.sign == '=') return lie.number;
  if (lie.sign == '+') return length + lie.number;
  return length - std::min<size_t>(length, lie.number);
}

}  // namespace

Bytes MakeMessage(tls::HandshakeType type, ByteSpan body) {
  LyingWriter writer({});
  writer.Number(static_cast<size_t>(type), 1);
  writer.Vector("message", 3, body);
  return writer.Take();
}

ByteSpan BodyOf(ByteSpan message) {
  return message.size() < kHeaderOctets ? ByteSpan() : message.subspan(kHeaderOctets);
}

void LyingWriter::Number(size_t value, size_t octets) {
  while (octets-- > 0) out_.push_back(static_cast<uint8_t>(value >> (8 * octets)));
}

void LyingWriter::Octets(ByteSpan octets) { out_.insert(out_.end(), octets.begin(), octets.end()); }

size_t LyingWriter::Claimed(std::string_view field, size_t length) {
  const auto lie = std::find_if(lies_.begin(), lies_.end(),
                                [field](const auto& one) { return one.field == field; });
  if (lie == lies_.end()) return length;
  const size_t claimed = Lie(*lie, length);
  lies_.erase(lie);
  return claimed;
}

void LyingWriter::Vector(std::string_view field, size_t length_octets, ByteSpan content) {
  Number(Claimed(field, content.size()), length_octets);
  Octets(content);
}

bool FlipBit(size_t bit, Bytes* octets) {
  if (bit / 8 >= octets->size()) return false;
  (*octets)[octets->size() - 1 - bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
  return true;
}

bool EndEdit::Take(const attempt::Damage& damage) {
  switch (damage.operation) {
    case Operation::kTruncate:
      missing_ = attempt::ParseDamageNumber(damage.argument).value_or(0);
      return true;
    case Operation::kAppend: following_ = FromHex(damage.argument).value_or(Bytes()); return true;
    case Operation::kLength: {
      const auto lie = attempt::ParseLengthLie(damage.argument);
      if (!lie || lie->field != "message") return false;
      lies_.push_back(*lie);
      return true;
    }
    default: return false;
  }
}

Bytes EndEdit::Finish(tls::HandshakeType type, Bytes body) const {
  body.resize(body.size() - std::min(body.size(), missing_));
  body.insert(body.end(), following_.begin(), following_.end());
  LyingWriter writer(lies_);
  writer.Number(static_cast<size_t>(type), 1);
  writer.Vector("message", 3, body);
  return writer.Take();
}

}  // namespace shakedown::handshake::damage
