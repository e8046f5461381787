#include "pki/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "core/text.h"
#include "pki/mint.h"
#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using testing_support::Need;

class ForeignKey : public testing::TestWithParam<KeyKind> {
 protected:
  static bool NeedsDigest(EVP_PKEY* key) {
    return EVP_PKEY_is_a(key, "ED25519") != 1 && EVP_PKEY_is_a(key, "ED448") != 1;
  }
  static Bytes Sign(EVP_PKEY* key, ByteSpan data) {
    const ossl::MdCtxPtr context(EVP_MD_CTX_new());
    size_t length = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, NeedsDigest(key) ? EVP_sha256() : nullptr,
                           nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, data.data(), data.size()) != 1) {
      return {};
    }
    Bytes signature(length);
    if (EVP_DigestSign(context.get(), signature.data(), &length, data.data(), data.size()) != 1) {
      return {};
    }
    signature.resize(length);
    return signature;
  }
  static bool Verifies(X509* leaf, ByteSpan signature, ByteSpan data) {
    EVP_PKEY* const key = X509_get0_pubkey(leaf);
    const ossl::MdCtxPtr context(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(context.get(), nullptr, NeedsDigest(key) ? EVP_sha256() : nullptr,
                                nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(),
                            data.size()) == 1;
  }
};

TEST_P(ForeignKey, PassesTheLibrarysCheckAndSignsWrongly) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity =
      Need(Mint(*root, {.name = "alice", .key = GetParam(), .intermediates = 1}));
  const IdentityPtr foreign = Need(WithForeignKey(*identity));
  EXPECT_EQ(foreign->name, "alice");
  EXPECT_FALSE(foreign->facts.key_matches);
  EXPECT_TRUE(identity->facts.key_matches);
  EXPECT_EQ(foreign->facts.chain, identity->facts.chain);
  EXPECT_EQ(X509_check_private_key(foreign->leaf.get(), foreign->key.get()), 1);
  const ByteSpan data = AsBytes("to be signed");
  const Bytes honest = Sign(identity->key.get(), data);
  const Bytes wrong = Sign(foreign->key.get(), data);
  ASSERT_FALSE(wrong.empty());
  EXPECT_TRUE(Verifies(identity->leaf.get(), honest, data));
  EXPECT_FALSE(Verifies(identity->leaf.get(), wrong, data));
}

TEST_P(ForeignKey, IsAcceptedByASslContext) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Need(Mint(*root, {.key = GetParam(), .dns_names = {}}));
  const IdentityPtr foreign = Need(WithForeignKey(*identity));
  const ossl::SslCtxPtr context(SSL_CTX_new(TLS_method()));
  SSL_CTX_set_security_level(context.get(), 0);
  EXPECT_EQ(SSL_CTX_use_certificate(context.get(), foreign->leaf.get()), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), foreign->key.get()), 1);
  EXPECT_EQ(SSL_CTX_check_private_key(context.get()), 1);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ForeignKey,
                         testing::Values(KeyKind::kRsa1024, KeyKind::kRsa2048, KeyKind::kRsaPss2048,
                                         KeyKind::kP256, KeyKind::kP384, KeyKind::kP521,
                                         KeyKind::kEd25519, KeyKind::kEd448),
                         [](const auto& param_info) {
                           std::string name = ToString(param_info.param);
                           std::erase(name, '-');
                           return name;
                         });

TEST(WithForeignKey, KeepsWhatIsWithheld) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Need(Mint(*root, {.flaw = Flaw::kMissingIntermediate}));
  EXPECT_EQ(Need(WithForeignKey(*identity))->withheld.size(), 1u);
}

TEST(WithForeignKey, OtherKindsAreUnsupported) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr good = Need(Mint(*root, {}));
  Identity odd;
  odd.leaf.reset(X509_dup(good->leaf.get()));
  const ossl::PkeyPtr exchange_only(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  ASSERT_EQ(X509_set_pubkey(odd.leaf.get(), exchange_only.get()), 1);
  const auto foreign = WithForeignKey(odd);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code(), ErrorCode::kUnsupported);
}

TEST(WithForeignKey, EveryForeignKeyIsAnother) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Need(Mint(*root, {.key = KeyKind::kRsa2048, .dns_names = {}}));
  const auto secret = [](EVP_PKEY* key) {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, "d", &number);
    const ossl::BignumPtr owner(number);
    char* const text = BN_bn2hex(number);
    const std::string copy = text;
    OPENSSL_free(text);
    return copy;
  };
  EXPECT_NE(secret(Need(WithForeignKey(*identity))->key.get()),
            secret(Need(WithForeignKey(*identity))->key.get()));
}

}  // namespace
}  // namespace shakedown::pki
