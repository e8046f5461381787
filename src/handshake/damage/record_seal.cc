#include "handshake/damage/record_seal.h"

#include <openssl/rand.h>

#include <array>
#include <utility>

#include "ossl/handles.h"

namespace shakedown::handshake::damage {
namespace {

using CipherCtxPtr = std::unique_ptr<EVP_CIPHER_CTX, ossl::Deleter<EVP_CIPHER_CTX_free>>;

constexpr size_t kHeaderOctets = 5;
constexpr size_t kTagOctets = 16;
constexpr size_t kNonceOctets = 12;
constexpr size_t kExplicitOctets = 8;

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

std::array<uint8_t, kHeaderOctets> Header(tls::ContentType type, size_t length) {
  return {static_cast<uint8_t>(type), 3, 3, static_cast<uint8_t>(length >> 8),
          static_cast<uint8_t>(length)};
}

std::array<uint8_t, 8> BigEndian(uint64_t number) {
  std::array<uint8_t, 8> octets{};
  for (size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<uint8_t>(number >> (8 * (octets.size() - 1 - i)));
  }
  return octets;
}

}  // namespace

Bytes PlainRecord(tls::ContentType type, ByteSpan content) {
  const auto header = Header(type, content.size());
  Bytes record(header.begin(), header.end());
  Append(&record, content);
  return record;
}

std::optional<Aead> AeadOf(const SSL_CIPHER* suite) {
  switch (suite == nullptr ? NID_undef : SSL_CIPHER_get_cipher_nid(suite)) {
    case NID_aes_128_gcm: return Aead{EVP_aes_128_gcm(), 16, true};
    case NID_aes_256_gcm: return Aead{EVP_aes_256_gcm(), 32, true};
    case NID_chacha20_poly1305: return Aead{EVP_chacha20_poly1305(), 32, false};
    default: return std::nullopt;
  }
}

Bytes RecordProtection::SequenceNonce() const {
  Bytes nonce = iv_;
  const auto number = BigEndian(sequence_);
  for (size_t i = 0; i < number.size(); ++i) nonce[kNonceOctets - number.size() + i] ^= number[i];
  return nonce;
}

Bytes RecordProtection::Nonce12(ByteSpan explicit_part) const {
  if (!aead_.explicit_nonce) return SequenceNonce();
  Bytes nonce = iv_;
  Append(&nonce, explicit_part);
  return nonce;
}

Bytes RecordProtection::Encrypt(ByteSpan nonce, ByteSpan additional, ByteSpan content) const {
  const CipherCtxPtr context(EVP_CIPHER_CTX_new());
  Bytes out(content.size() + kTagOctets);
  int length = 0;
  const bool done =
      context != nullptr &&
      EVP_EncryptInit_ex(context.get(), aead_.cipher, nullptr, key_.data(), nonce.data()) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, additional.data(),
                        static_cast<int>(additional.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), out.data(), &length, content.data(),
                        static_cast<int>(content.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out.data() + content.size(), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagOctets,
                          out.data() + content.size()) == 1;
  return done ? out : Bytes();
}

Bytes RecordProtection::Seal13(tls::ContentType type, ByteSpan content) {
  Bytes inner(content.begin(), content.end());
  inner.push_back(static_cast<uint8_t>(type));
  const auto header = Header(tls::ContentType::kApplicationData, inner.size() + kTagOctets);
  Bytes record(header.begin(), header.end());
  Append(&record, Encrypt(SequenceNonce(), header, inner));
  ++sequence_;
  return record;
}

Bytes RecordProtection::Additional12(ByteSpan header, size_t octets) const {
  const auto number = BigEndian(sequence_);
  Bytes additional(number.begin(), number.end());
  Append(&additional, header.first(3));
  additional.push_back(static_cast<uint8_t>(octets >> 8));
  additional.push_back(static_cast<uint8_t>(octets));
  return additional;
}

Bytes RecordProtection::Seal12(tls::ContentType type, ByteSpan content) {
  Bytes sent_nonce;
  if (aead_.explicit_nonce) {
    // Any value that the library will not use under this key; it counts up from a random start.
    sent_nonce.resize(kExplicitOctets);
    if (RAND_bytes(sent_nonce.data(), kExplicitOctets) != 1) return {};
  }
  const auto header = Header(type, sent_nonce.size() + content.size() + kTagOctets);
  Bytes record(header.begin(), header.end());
  Append(&record, sent_nonce);
  Append(&record, Encrypt(Nonce12(sent_nonce), Additional12(header, content.size()), content));
  ++sequence_;
  return record;
}

std::optional<Bytes> RecordProtection::Decrypt(ByteSpan nonce, ByteSpan additional,
                                               ByteSpan sealed) const {
  const ByteSpan content = sealed.first(sealed.size() - kTagOctets);
  Bytes tag(sealed.end() - kTagOctets, sealed.end());
  const CipherCtxPtr context(EVP_CIPHER_CTX_new());
  Bytes out(content.size());
  int length = 0;
  uint8_t rest[16];
  const bool done =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), aead_.cipher, nullptr, key_.data(), nonce.data()) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagOctets, tag.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &length, additional.data(),
                        static_cast<int>(additional.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), out.data(), &length, content.data(),
                        static_cast<int>(content.size())) == 1 &&
      EVP_DecryptFinal_ex(context.get(), rest, &length) == 1;
  if (!done) return std::nullopt;
  return out;
}

std::optional<OpenedRecord> RecordProtection::Open13(ByteSpan record) {
  if (record.size() < kHeaderOctets + kTagOctets) return std::nullopt;
  auto inner = Decrypt(SequenceNonce(), record.first(kHeaderOctets), record.subspan(kHeaderOctets));
  if (!inner) return std::nullopt;
  ++sequence_;
  while (!inner->empty() && inner->back() == 0) inner->pop_back();
  if (inner->empty()) return std::nullopt;
  const auto type = tls::ContentType{inner->back()};
  inner->pop_back();
  return OpenedRecord{type, std::move(*inner)};
}

std::optional<Bytes> RecordProtection::Open12(ByteSpan record) const {
  const size_t sent = aead_.explicit_nonce ? kExplicitOctets : 0;
  if (record.size() < kHeaderOctets + sent + kTagOctets) return std::nullopt;
  const ByteSpan sealed = record.subspan(kHeaderOctets + sent);
  return Decrypt(Nonce12(record.subspan(kHeaderOctets, sent)),
                 Additional12(record.first(kHeaderOctets), sealed.size() - kTagOctets), sealed);
}

}  // namespace shakedown::handshake::damage
