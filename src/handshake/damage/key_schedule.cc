#include "handshake/damage/key_schedule.h"

#include <openssl/hmac.h>

#include <algorithm>

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kVerifyOctets12 = 12;

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

}  // namespace

Bytes Hmac(const EVP_MD* digest, ByteSpan key, ByteSpan data) {
  Bytes out(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (HMAC(digest, key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.data(),
           &length) == nullptr) {
    return {};
  }
  out.resize(length);
  return out;
}

Bytes ExpandLabel(const EVP_MD* digest, ByteSpan secret, std::string_view label, size_t octets) {
  const std::string_view prefix = "tls13 ";
  Bytes info = {static_cast<uint8_t>(octets >> 8), static_cast<uint8_t>(octets),
                static_cast<uint8_t>(prefix.size() + label.size())};
  Append(&info, AsBytes(prefix));
  Append(&info, AsBytes(label));
  info.push_back(0);  // no context
  info.push_back(1);  // the first and only block (RFC 5869 section 2.3)
  Bytes block = Hmac(digest, secret, info);
  block.resize(std::min(block.size(), octets));
  return block;
}

Bytes Prf(const EVP_MD* digest, ByteSpan secret, std::string_view label, ByteSpan seed,
          size_t octets) {
  Bytes labelled(label.begin(), label.end());
  Append(&labelled, seed);
  Bytes chain = labelled;
  Bytes out;
  while (out.size() < octets) {
    chain = Hmac(digest, secret, chain);
    if (chain.empty()) return {};
    Bytes input = chain;
    Append(&input, labelled);
    Append(&out, Hmac(digest, secret, input));
  }
  out.resize(octets);
  return out;
}

Bytes VerifyData13(const EVP_MD* digest, ByteSpan traffic_secret, ByteSpan transcript_hash) {
  const auto octets = static_cast<size_t>(EVP_MD_get_size(digest));
  return Hmac(digest, ExpandLabel(digest, traffic_secret, "finished", octets), transcript_hash);
}

Bytes VerifyData12(const EVP_MD* digest, ByteSpan master_secret, std::string_view label,
                   ByteSpan transcript_hash) {
  return Prf(digest, master_secret, label, transcript_hash, kVerifyOctets12);
}

}  // namespace shakedown::handshake::damage
