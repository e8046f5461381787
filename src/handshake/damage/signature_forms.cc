// Signatures of forms that no honest signer makes.
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <string_view>

#include "handshake/damage/signing.h"
#include "ossl/error_queue.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {
namespace {

using EcdsaPtr = std::unique_ptr<ECDSA_SIG, ossl::Deleter<ECDSA_SIG_free>>;

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

/// DER of `content` under `tag`; the length in its long form if wanted.
Bytes Der(uint8_t tag, ByteSpan content, bool long_form = false) {
  Bytes out = {tag};
  if (content.size() > 0xFF) {
    out.insert(out.end(), {0x82, static_cast<uint8_t>(content.size() >> 8),
                           static_cast<uint8_t>(content.size())});
  } else {
    if (content.size() > 0x7F || long_form) out.push_back(0x81);
    out.push_back(static_cast<uint8_t>(content.size()));
  }
  Append(&out, content);
  return out;
}

Bytes Octets(const BIGNUM* number, size_t width = 0) {
  Bytes out(std::max(width, static_cast<size_t>(BN_num_bytes(number))));
  BN_bn2binpad(number, out.data(), static_cast<int>(out.size()));
  return out;
}

/// INTEGER content of a number that is not negative.
Bytes Integer(const BIGNUM* number) {
  Bytes out = Octets(number);
  if (out.empty() || out[0] >= 0x80) out.insert(out.begin(), 0);
  return out;
}

ossl::BignumPtr Order(EVP_PKEY* key) {
  BIGNUM* order = nullptr;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &order);
  return ossl::BignumPtr(order);
}

Bytes Pair(ByteSpan r, ByteSpan s, bool long_form = false) {
  Bytes content = Der(0x02, r);
  Append(&content, Der(0x02, s));
  return Der(0x30, content, long_form);
}

Bytes Negated(const BIGNUM* number) {
  const ossl::BignumPtr power(BN_new());
  const int octets = BN_num_bytes(number) + 1;
  BN_set_bit(power.get(), octets * 8);
  BN_sub(power.get(), power.get(), number);
  return Octets(power.get(), static_cast<size_t>(octets));
}

std::optional<Bytes> Ecdsa(std::string_view form, EVP_PKEY* key, ByteSpan signature) {
  const unsigned char* in = signature.data();
  const EcdsaPtr parsed(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(signature.size())));
  const ossl::BignumPtr order = Order(key);
  if (parsed == nullptr || order == nullptr) return std::nullopt;
  const BIGNUM* const r = ECDSA_SIG_get0_r(parsed.get());
  const BIGNUM* const s = ECDSA_SIG_get0_s(parsed.get());
  const Bytes zero = {0};
  if (form == "ecdsa-zero") return Pair(zero, zero);
  if (form == "ecdsa-zero-r") return Pair(zero, Integer(s));
  if (form == "ecdsa-zero-s") return Pair(Integer(r), zero);
  if (form == "ecdsa-order") return Pair(Integer(order.get()), Integer(order.get()));
  if (form == "ecdsa-negative") return Pair(Negated(r), Integer(s));
  if (form == "ecdsa-long-length") return Pair(Integer(r), Integer(s), true);
  if (form == "ecdsa-larger") {
    // Equal modulo the order: right for a verifier that reduces before it looks.
    const ossl::BignumPtr larger(BN_new());
    BN_add(larger.get(), s, order.get());
    return Pair(Integer(r), Integer(larger.get()));
  }
  if (form == "ecdsa-leading-zero") {
    Bytes padded = Integer(r);
    padded.insert(padded.begin(), 0);
    return Pair(padded, Integer(s));
  }
  if (form == "ecdsa-trailing") {
    Bytes longer(signature.begin(), signature.end());
    longer.push_back(0);
    return longer;
  }
  const auto width = static_cast<size_t>(BN_num_bytes(order.get()));
  Bytes raw = Octets(r, width);
  Append(&raw, Octets(s, width));
  return raw;
}

/// The order of the base point of edwards25519 (RFC 8032 section 5.1), little-endian.
constexpr uint8_t kOrder25519[32] = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

std::optional<Bytes> Eddsa(std::string_view form, EVP_PKEY* key, ByteSpan signature) {
  if (EVP_PKEY_is_a(key, "ED25519") != 1 || signature.size() != 64) return std::nullopt;
  Bytes out(signature.begin(), signature.end());
  if (form == "eddsa-small-point") {
    std::fill(out.begin(), out.begin() + 32, uint8_t{0});
    out[0] = 1;  // the neutral element
    return out;
  }
  unsigned carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned>(out[32 + i]) + kOrder25519[i];
    out[32 + i] = static_cast<uint8_t>(carry);
    carry >>= 8;
  }
  return out;
}

/// AlgorithmIdentifier of SHA-256 and of SHA-512, the NULL parameter left out of the second list.
constexpr uint8_t kSha256Oid[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
constexpr uint8_t kSha512Oid[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03};

/// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) with one thing wrong, as the private key signs it.
std::optional<Bytes> Pkcs1(std::string_view form, EVP_PKEY* key, ByteSpan content) {
  if (EVP_PKEY_is_a(key, "RSA") != 1) return std::nullopt;
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &length, EVP_sha256(), nullptr) !=
      1) {
    return std::nullopt;
  }
  digest.resize(length);
  Bytes algorithm = Der(0x06, form == "pkcs1-other-digest" ? ByteSpan(kSha512Oid) : kSha256Oid);
  if (form != "pkcs1-no-null") Append(&algorithm, Der(0x05, {}));
  Bytes info = Der(0x30, algorithm);
  Append(&info, Der(0x04, digest));
  const Bytes sealed = Der(0x30, info);
  const auto size = static_cast<size_t>(EVP_PKEY_get_size(key));
  if (sealed.size() + 11 > size) return std::nullopt;
  const bool is_short = form == "pkcs1-short-padding";
  const size_t padding = is_short ? 8 : size - sealed.size() - 3;
  Bytes block = {0, 1};
  block.insert(block.end(), padding, uint8_t{0xFF});
  block.push_back(0);
  Append(&block, sealed);
  block.resize(size, 0x5A);  // what follows a short padding is garbage
  const ossl::PkeyCtxPtr context(EVP_PKEY_CTX_new(key, nullptr));
  Bytes out(size);
  size_t written = size;
  if (context == nullptr || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) != 1 ||
      EVP_PKEY_sign(context.get(), out.data(), &written, block.data(), block.size()) != 1) {
    ossl::ClearErrors();
    return std::nullopt;
  }
  return out;
}

}  // namespace

std::optional<Bytes> Misshape(const std::string& form, EVP_PKEY* key, ByteSpan content,
                              ByteSpan signature) {
  if (form == "empty-signature") return Bytes();
  if (form.starts_with("ecdsa-")) {
    return EVP_PKEY_is_a(key, "EC") == 1 ? Ecdsa(form, key, signature) : std::nullopt;
  }
  if (form.starts_with("eddsa-")) return Eddsa(form, key, signature);
  return Pkcs1(form, key, content);
}

}  // namespace shakedown::handshake::damage
