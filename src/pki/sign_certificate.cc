// Signs what a plan says: as the library writes it, or as a defect wants it written.
#include <openssl/rsa.h>

#include <memory>

#include "ossl/error_queue.h"
#include "pki/certificate_plan.h"
#include "tls/der_reader.h"
#include "tls/der_writer.h"

namespace shakedown::pki {
namespace {

constexpr uint8_t kDerBitString = 0x03;

bool SignsWithoutDigest(EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
}

/// A digest of the strength of the key: a shorter one would weaken it.
const char* DigestFor(EVP_PKEY* key) {
  if (SignsWithoutDigest(key)) return nullptr;
  if (EVP_PKEY_is_a(key, "EC") != 1) return "SHA256";
  if (EVP_PKEY_get_bits(key) > 384) return "SHA512";
  return EVP_PKEY_get_bits(key) > 256 ? "SHA384" : "SHA256";
}

const char* DigestOf(const CertificatePlan& plan) {
  if (plan.digest != nullptr) return plan.digest;
  return plan.sha1 ? "SHA1" : nullptr;
}

/// The signature is right, and what it stands in is not: changes outside the signed part.
bool Spoil(X509* certificate, const CertificatePlan& plan) {
  const ASN1_BIT_STRING* signature = nullptr;
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(&signature, &algorithm, certificate);
  if (plan.spoil_signature) signature->data[signature->length - 1] ^= 1;
  if (!plan.spoil_algorithm) return true;
  const int other = OBJ_obj2nid(algorithm->algorithm) == NID_ecdsa_with_SHA384
                        ? NID_ecdsa_with_SHA256
                        : NID_ecdsa_with_SHA384;
  return X509_ALGOR_set0(const_cast<X509_ALGOR*>(algorithm), OBJ_nid2obj(other), V_ASN1_UNDEF,
                         nullptr) == 1;
}

/// What an i2d function writes for `object`.
template <typename Object>
Bytes Encoded(int (*encode)(Object*, unsigned char**), Object* object) {
  unsigned char* der = nullptr;
  const int length = encode(object, &der);
  if (length <= 0) return {};
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

Bytes Signature(EVP_PKEY* key, const char* digest, ByteSpan content) {
  const ossl::MdCtxPtr context = SigningContextWith(key, digest);
  size_t length = 0;
  if (context == nullptr ||
      EVP_DigestSign(context.get(), nullptr, &length, content.data(), content.size()) != 1) {
    return {};
  }
  Bytes signature(length);
  if (EVP_DigestSign(context.get(), signature.data(), &length, content.data(), content.size()) !=
      1) {
    return {};
  }
  signature.resize(length);
  return signature;
}

/// `certificate`, which is signed already, with its signed part written as `plan` wants it and
/// signed like that. The library keeps the octets of a signed part that it has read.
ossl::X509Ptr Reshaped(X509* certificate, const CertificatePlan& plan, EVP_PKEY* issuer_key) {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, certificate);
  const Bytes part = plan.reshape(Encoded(i2d_re_X509_tbs, certificate));
  Bytes value = Signature(issuer_key, DigestOf(plan), part);
  if (value.empty()) return nullptr;
  value.insert(value.begin(), 0);  // no unused bits
  Bytes content = part;
  for (const Bytes& next :
       {Encoded(i2d_X509_ALGOR, algorithm), tls::EncodeDer(kDerBitString, value)}) {
    content.insert(content.end(), next.begin(), next.end());
  }
  const Bytes whole = tls::EncodeDer(tls::kDerSequence, content);
  const unsigned char* position = whole.data();
  return ossl::X509Ptr(d2i_X509(nullptr, &position, static_cast<long>(whole.size())));
}

}  // namespace

ossl::MdCtxPtr SigningContext(EVP_PKEY* key, bool sha1) {
  return SigningContextWith(key, sha1 ? "SHA1" : nullptr);
}

ossl::MdCtxPtr SigningContextWith(EVP_PKEY* key, const char* digest) {
  ossl::MdCtxPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* parameters = nullptr;  // owned by `context`
  if (digest == nullptr) digest = DigestFor(key);
  if (context == nullptr || EVP_DigestSignInit_ex(context.get(), &parameters, digest, nullptr,
                                                  nullptr, key, nullptr) != 1) {
    return nullptr;
  }
  if (EVP_PKEY_is_a(key, "RSA-PSS") == 1 &&
      EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) != 1) {
    return nullptr;
  }
  return context;
}

Result<ossl::X509Ptr> SignCertificate(const CertificatePlan& plan, EVP_PKEY* issuer_key) {
  ossl::ClearErrors();
  if (DigestOf(plan) != nullptr && SignsWithoutDigest(issuer_key)) {
    return Error(ErrorCode::kUnsupported, std::string("the issuer's EdDSA key cannot sign with ") +
                                              (plan.sha1 ? "SHA-1" : DigestOf(plan)) +
                                              ": EdDSA has its own digest")
        .WithHint("use an issuer with an RSA or EC key");
  }
  ossl::X509Ptr certificate(X509_new());
  if (certificate == nullptr || !FillCertificate(certificate.get(), plan)) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot build a certificate");
  }
  const ossl::MdCtxPtr context = SigningContextWith(issuer_key, DigestOf(plan));
  if (context == nullptr || X509_sign_ctx(certificate.get(), context.get()) <= 0 ||
      !Spoil(certificate.get(), plan)) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot sign a certificate");
  }
  if (plan.reshape) certificate = Reshaped(certificate.get(), plan, issuer_key);
  if (certificate == nullptr) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot write a certificate in another way");
  }
  return certificate;
}

}  // namespace shakedown::pki
