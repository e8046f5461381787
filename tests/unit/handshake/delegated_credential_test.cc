// Proofs by other means: keys that a certificate delegates to, and certificates that share a key.
#include "handshake/damage/delegated_credential.h"

#include <gtest/gtest.h>

#include "core/byte_reader.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/twin_certificate.h"
#include "tests/support/test_authority.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::damage {
namespace {

using testing_support::TestAuthority;

Bytes Der(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  Bytes copy(der, der + length);
  OPENSSL_free(der);
  return copy;
}

bool Verifies(EVP_PKEY* key, ByteSpan content, ByteSpan signature) {
  const ossl::MdCtxPtr context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), content.data(),
                          content.size()) == 1;
}

TEST(delegated_credential, IsSignedByTheCertificatesKeyForItsOwn) {
  const TestAuthority authority("Root");
  const pki::IdentityPtr client = authority.Client();
  const Bytes leaf = Der(client->leaf.get());
  const auto made = Delegate(client->key.get(), leaf);
  ASSERT_TRUE(made);
  // uint32 valid_time, a scheme, the key in 24 bits of length, a scheme, the signature in 16.
  const Bytes& octets = made->extension;
  ASSERT_GT(octets.size(), 9u);
  const size_t key_octets = static_cast<size_t>(octets[6] << 16 | octets[7] << 8 | octets[8]);
  ASSERT_GT(octets.size(), 9 + key_octets + 4);
  const ByteSpan said = ByteSpan(octets).first(9 + key_octets + 2);
  const ByteSpan signature = ByteSpan(octets).subspan(9 + key_octets + 4);
  const unsigned char* position = octets.data() + 9;
  const ossl::PkeyPtr key(d2i_PUBKEY(nullptr, &position, static_cast<long>(key_octets)));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(EVP_PKEY_eq(key.get(), made->key.get()), 1);
  EXPECT_NE(EVP_PKEY_eq(key.get(), client->key.get()), 1);
  Bytes content(64, 0x20);
  const ByteSpan context = AsBytes("TLS, client delegated credentials");
  content.insert(content.end(), context.begin(), context.end());
  content.push_back(0);
  content.insert(content.end(), leaf.begin(), leaf.end());
  content.insert(content.end(), said.begin(), said.end());
  EXPECT_TRUE(Verifies(client->key.get(), content, signature));
  content.back() ^= 1;
  EXPECT_FALSE(Verifies(client->key.get(), content, signature));
}

TEST(delegated_credential, LivesADayFromNow) {
  const TestAuthority authority("Root");
  const pki::IdentityPtr client = authority.Client();
  const auto made = Delegate(client->key.get(), Der(client->leaf.get()));
  ASSERT_TRUE(made);
  const Bytes& octets = made->extension;
  const long valid =
      static_cast<long>(octets[0]) << 24 | octets[1] << 16 | octets[2] << 8 | octets[3];
  int days = 0;
  int seconds = 0;
  ASSERT_EQ(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(client->leaf.get()), nullptr), 1);
  EXPECT_NEAR(static_cast<double>(valid), (days + 1) * 86'400 + seconds, 5);
}

TEST(delegated_credential, OtherKeysDelegateNothing) {
  const TestAuthority authority("Root");
  pki::MintRequest request;
  request.key = pki::KeyKind::kEd25519;
  const pki::IdentityPtr client = testing_support::Need(pki::Mint(authority.authority(), request));
  EXPECT_FALSE(Delegate(client->key.get(), Der(client->leaf.get())));
}

TEST(twin_certificate, IsAnotherCertificateOfTheSameKey) {
  const TestAuthority authority("Root");
  const pki::IdentityPtr client = authority.Client();
  LyingWriter list({});
  list.Vector("entry", 3, Der(client->leaf.get()));
  list.Vector("extensions", 2, {});
  LyingWriter body({});
  body.Vector("context", 1, {});
  body.Vector("list", 3, list.Take());
  const Bytes message = MakeMessage(tls::HandshakeType::kCertificate, body.Take());
  const Bytes other = WithTwinCertificate(tls::Version::kTls13, message, client->key.get());
  ASSERT_FALSE(other.empty());
  EXPECT_NE(other, message);
  const auto seen = tls::DecodeCertificate(tls::Version::kTls13, BodyOf(other));
  ASSERT_TRUE(seen.ok());
  ASSERT_EQ(seen.value.entries.size(), 1u);
  const Bytes& der = seen.value.entries[0].der;
  const unsigned char* position = der.data();
  const ossl::X509Ptr twin(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  ASSERT_NE(twin, nullptr);
  EXPECT_EQ(EVP_PKEY_eq(X509_get0_pubkey(twin.get()), client->key.get()), 1);
  EXPECT_NE(X509_cmp(twin.get(), client->leaf.get()), 0);
}

TEST(twin_certificate, WithoutACertificateThereIsNone) {
  const TestAuthority authority("Root");
  const pki::IdentityPtr client = authority.Client();
  const Bytes empty = {11, 0, 0, 4, 0, 0, 0, 0};
  EXPECT_TRUE(WithTwinCertificate(tls::Version::kTls13, empty, client->key.get()).empty());
}

}  // namespace
}  // namespace shakedown::handshake::damage
