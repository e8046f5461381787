// Keys that lie: the public half of a certificate with a private half of another key. The library
// compares public halves only, so it uses them, and the peer finds the signature wrong.
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <utility>

#include "ossl/error_queue.h"
#include "pki/identity.h"
#include "pki/make_identity.h"
#include "pki/read_facts.h"

namespace shakedown::pki {
namespace {

using attempt::KeyType;

ossl::BignumPtr Number(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  return ossl::BignumPtr(number);
}

Bytes Octets(EVP_PKEY* key, const char* name) {
  size_t length = 0;
  if (EVP_PKEY_get_octet_string_param(key, name, nullptr, 0, &length) != 1) return {};
  Bytes octets(length);
  if (EVP_PKEY_get_octet_string_param(key, name, octets.data(), octets.size(), &length) != 1) {
    return {};
  }
  octets.resize(length);
  return octets;
}

ossl::PkeyPtr FromParameters(const char* type, OSSL_PARAM_BLD* builder) {
  const ossl::ParamsPtr parameters(OSSL_PARAM_BLD_to_param(builder));
  const ossl::PkeyCtxPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1) {
    return nullptr;
  }
  return ossl::PkeyPtr(key);
}

/// A private exponent of another RSA key is, below this modulus, no more than a random number of
/// its size; so one is drawn instead of generating a key.
ossl::PkeyPtr ForeignRsa(EVP_PKEY* key, const char* type) {
  const ossl::BignumPtr modulus = Number(key, OSSL_PKEY_PARAM_RSA_N);
  const ossl::BignumPtr exponent = Number(key, OSSL_PKEY_PARAM_RSA_E);
  const ossl::BignumPtr secret(BN_secure_new());
  const ossl::ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  if (modulus == nullptr || exponent == nullptr || secret == nullptr || builder == nullptr ||
      BN_priv_rand(secret.get(), EVP_PKEY_get_bits(key) - 1, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) !=
          1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, secret.get()) != 1) {
    return nullptr;
  }
  return FromParameters(type, builder.get());
}

ossl::PkeyPtr ForeignEc(EVP_PKEY* key) {
  char group[80] = {};
  if (EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) != 1) return nullptr;
  const ossl::PkeyPtr other(EVP_EC_gen(group));
  if (other == nullptr) return nullptr;
  const ossl::BignumPtr secret = Number(other.get(), OSSL_PKEY_PARAM_PRIV_KEY);
  const Bytes point = Octets(key, OSSL_PKEY_PARAM_PUB_KEY);
  const ossl::ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  if (secret == nullptr || point.empty() || builder == nullptr ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get()) != 1) {
    return nullptr;
  }
  return FromParameters("EC", builder.get());
}

ossl::PkeyPtr ForeignEdwards(EVP_PKEY* key, const char* type) {
  const ossl::PkeyPtr other(EVP_PKEY_Q_keygen(nullptr, nullptr, type));
  if (other == nullptr) return nullptr;
  Bytes secret = Octets(other.get(), OSSL_PKEY_PARAM_PRIV_KEY);
  const Bytes point = Octets(key, OSSL_PKEY_PARAM_PUB_KEY);
  const ossl::ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  ossl::PkeyPtr foreign;
  if (!secret.empty() && !point.empty() && builder != nullptr &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.data(),
                                       secret.size()) == 1) {
    foreign = FromParameters(type, builder.get());
  }
  OPENSSL_cleanse(secret.data(), secret.size());
  return foreign;
}

Result<ossl::PkeyPtr> ForeignKey(X509* leaf) {
  EVP_PKEY* const key = X509_get0_pubkey(leaf);
  const attempt::KeyFacts facts = key == nullptr ? attempt::KeyFacts{} : ReadKeyFacts(key);
  ossl::PkeyPtr foreign;
  switch (facts.type) {
    case KeyType::kRsa: foreign = ForeignRsa(key, "RSA"); break;
    case KeyType::kRsaPss: foreign = ForeignRsa(key, "RSA-PSS"); break;
    case KeyType::kEc: foreign = ForeignEc(key); break;
    case KeyType::kEd25519: foreign = ForeignEdwards(key, "ED25519"); break;
    case KeyType::kEd448: foreign = ForeignEdwards(key, "ED448"); break;
    case KeyType::kDsa:
    case KeyType::kOther:
      return Error(ErrorCode::kUnsupported,
                   "no foreign private key can be made for a key of type " + ToText(facts))
          .WithHint("use an identity with an RSA, EC or EdDSA key");
  }
  if (foreign == nullptr) {
    return ossl::LibraryError(ErrorCode::kInternal,
                              "cannot make a foreign private key for " + ToText(facts));
  }
  return foreign;
}

}  // namespace

Result<IdentityPtr> WithForeignKey(const Identity& identity) {
  ossl::ClearErrors();
  Result<ossl::PkeyPtr> key = ForeignKey(identity.leaf.get());
  if (!key) return std::move(key).error();
  auto foreign = std::make_shared<Identity>();
  foreign->name = identity.name;
  foreign->leaf = ossl::UpRef(identity.leaf.get());
  foreign->chain = UpRefAll(identity.chain);
  foreign->withheld = UpRefAll(identity.withheld);
  foreign->key = std::move(*key);
  foreign->facts = identity.facts;
  foreign->facts.key_matches = false;
  return IdentityPtr(std::move(foreign));
}

}  // namespace shakedown::pki
