#include <openssl/rsa.h>

#include "ossl/error_queue.h"
#include "pki/mint.h"

namespace shakedown::pki {
namespace {

EVP_PKEY* GenerateRsa(const char* type, int bits) {
  const ossl::PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) != 1 ||
      EVP_PKEY_generate(context.get(), &key) != 1) {
    return nullptr;
  }
  return key;
}

EVP_PKEY* Generate(KeyKind kind) {
  switch (kind) {
    case KeyKind::kRsa1024: return GenerateRsa("RSA", 1024);
    case KeyKind::kRsa2048: return GenerateRsa("RSA", 2048);
    case KeyKind::kRsa3072: return GenerateRsa("RSA", 3072);
    case KeyKind::kRsa4096: return GenerateRsa("RSA", 4096);
    case KeyKind::kRsaPss2048: return GenerateRsa("RSA-PSS", 2048);
    case KeyKind::kP256: return EVP_EC_gen("P-256");
    case KeyKind::kP384: return EVP_EC_gen("P-384");
    case KeyKind::kP521: return EVP_EC_gen("P-521");
    case KeyKind::kEd25519: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case KeyKind::kEd448: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
  }
  return nullptr;
}

}  // namespace

Result<ossl::PkeyPtr> GenerateKey(KeyKind kind) {
  ossl::ClearErrors();
  ossl::PkeyPtr key(Generate(kind));
  if (key == nullptr) {
    return ossl::LibraryError(ErrorCode::kInternal,
                              std::string("cannot generate a key of kind ") + ToString(kind));
  }
  return key;
}

}  // namespace shakedown::pki
