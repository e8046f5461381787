// Public keys that nobody should take: written in a way that lets the writer choose, or too easy or
// too hard to check.
#include <openssl/core_names.h>

#include <array>

#include "pki/defects/family.h"

namespace shakedown::pki::defects {
namespace {

constexpr int kModulusBits = 2048;
constexpr int kHugeModulusBits = 16384;

ossl::PkeyPtr RsaKey(const BIGNUM* modulus, const BIGNUM* exponent, const BIGNUM* secret) {
  const ossl::ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, secret) != 1) {
    return nullptr;
  }
  const ossl::ParamsPtr parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const ossl::PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1) {
    return nullptr;
  }
  return ossl::PkeyPtr(key);
}

/// A random odd number as modulus: nobody has to know its factors to sign with exponent 1, where a
/// signature is the padded digest itself.
ossl::PkeyPtr RandomModulus(int bits, BN_ULONG exponent, BN_ULONG secret) {
  const ossl::BignumPtr modulus(BN_new());
  const ossl::BignumPtr e(BN_new());
  const ossl::BignumPtr d(BN_new());
  if (modulus == nullptr || e == nullptr || d == nullptr ||
      BN_rand(modulus.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) != 1 ||
      BN_set_word(e.get(), exponent) != 1 || BN_set_word(d.get(), secret) != 1) {
    return nullptr;
  }
  return RsaKey(modulus.get(), e.get(), d.get());
}

ossl::PkeyPtr ExponentOne() { return RandomModulus(kModulusBits, 1, 1); }
/// Signs wrongly, and quickly: whoever checks it has the work.
ossl::PkeyPtr HugeModulus() { return RandomModulus(kHugeModulusBits, 65537, 3); }

}  // namespace

std::span<const Row> KeyDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kExplicitCurve, "explicit-curve",
       [](CertificatePlan* plan) { plan->explicit_curve = true; }},
      {.defect = Defect::kRsaExponentOne, .word = "rsa-exponent-one", .key = ExponentOne},
      {.defect = Defect::kRsaHugeModulus, .word = "rsa-16384", .key = HugeModulus},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
