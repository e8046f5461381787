#include "handshake/damage/certificate_edit.h"

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::damage {
namespace {

using Operation = attempt::Damage::Operation;

constexpr size_t kManyEntries = 10'000;
constexpr size_t kManyOctets = 10;
constexpr size_t kStoredBlock = 0xFFFF;
constexpr uint16_t kZlib = 1;  ///< CertificateCompressionAlgorithm (RFC 8879 section 7.3)

Bytes PublicKeyInfo(X509* leaf) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der);
  if (length <= 0) return {};
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

/// A ZLIB stream (RFC 1950) of stored blocks: as long as its content, and valid.
Bytes ZlibStored(ByteSpan content) {
  LyingWriter writer({});
  writer.Number(0x7801, 2);
  uint32_t low = 1;
  uint32_t high = 0;
  for (const uint8_t octet : content) {
    low = (low + octet) % 65521;
    high = (high + low) % 65521;
  }
  do {
    const ByteSpan block = content.first(std::min(content.size(), kStoredBlock));
    content = content.subspan(block.size());
    const auto little = [&](size_t number) {
      writer.Number(number & 0xFF, 1);
      writer.Number(number >> 8 & 0xFF, 1);
    };
    writer.Number(content.empty() ? 1 : 0, 1);
    little(block.size());
    little(~block.size() & 0xFFFF);
    writer.Octets(block);
  } while (!content.empty());
  writer.Number(high, 2);
  writer.Number(low, 2);
  return writer.Take();
}

}  // namespace

CertificateEdit::CertificateEdit(tls::Version version, ByteSpan library_message, X509* leaf)
    : version_(version), leaf_(leaf) {
  // The library writes no extensions into a client's entries unless it was asked for some.
  const tls::CertificateMessage message =
      tls::DecodeCertificate(version, BodyOf(library_message)).value;
  context_ = message.context;
  for (const tls::CertificateEntry& entry : message.entries) {
    LyingWriter extensions({});
    for (const tls::Extension& extension : entry.extensions) {
      extensions.Number(static_cast<size_t>(extension.type), 2);
      extensions.Vector("extension", 2, extension.data);
    }
    entries_.push_back({entry.der, extensions.Take()});
  }
}

bool CertificateEdit::Apply(const attempt::Damage& damage) {
  if (end_.Take(damage)) return true;
  switch (damage.operation) {
    case Operation::kReplaceWith: return Replace(damage.argument);
    case Operation::kExtension: return Extend(damage.argument);
    case Operation::kContext:
      context_ = FromHex(damage.argument).value_or(Bytes());
      return modern();
    case Operation::kFlipBit:
      return !entries_.empty() &&
             FlipBit(attempt::ParseDamageNumber(damage.argument).value_or(0), &entries_[0].der);
    case Operation::kLength: {
      const auto lie = attempt::ParseLengthLie(damage.argument);
      if (!lie) return false;
      const bool only_modern = lie->field == "context" || lie->field == "extensions";
      const bool of_entry = lie->field == "entry" || lie->field == "extensions";
      if ((only_modern && !modern()) || (of_entry && entries_.empty())) return false;
      lies_.push_back(*lie);
      return true;
    }
    default: return false;
  }
}

bool CertificateEdit::Replace(const std::string& what) {
  if (what == "many-entries") {
    entries_.assign(kManyEntries, Entry{Bytes(kManyOctets, 0x30), {}});
    return true;
  }
  if (entries_.empty()) return false;
  if (what == "empty") {
    entries_.clear();
  } else if (what == "zero-entry") {
    entries_.assign(1, Entry{});
  } else if (what == "garbage") {
    entries_.assign(1, Entry{Bytes(64, 0xA5), {}});
  } else if (what == "raw-key") {
    if (leaf_ == nullptr) return false;
    entries_.assign(1, Entry{PublicKeyInfo(leaf_), {}});
  } else if (what == "leaf-last") {
    if (entries_.size() < 2) return false;
    std::rotate(entries_.begin(), entries_.begin() + 1, entries_.end());
  } else {
    compressed_ = modern();
    return compressed_;
  }
  return true;
}

bool CertificateEdit::Extend(const std::string& argument) {
  if (!modern() || entries_.empty()) return false;
  const size_t colon = argument.find(':');
  const std::string type = argument.substr(0, colon);
  const Bytes content =
      colon == std::string::npos ? Bytes() : FromHex(argument.substr(colon + 1)).value_or(Bytes());
  LyingWriter writer({});
  if (const auto number = attempt::ParseDamageNumber(type)) {
    writer.Number(*number, 2);
  } else {
    writer.Octets(FromHex(type.substr(2)).value_or(Bytes(2, 0)));
  }
  writer.Vector("extension", 2, content);
  const Bytes extension = writer.Take();
  entries_[0].extensions.insert(entries_[0].extensions.end(), extension.begin(), extension.end());
  return true;
}

Bytes CertificateEdit::Body() const {
  // Lies are told from the inside out, each to the writer of its own level.
  LyingWriter list(lies_);
  for (const Entry& entry : entries_) {
    list.Vector("entry", 3, entry.der);
    if (modern()) list.Vector("extensions", 2, entry.extensions);
  }
  LyingWriter body(lies_);
  if (modern()) body.Vector("context", 1, context_);
  body.Vector("list", 3, list.Take());
  return body.Take();
}

Bytes CertificateEdit::Message() const {
  if (!compressed_) return end_.Finish(tls::HandshakeType::kCertificate, Body());
  const Bytes plain = Body();
  LyingWriter body({});
  body.Number(kZlib, 2);
  body.Number(plain.size(), 3);
  body.Vector("compressed", 3, ZlibStored(plain));
  return end_.Finish(tls::HandshakeType::kCompressedCertificate, body.Take());
}

}  // namespace shakedown::handshake::damage
