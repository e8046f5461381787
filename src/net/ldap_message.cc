#include "net/ldap_message.h"

#include <vector>

#include "core/byte_reader.h"

namespace shakedown::net {
namespace {

constexpr uint8_t kSequence = 0x30;
constexpr uint8_t kInteger = 0x02;
constexpr uint8_t kEnumerated = 0x0A;
constexpr uint8_t kOctetString = 0x04;

/// A BER length of at most three octets, the definite form (RFC 4511 section 5.1).
std::optional<size_t> Length(ByteReader& reader) {
  const auto first = reader.U8("length");
  if (!first) return std::nullopt;
  if (*first < 0x80) return *first;
  size_t length = 0;
  const size_t octets = *first & 0x7FU;
  if (octets == 0 || octets > 3) return std::nullopt;
  for (size_t i = 0; i < octets; ++i) {
    const auto octet = reader.U8("length");
    if (!octet) return std::nullopt;
    length = length << 8 | *octet;
  }
  return length;
}

/// The content of the next element, which must have this tag.
std::optional<ByteSpan> Element(ByteReader& reader, uint8_t tag) {
  if (reader.U8("tag") != tag) return std::nullopt;
  const auto length = Length(reader);
  return length ? reader.Take(*length, "content") : std::nullopt;
}

std::optional<int> SmallNumber(ByteReader& reader, uint8_t tag) {
  const auto content = Element(reader, tag);
  if (!content || content->empty() || content->size() > 3) return std::nullopt;
  int value = 0;
  for (const uint8_t octet : *content) value = value << 8 | octet;
  return value;
}

}  // namespace

std::optional<size_t> LdapMessageLength(std::string_view text) {
  if (text.empty()) return 0;
  if (static_cast<uint8_t>(text.front()) != kSequence) return std::nullopt;
  if (text.size() < 2) return 0;
  const auto first = static_cast<uint8_t>(text[1]);
  const size_t header = first < 0x80 ? 2 : 2 + (first & 0x7FU);
  if (first == 0x80 || header > 5) return std::nullopt;
  if (text.size() < header) return 0;
  std::vector<DecodeError> ignored;
  ByteReader reader(AsBytes(text.substr(1)), &ignored);
  const auto length = Length(reader);
  if (!length) return std::nullopt;
  return header + *length;
}

std::optional<LdapResult> ReadLdapResult(std::string_view message) {
  std::vector<DecodeError> ignored;
  ByteReader outer(AsBytes(message), &ignored);
  const auto content = Element(outer, kSequence);
  if (!content) return std::nullopt;
  ByteReader reader(*content, &ignored);
  LdapResult result;
  const auto id = SmallNumber(reader, kInteger);
  const auto tag = reader.U8("protocolOp");
  const auto length = tag ? Length(reader) : std::nullopt;
  const auto body = length ? reader.Take(*length, "protocolOp") : std::nullopt;
  if (!id || !body) return std::nullopt;
  result.message_id = *id;
  result.operation = LdapOperation{*tag};
  ByteReader fields(*body, &ignored);
  const auto code = SmallNumber(fields, kEnumerated);
  const auto matched = code ? Element(fields, kOctetString) : std::nullopt;
  const auto text = matched ? Element(fields, kOctetString) : std::nullopt;
  if (!text) return std::nullopt;
  result.code = *code;
  result.text = AsText(*text);
  return result;
}

}  // namespace shakedown::net
