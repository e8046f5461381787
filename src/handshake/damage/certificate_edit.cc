#include "handshake/damage/certificate_edit.h"

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "handshake/damage/der_forms.h"
#include "handshake/damage/zlib_stream.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::damage {
namespace {

using Operation = attempt::Damage::Operation;

/// Above what servers allow for a whole chain, and the most that a message can hold.
constexpr size_t kLargeOctets = 200 * 1024;
constexpr size_t kHugeOctets = (1u << 24) - 64;
constexpr size_t kManyEntries = 10'000;
constexpr size_t kManyOctets = 10;
constexpr uint16_t kZlib = 1;  ///< CertificateCompressionAlgorithm (RFC 8879 section 7.3)
constexpr uint16_t kPrivateAlgorithm = 0xFF01;  ///< for private use there: nobody offers it
constexpr size_t kBombOctets = 16u << 20;

Bytes PublicKeyInfo(X509* leaf) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der);
  if (length <= 0) return {};
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
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
  if (what == "large-entry" || what == "huge-entry") {
    entries_.assign(1, Entry{Bytes(what[0] == 'l' ? kLargeOctets : kHugeOctets, 0x30), {}});
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
  } else if (what.starts_with("compressed")) {
    compressed_ = modern() ? what : "";
    return modern();
  } else {
    Bytes sloppy = Sloppy(what, entries_[0].der);
    if (sloppy.empty()) return false;
    entries_[0].der = std::move(sloppy);
  }
  return true;
}

bool CertificateEdit::Extend(const std::string& argument) {
  const auto added = attempt::ParseDamageExtension(argument);
  if (!modern() || entries_.empty() || !added) return false;
  LyingWriter writer({});
  writer.Number(added->type, 2);
  writer.Vector("extension", 2, added->content);
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
  if (compressed_.empty()) return end_.Finish(tls::HandshakeType::kCertificate, Body());
  const Bytes plain = Body();
  const bool bomb = compressed_ == "compressed-bomb";
  LyingWriter body({});
  body.Number(compressed_ == "compressed-unlisted" ? kPrivateAlgorithm : kZlib, 2);
  body.Number(plain.size() + (compressed_ == "compressed-short" ? 1 : 0), 3);
  body.Vector("compressed", 3, bomb ? ZlibZeros(kBombOctets) : ZlibStored(plain));
  return end_.Finish(tls::HandshakeType::kCompressedCertificate, body.Take());
}

}  // namespace shakedown::handshake::damage
