#include "handshake/broken/proof_look.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <string_view>

#include "handshake/damage/message_edit.h"
#include "handshake/damage/signing.h"
#include "ossl/error_queue.h"
#include "ossl/handles.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::broken {
namespace {

using damage::Transcript;
using tls::SignatureScheme;

/// RFC 9846 section 4.5.2.
constexpr size_t kPadOctets = 64;
constexpr std::string_view kClientContext = "TLS 1.3, client CertificateVerify";
constexpr std::string_view kServerContext = "TLS 1.3, server CertificateVerify";
/// HashAlgorithm in the first octet of a scheme (RFC 5246 section 7.4.1.4.1).
constexpr unsigned kMd5Pair = 1;
constexpr unsigned kSha1Pair = 2;

bool IsPss(unsigned scheme) {
  return scheme >= 0x0804 && scheme <= 0x080B && scheme != 0x0807 && scheme != 0x0808;
}

bool IsRsa(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1;
}

/// Whether a key of this kind signs under the scheme (RFC 9846 section 4.3.3).
bool Fits(SignatureScheme scheme, EVP_PKEY* key, bool modern) {
  const auto value = static_cast<unsigned>(scheme);
  if (EVP_PKEY_is_a(key, "ED25519") == 1) return value == 0x0807;
  if (EVP_PKEY_is_a(key, "ED448") == 1) return value == 0x0808;
  const bool pair = value >> 8 >= 3 && value >> 8 <= 6;
  if (IsRsa(key)) return IsPss(value) || (!modern && pair && (value & 0xFF) == 1);
  if (EVP_PKEY_is_a(key, "EC") != 1 || !pair || (value & 0xFF) != 3) return false;
  if (!modern) return true;
  const int bits = EVP_PKEY_get_bits(key);
  return (value == 0x0403 && bits == 256) || (value == 0x0503 && bits == 384) ||
         (value == 0x0603 && bits == 521);
}

bool Verifies(EVP_PKEY* key, SignatureScheme scheme, ByteSpan content, ByteSpan signature) {
  const bool edwards = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
  const EVP_MD* const digest = edwards ? nullptr : damage::DigestOf(scheme);
  if (!edwards && digest == nullptr) return false;
  const ossl::MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // owned by `context`
  bool ready = context != nullptr &&
               EVP_DigestVerifyInit(context.get(), &parameters, digest, nullptr, key) == 1;
  if (ready && IsRsa(key) && IsPss(static_cast<unsigned>(scheme))) {
    ready = EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  const bool fits = ready && EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                              content.data(), content.size()) == 1;
  ossl::ClearErrors();
  return fits;
}

Bytes Content13(size_t pad, std::string_view context, ByteSpan hash) {
  Bytes content(pad, 0x20);
  content.insert(content.end(), context.begin(), context.end());
  content.push_back(0);
  content.insert(content.end(), hash.begin(), hash.end());
  return content;
}

Bytes Content(const ProofOccasion& occasion, const Transcript& covered) {
  if (occasion.version != tls::Version::kTls13) return covered.Messages();
  return Content13(kPadOctets, kClientContext, covered.Hash(occasion.digest));
}

/// INTEGER content off `*der`; empty if there is none in its shortest form.
ByteSpan TakeInteger(ByteSpan* der) {
  if (der->size() < 3 || (*der)[0] != 0x02 || (*der)[1] >= 0x80) return {};
  const size_t length = (*der)[1];
  if (length == 0 || der->size() < 2 + length) return {};
  const ByteSpan content = der->subspan(2, length);
  *der = der->subspan(2 + length);
  const bool padded = length > 1 && content[0] == 0 && content[1] < 0x80;
  return padded ? ByteSpan() : content;
}

/// What the two numbers of an ECDSA signature in DER are; kNone if they are fine.
Flaw LookAtNumbers(ByteSpan signature, EVP_PKEY* key) {
  const size_t header = signature.size() > 2 && signature[1] == 0x81 ? 3 : 2;
  if (signature.size() <= header || signature[0] != 0x30) return Flaw::kOther;
  if (signature[header - 1] != signature.size() - header) return Flaw::kOther;
  if (header == 3 && signature[2] < 0x80) return Flaw::kOther;
  ByteSpan numbers = signature.subspan(header);
  const ByteSpan r = TakeInteger(&numbers);
  const ByteSpan s = TakeInteger(&numbers);
  if (r.empty() || s.empty() || !numbers.empty()) return Flaw::kOther;
  BIGNUM* parameter = nullptr;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_ORDER, &parameter);
  const ossl::BignumPtr order(parameter);
  Flaw flaw = Flaw::kNone;
  for (const ByteSpan number : {r, s}) {
    const ossl::BignumPtr value(BN_bin2bn(number.data(), static_cast<int>(number.size()), nullptr));
    if (order == nullptr || value == nullptr) return Flaw::kOther;
    if (BN_is_zero(value.get())) return Flaw::kZeroSignature;
    if (number[0] >= 0x80 || BN_cmp(value.get(), order.get()) >= 0) flaw = Flaw::kOutOfRange;
  }
  return flaw;
}

/// Whether the block that an RSA signature opens to holds the digest of `content` somewhere.
bool HoldsDigest(ByteSpan signature, EVP_PKEY* key, SignatureScheme scheme, ByteSpan content) {
  const EVP_MD* const digest = damage::DigestOf(scheme);
  const ossl::PkeyCtxPtr context(EVP_PKEY_CTX_new(key, nullptr));
  Bytes block(static_cast<size_t>(EVP_PKEY_get_size(key)));
  Bytes hash(EVP_MAX_MD_SIZE);
  size_t length = block.size();
  unsigned hashed = 0;
  const bool opened =
      context != nullptr && digest != nullptr && EVP_PKEY_verify_recover_init(context.get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
      EVP_PKEY_verify_recover(context.get(), block.data(), &length, signature.data(),
                              signature.size()) == 1 &&
      EVP_Digest(content.data(), content.size(), hash.data(), &hashed, digest, nullptr) == 1;
  ossl::ClearErrors();
  if (!opened) return false;
  block.resize(length);
  hash.resize(hashed);
  return std::search(block.begin(), block.end(), hash.begin(), hash.end()) != block.end();
}

class ProofLook final {
 public:
  ProofLook(const tls::CertificateVerify& proof, EVP_PKEY* key, const ProofOccasion& occasion)
      : scheme_(*proof.algorithm), signature_(proof.signature), key_(key), occasion_(occasion) {}

  Flaw Look() const {
    if (signature_.empty()) return Flaw::kEmptySignature;
    const Bytes content = Content(occasion_, occasion_.covered);
    const bool fits = Verifies(key_, scheme_, content, signature_);
    const unsigned pair = static_cast<unsigned>(scheme_) >> 8;
    if (pair == kMd5Pair) return fits ? Flaw::kMd5 : Flaw::kOther;
    if (pair == kSha1Pair && fits) return modern() ? Flaw::kSha1 : Flaw::kSha1Before13;
    if (!Fits(scheme_, key_, modern())) return Flaw::kOther;
    if (fits) return IsOffered() ? Flaw::kNone : Flaw::kUnoffered;
    if (EVP_PKEY_is_a(key_, "EC") == 1) {
      if (const Flaw flaw = LookAtNumbers(signature_, key_); flaw != Flaw::kNone) return flaw;
    }
    if (FitsOtherContext()) return Flaw::kOtherContext;
    if (FitsOtherTranscript()) return Flaw::kOtherTranscript;
    const bool block = IsRsa(key_) && !IsPss(static_cast<unsigned>(scheme_));
    if (block && HoldsDigest(signature_, key_, scheme_, content)) return Flaw::kSloppyBlock;
    return Flaw::kWrongSignature;
  }

 private:
  bool modern() const { return occasion_.version == tls::Version::kTls13; }
  bool IsOffered() const {
    return std::ranges::find(occasion_.offered, scheme_) != occasion_.offered.end();
  }

  bool FitsOtherContext() const {
    if (!modern()) return false;
    const Bytes hash = occasion_.covered.Hash(occasion_.digest);
    const auto fits = [&](size_t pad, std::string_view context) {
      return Verifies(key_, scheme_, Content13(pad, context, hash), signature_);
    };
    return fits(kPadOctets, kServerContext) || fits(kPadOctets, {}) ||
           fits(kPadOctets - 1, kClientContext) || fits(kPadOctets + 1, kClientContext);
  }

  bool FitsOtherTranscript() const {
    using tls::HandshakeType;
    const auto fits = [&](const Transcript& covered) {
      return Verifies(key_, scheme_, Content(occasion_, covered), signature_);
    };
    const auto certificate = static_cast<uint8_t>(HandshakeType::kCertificate);
    return fits(occasion_.covered.Without(certificate, occasion_.before)) ||
           fits(occasion_.covered.Until(static_cast<uint8_t>(HandshakeType::kServerHello)));
  }

  const SignatureScheme scheme_;
  const Bytes signature_;
  EVP_PKEY* const key_;
  const ProofOccasion& occasion_;
};

}  // namespace

Flaw LookAtProof(ByteSpan message, EVP_PKEY* key, const ProofOccasion& occasion) {
  const auto decoded = tls::DecodeCertificateVerify(occasion.version, damage::BodyOf(message));
  // An empty signature is out of bounds for the decoder, and a flaw of its own here.
  const bool readable = std::ranges::none_of(decoded.errors, [](const DecodeError& error) {
    return error.kind != DecodeErrorKind::kOutOfBounds;
  });
  if (!readable || !decoded.value.algorithm || key == nullptr) return Flaw::kOther;
  return ProofLook(decoded.value, key, occasion).Look();
}

}  // namespace shakedown::handshake::broken
