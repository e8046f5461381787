#include "pki/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/unit/pki/credentials.h"

namespace shakedown::pki {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using testing_support::BundleDer;
using testing_support::Credentials;
using testing_support::DerText;
using testing_support::KeyDer;
using testing_support::KeyPem;
using testing_support::Need;
using testing_support::Pkcs8Der;
using testing_support::Subjects;
using testing_support::TraditionalKeyPem;
using testing_support::Variable;

class LoadIdentityTest : public testing::Test {
 protected:
  /// Loads and expects leaf and both intermediates, in order, with the key.
  void ExpectWhole(const IdentityFiles& files) {
    const auto loaded = LoadIdentity(files);
    ASSERT_TRUE(loaded) << loaded.error().Text();
    EXPECT_THAT(Subjects(**loaded), ElementsAre("CN=alice", "CN=alice intermediate CA 2",
                                                "CN=alice intermediate CA 1"));
    EXPECT_TRUE((*loaded)->facts.key_matches);
    EXPECT_TRUE((*loaded)->facts.present);
    EXPECT_EQ(X509_check_private_key((*loaded)->leaf.get(), (*loaded)->key.get()), 1);
  }
  std::string Write(const std::string& name, const std::string& content) {
    return files_.Write(name, content);
  }
  EVP_PKEY* raw_key() const { return files_.identity().key.get(); }

  Credentials files_;
};

TEST_F(LoadIdentityTest, OneFileInTheUsualOrder) {
  ExpectWhole({.certificate = Write("a.pem", files_.leaf() + files_.link(0) + files_.link(1) +
                                                 files_.root_pem() + files_.key())});
}

TEST_F(LoadIdentityTest, OneFileInAnyOrder) {
  ExpectWhole({.certificate = Write("a.pem", files_.root_pem() + files_.link(1) + files_.key() +
                                                 files_.link(0) + files_.leaf())});
}

TEST_F(LoadIdentityTest, TextBetweenTheBlocksIsIgnored) {
  ExpectWhole({.certificate = Write("a.pem", "Bag Attributes\n  x: y\n" + files_.key() +
                                                 "\nsubject=CN = alice\n\n" + files_.leaf() +
                                                 "# chain\n" + files_.link(0) + files_.link(1))});
}

TEST_F(LoadIdentityTest, WindowsLineEndsAndByteOrderMark) {
  std::string text = files_.leaf() + files_.link(0) + files_.link(1) + files_.key();
  for (size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\r\n");
  }
  ExpectWhole({.certificate = Write("a.pem", "\xEF\xBB\xBF" + text)});
}

TEST_F(LoadIdentityTest, KeyInAFileOfItsOwn) {
  ExpectWhole({.certificate = Write("a.pem", files_.leaf() + files_.link(0) + files_.link(1)),
               .key = Write("a.key", files_.key())});
}

TEST_F(LoadIdentityTest, ChainInSeveralFiles) {
  ExpectWhole({.certificate = Write("a.pem", files_.leaf()),
               .key = Write("a.key", files_.key()),
               .chain = {Write("2.pem", files_.link(1)), Write("1.pem", files_.link(0))}});
}

TEST_F(LoadIdentityTest, CertificateAndKeySwapped) {
  ExpectWhole({.certificate = Write("chain.pem", files_.link(0) + files_.link(1)),
               .key = Write("leaf.pem", files_.key() + files_.leaf())});
}

TEST_F(LoadIdentityTest, DerCertificateKeyAndChain) {
  ExpectWhole({.certificate = Write("a.der", DerText(files_.identity().leaf.get())),
               .key = Write("k.der", KeyDer(raw_key())),
               .chain = {Write("1.der", DerText(files_.identity().chain[0].get())),
                         Write("2.der", DerText(files_.identity().chain[1].get()))}});
}

TEST_F(LoadIdentityTest, DerCertificatesOneAfterTheOther) {
  ExpectWhole({.certificate = Write("a.der", DerText(files_.identity().leaf.get()) +
                                                 DerText(files_.identity().chain[1].get()) +
                                                 DerText(files_.identity().chain[0].get())),
               .key = Write("k.der", Pkcs8Der(raw_key()))});
}

TEST_F(LoadIdentityTest, UnrelatedCertificatesAreNotPresented) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  const IdentityPtr stranger = Need(Mint(*other, {.name = "stranger", .intermediates = 1}));
  ExpectWhole({.certificate = Write("a.pem", ToPem(stranger->leaf.get()) +
                                                 ToPem(stranger->chain[0].get()) + files_.leaf() +
                                                 files_.link(0) + ToPem(other->certificate.get()) +
                                                 files_.link(1) + files_.key())});
}

TEST_F(LoadIdentityTest, DuplicatesArePresentedOnce) {
  ExpectWhole({.certificate = Write("a.pem", files_.leaf() + files_.leaf() + files_.link(0) +
                                                 files_.link(0) + files_.link(1) + files_.key())});
}

TEST_F(LoadIdentityTest, MissingLinksAreSimplyNotThere) {
  const IdentityPtr loaded = Need(
      LoadIdentity({.certificate = Write("a.pem", files_.leaf() + files_.link(1) + files_.key())}));
  EXPECT_THAT(Subjects(*loaded), ElementsAre("CN=alice"));
}

TEST_F(LoadIdentityTest, OfTwoCertificatesForOneKeyTheValidOneIsTaken) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr old = Need(Mint(*root, {.name = "old", .flaw = Flaw::kExpired}));
  ossl::X509Ptr renewed(X509_dup(old->leaf.get()));
  X509_gmtime_adj(X509_getm_notAfter(renewed.get()), 86'400);
  X509_sign(renewed.get(), root->key.get(), EVP_sha256());
  const IdentityPtr loaded = Need(
      LoadIdentity({.certificate = Write("a.pem", ToPem(old->leaf.get()) + ToPem(renewed.get()) +
                                                      KeyPem(old->key.get()))}));
  EXPECT_EQ(X509_cmp(loaded->leaf.get(), renewed.get()), 0);
}

TEST_F(LoadIdentityTest, SelfSignedLeafIsPresentedAlone) {
  const IdentityPtr self = Need(Mint(files_.root(), {.flaw = Flaw::kSelfSigned}));
  const IdentityPtr loaded = Need(LoadIdentity(
      {.certificate = Write("a.pem", ToPem(self->leaf.get()) + KeyPem(self->key.get()))}));
  EXPECT_THAT(loaded->chain, SizeIs(0));
}

TEST_F(LoadIdentityTest, ReencodedIssuerStillLinks) {
  const IdentityPtr odd =
      Need(Mint(files_.root(), {.flaw = Flaw::kReencodedIssuer, .intermediates = 1}));
  const IdentityPtr loaded = Need(LoadIdentity(
      {.certificate = Write("a.pem", ToPem(odd->chain[0].get()) + files_.root_pem() +
                                         ToPem(odd->leaf.get()) + KeyPem(odd->key.get()))}));
  EXPECT_THAT(loaded->chain, SizeIs(1));
}

TEST_F(LoadIdentityTest, NameIsGivenOrTheFilesName) {
  const std::string path = Write("a.pem", files_.leaf() + files_.key());
  EXPECT_EQ(Need(LoadIdentity({.name = "mine", .certificate = path}))->facts.name, "mine");
  EXPECT_EQ(Need(LoadIdentity({.certificate = path}))->facts.name, "a.pem");
}

TEST_F(LoadIdentityTest, EncryptedKeysOfEveryForm) {
  const Variable pass("SHAKEDOWN_TEST_PASS", "open sesame");
  const std::string chain = files_.leaf() + files_.link(0) + files_.link(1);
  const std::string certificate = Write("a.pem", chain);
  for (const std::string& key :
       {KeyPem(raw_key(), "open sesame"), TraditionalKeyPem(raw_key(), "open sesame"),
        Pkcs8Der(raw_key(), "open sesame")}) {
    ExpectWhole({.certificate = certificate,
                 .key = Write("a.key", key),
                 .passphrase = "env:SHAKEDOWN_TEST_PASS"});
  }
}

TEST_F(LoadIdentityTest, PassphraseForAnOpenKeyIsNotNeeded) {
  const Variable pass("SHAKEDOWN_TEST_PASS", "open sesame");
  ExpectWhole({.certificate = Write("a.pem", files_.leaf() + files_.link(0) + files_.link(1)),
               .key = Write("a.key", files_.key()),
               .passphrase = "env:SHAKEDOWN_TEST_PASS"});
}

TEST_F(LoadIdentityTest, TraditionalKeysAreRead) {
  for (const KeyKind kind : {KeyKind::kRsa2048, KeyKind::kP256}) {
    const IdentityPtr identity = Need(Mint(files_.root(), {.key = kind, .dns_names = {}}));
    EXPECT_TRUE(LoadIdentity({.certificate = Write("a.pem", TraditionalKeyPem(identity->key.get()) +
                                                                ToPem(identity->leaf.get()))}));
  }
}

TEST_F(LoadIdentityTest, EcParametersBeforeTheKeyAreSkipped) {
  const std::string parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  ExpectWhole({.certificate = Write("a.pem", files_.leaf() + files_.link(0) + files_.link(1)),
               .key = Write("a.key", parameters + TraditionalKeyPem(raw_key()))});
}

TEST_F(LoadIdentityTest, EveryKeyKindLoads) {
  for (const KeyKind kind : AllKeyKinds()) {
    if (kind == KeyKind::kRsa4096 || kind == KeyKind::kRsa3072) continue;  // only slower
    const IdentityPtr identity = Need(Mint(files_.root(), {.key = kind, .dns_names = {}}));
    const auto loaded = LoadIdentity({.certificate = Write("a.der", DerText(identity->leaf.get())),
                                      .key = Write("k.der", KeyDer(identity->key.get()))});
    EXPECT_TRUE(loaded) << ToString(kind);
  }
}

TEST_F(LoadIdentityTest, Pkcs12WithPassphrase) {
  const Variable pass("SHAKEDOWN_TEST_PASS", "open sesame");
  ExpectWhole(
      {.pkcs12 = Write("a.p12", BundleDer(files_.identity(), {.passphrase = "open sesame"})),
       .passphrase = "env:SHAKEDOWN_TEST_PASS"});
}

TEST_F(LoadIdentityTest, Pkcs12WithoutAndWithEmptyPassphrase) {
  ExpectWhole({.pkcs12 = Write("a.p12", BundleDer(files_.identity(), {.passphrase = nullptr}))});
  ExpectWhole({.pkcs12 = Write("b.p12", BundleDer(files_.identity(), {.passphrase = ""}))});
}

TEST_F(LoadIdentityTest, Pkcs12WithTheChainApart) {
  const IdentityPtr bare = Need(Mint(files_.root(), {.flaw = Flaw::kMissingIntermediate}));
  const IdentityPtr loaded =
      Need(LoadIdentity({.chain = {Write("i.pem", ToPem(bare->withheld[0].get()))},
                         .pkcs12 = Write("a.p12", BundleDer(*bare, {}))}));
  EXPECT_THAT(loaded->chain, SizeIs(1));
}

TEST_F(LoadIdentityTest, WrittenIdentitiesLoadAgain) {
  const Variable pass("SHAKEDOWN_TEST_PASS", "open sesame");
  ASSERT_TRUE(WriteIdentity(files_.folder().path(), files_.identity(), "open sesame"));
  ExpectWhole(
      {.certificate = files_.folder().File("alice.pem"), .key = files_.folder().File("alice.key")});
  ExpectWhole(
      {.pkcs12 = files_.folder().File("alice.p12"), .passphrase = "env:SHAKEDOWN_TEST_PASS"});
}

TEST_F(LoadIdentityTest, TrustedCertificateBlocksAreCertificates) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_AUX(sink.get(), files_.identity().leaf.get());
  const IdentityPtr loaded = Need(LoadIdentity(
      {.certificate = Write("a.pem", testing_support::Drained(sink.get()) + files_.key())}));
  EXPECT_THAT(Subjects(*loaded), ElementsAre("CN=alice"));
}

TEST_F(LoadIdentityTest, LoadsOverEachOtherFromSeveralThreads) {
  const IdentityFiles files{.certificate = Write("a.pem", files_.leaf() + files_.link(0) +
                                                              files_.link(1) + files_.key())};
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto loaded = LoadIdentity(files);
      if (loaded && (*loaded)->chain.size() == 2) ++good;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 4);
}

}  // namespace
}  // namespace shakedown::pki
