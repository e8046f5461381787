#include "handshake/damage/transcript.h"

#include <algorithm>
#include <array>

#include "ossl/handles.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kHeaderOctets = 4;
constexpr size_t kRandomOffset = kHeaderOctets + 2;
/// The random of a ServerHello that is a HelloRetryRequest begins with SHA-256 of that name
/// (RFC 9846 section 4.2.4); eight octets of it are proof enough here.
constexpr std::array<uint8_t, 8> kRetryRandom = {0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11};

bool IsRetryRequest(ByteSpan message) {
  return message.size() > kRandomOffset + 32 &&
         tls::HandshakeType{message[0]} == tls::HandshakeType::kServerHello &&
         std::equal(kRetryRandom.begin(), kRetryRandom.end(), message.begin() + kRandomOffset);
}

Bytes Digest(const EVP_MD* digest, ByteSpan octets) {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (EVP_Digest(octets.data(), octets.size(), out.data(), &length, digest, nullptr) != 1)
    return {};
  out.resize(length);
  return out;
}

}  // namespace

void Transcript::Add(ByteSpan message) { messages_.emplace_back(message.begin(), message.end()); }

Bytes Transcript::Messages() const {
  Bytes all;
  for (const Bytes& message : messages_) all.insert(all.end(), message.begin(), message.end());
  return all;
}

Bytes Transcript::Hash(const EVP_MD* digest) const {
  if (messages_.size() < 2 || !IsRetryRequest(messages_[1])) return Digest(digest, Messages());
  const Bytes hello = Digest(digest, messages_[0]);
  Transcript seen;
  Bytes synthetic = {static_cast<uint8_t>(tls::HandshakeType::kMessageHash), 0, 0,
                     static_cast<uint8_t>(hello.size())};
  synthetic.insert(synthetic.end(), hello.begin(), hello.end());
  seen.Add(synthetic);
  seen.messages_.insert(seen.messages_.end(), messages_.begin() + 1, messages_.end());
  return Digest(digest, seen.Messages());
}

Transcript Transcript::Until(uint8_t type) const {
  Transcript cut;
  for (const Bytes& message : messages_) {
    cut.Add(message);
    if (message[0] == type) break;
  }
  return cut;
}

Transcript Transcript::Without(uint8_t type, size_t first) const {
  Transcript rest;
  for (size_t i = 0; i < messages_.size(); ++i) {
    if (i < first || messages_[i][0] != type) rest.Add(messages_[i]);
  }
  return rest;
}

Transcript Transcript::With(size_t first, const std::function<Bytes(ByteSpan)>& change) const {
  Transcript other = *this;
  for (size_t i = first; i < other.messages_.size(); ++i) {
    if (Bytes changed = change(messages_[i]); !changed.empty()) {
      other.messages_[i] = std::move(changed);
    }
  }
  return other;
}

}  // namespace shakedown::handshake::damage
