#include "pki/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/unit/pki/load_errors_fixture.h"

namespace shakedown::pki {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::kSecret;
using LoadErrors = testing_support::LoadErrorsFixture;
using testing_support::BundleDer;
using testing_support::Credentials;
using testing_support::CrlPem;
using testing_support::DerText;
using testing_support::KeyPem;
using testing_support::Need;
using testing_support::Pkcs8Der;
using testing_support::PublicKeyPem;
using testing_support::RequestPem;
using testing_support::TraditionalKeyPem;
using testing_support::Variable;

TEST_F(LoadErrors, NothingNamedIsAUsageError) {
  EXPECT_EQ(Refusal({}).code(), ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.key = "a.key"}).code(), ErrorCode::kUsage);
}

TEST_F(LoadErrors, BundleBesideACertificateIsAUsageError) {
  EXPECT_EQ(Refusal({.certificate = "a.pem", .pkcs12 = "a.p12"}).code(), ErrorCode::kUsage);
  EXPECT_EQ(Refusal({.key = "a.key", .pkcs12 = "a.p12"}).code(), ErrorCode::kUsage);
}

TEST_F(LoadErrors, TokensWithoutAModuleAreUnsupportedAndThePinIsNotRepeated) {
  const Error error = Refusal({.certificate = Certificate(),
                               .key = "pkcs11:token=x?pin-value=987654&module-path=/nowhere.so"});
  EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
  EXPECT_THAT(error.Text(), Not(HasSubstr("987654")));
}

TEST_F(LoadErrors, MissingFilesAreReadErrors) {
  const std::string none = files_.folder().File("none");
  const auto code = [&](const IdentityFiles& files) {
    const auto loaded = LoadIdentity(files);
    EXPECT_THAT(loaded.error().Text(), HasSubstr(none));
    return loaded.error().code();
  };
  EXPECT_EQ(code({.certificate = none}), ErrorCode::kFileRead);
  EXPECT_EQ(code({.certificate = Certificate(), .key = none}), ErrorCode::kFileRead);
  EXPECT_EQ(code({.certificate = Write("b.pem", files_.leaf() + files_.key()), .chain = {none}}),
            ErrorCode::kFileRead);
  EXPECT_EQ(code({.pkcs12 = none}), ErrorCode::kFileRead);
}

TEST_F(LoadErrors, FoldersAndHugeFilesAreReadErrors) {
  EXPECT_EQ(Refusal({.certificate = files_.folder().path()}).code(), ErrorCode::kFileRead);
  const std::string huge = Write("huge.pem", "");
  std::filesystem::resize_file(huge, 9u << 20);  // sparse
  const Error error = Refusal({.certificate = huge});
  EXPECT_EQ(error.code(), ErrorCode::kFileRead);
  EXPECT_THAT(error.message(), HasSubstr("larger than"));
  EXPECT_EQ(Refusal({.pkcs12 = huge}).code(), ErrorCode::kFileRead);
}

TEST_F(LoadErrors, MissingPassphraseIsToldFromAWrongOne) {
  for (const std::string& key : {KeyPem(raw_key(), kSecret), TraditionalKeyPem(raw_key(), kSecret),
                                 Pkcs8Der(raw_key(), kSecret)}) {
    const std::string path = Write("a.key", key);
    const Error missing = Refusal({.certificate = Certificate(), .key = path});
    EXPECT_EQ(missing.code(), ErrorCode::kPassphraseMissing);
    EXPECT_THAT(missing.hint(), HasSubstr("--pass env:NAME"));
    const Error wrong = Refusal(
        {.certificate = Certificate(), .key = path, .passphrase = "env:SHAKEDOWN_TEST_WRONG"});
    EXPECT_EQ(wrong.code(), ErrorCode::kPassphraseWrong);
    EXPECT_THAT(wrong.Text(), Not(HasSubstr("not it")));
    EXPECT_THAT(wrong.hint(), HasSubstr("openssl pkey -noout -in " + path));
  }
}

TEST_F(LoadErrors, WrongPassphrasesAreNeverTakenForDamage) {
  // Once in 256 times a wrong passphrase leaves valid padding: many of them must say the same.
  const std::string path = Write("a.key", TraditionalKeyPem(raw_key(), kSecret));
  for (int i = 0; i < 600; ++i) {
    const Variable attempt("SHAKEDOWN_TEST_ATTEMPT", std::to_string(i).c_str());
    const auto key = LoadKey(path, "env:SHAKEDOWN_TEST_ATTEMPT");
    ASSERT_FALSE(key);
    ASSERT_EQ(key.error().code(), ErrorCode::kPassphraseWrong) << i;
  }
}

TEST_F(LoadErrors, EmptyPassphraseIsAWrongOne) {
  const Variable empty("SHAKEDOWN_TEST_EMPTY", "");
  for (const std::string& key :
       {KeyPem(raw_key(), kSecret), TraditionalKeyPem(raw_key(), kSecret)}) {
    EXPECT_EQ(Refusal({.certificate = Certificate(),
                       .key = Write("a.key", key),
                       .passphrase = "env:SHAKEDOWN_TEST_EMPTY"})
                  .code(),
              ErrorCode::kPassphraseWrong);
  }
}

TEST_F(LoadErrors, OldKeyEncryptionIsUnsupportedWithTheRepair) {
  // pbeWithMD5AndDES-CBC, which OpenSSL 3 keeps in its legacy provider.
  ossl::Pkcs8Ptr info(EVP_PKEY2PKCS8(raw_key()));
  ossl::EncryptedKeyPtr sealed(X509_SIG_new());
  X509_ALGOR* algorithm = nullptr;
  ASN1_OCTET_STRING* octets = nullptr;
  X509_SIG_getm(sealed.get(), &algorithm, &octets);
  ASSERT_EQ(PKCS5_pbe_set0_algor(algorithm, NID_pbeWithMD5AndDES_CBC, 2048, nullptr, 8), 1);
  const std::string cipher_text(64, '\x5a');
  ASN1_OCTET_STRING_set(octets, reinterpret_cast<const unsigned char*>(cipher_text.data()), 64);
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8(sink.get(), sealed.get());
  const std::string path = Write("old.key", testing_support::Drained(sink.get()));
  const Error error =
      Refusal({.certificate = Certificate(), .key = path, .passphrase = "env:SHAKEDOWN_TEST_PASS"});
  EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
  EXPECT_THAT(error.hint(), HasSubstr("openssl pkcs8 -topk8"));
}

TEST_F(LoadErrors, CertificateWithoutAKeyAsksForOne) {
  const Error error = Refusal({.certificate = Certificate()});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.hint(), HasSubstr("--key"));
}

TEST_F(LoadErrors, MismatchNamesSubjectsAndKeyKinds) {
  const IdentityPtr other = Need(Mint(files_.root(), {.key = KeyKind::kRsa2048}));
  const std::string path = Write("a.pem", files_.leaf() + files_.link(0));
  const Error error =
      Refusal({.certificate = path, .key = Write("a.key", KeyPem(other->key.get()))});
  EXPECT_EQ(error.code(), ErrorCode::kKeyMismatch);
  EXPECT_THAT(error.message(), HasSubstr("CN=alice (EC P-256)"));
  EXPECT_THAT(error.message(), HasSubstr("(RSA 2048)"));
  EXPECT_THAT(error.message(), HasSubstr("CN=alice intermediate CA 2"));
  EXPECT_THAT(error.hint(), HasSubstr("openssl x509 -noout -pubkey"));
}

TEST_F(LoadErrors, MismatchOfOneKindIsFoundToo) {
  const ossl::PkeyPtr other = Need(GenerateKey(KeyKind::kP256));
  EXPECT_EQ(
      Refusal({.certificate = Certificate(), .key = Write("a.key", KeyPem(other.get()))}).code(),
      ErrorCode::kKeyMismatch);
}

TEST_F(LoadErrors, LongListsOfCertificatesAreCutShort) {
  std::string bundle;
  for (int i = 0; i < 9; ++i) bundle += files_.root_pem();
  const ossl::PkeyPtr other = Need(GenerateKey(KeyKind::kP256));
  const Error error =
      Refusal({.certificate = Write("a.pem", bundle), .key = Write("a.key", KeyPem(other.get()))});
  EXPECT_THAT(error.message(), HasSubstr("; 4 more"));
}

TEST_F(LoadErrors, KeyGivenAsCertificateAndTheReverse) {
  const Error swapped = Refusal({.certificate = Write("a.key", files_.key())});
  EXPECT_THAT(swapped.message(), HasSubstr("holds no certificate but a private key"));
  EXPECT_THAT(swapped.hint(), HasSubstr("--cert"));
  const Error twice = Refusal({.certificate = Certificate(), .key = Write("b.pem", files_.leaf())});
  EXPECT_THAT(twice.message(), HasSubstr("holds no private key but a certificate"));
}

TEST_F(LoadErrors, Pkcs7IsExtracted) {
  const ossl::Pkcs7Ptr bundle(PKCS7_new());
  ASSERT_EQ(PKCS7_set_type(bundle.get(), NID_pkcs7_signed), 1);
  ASSERT_EQ(PKCS7_content_new(bundle.get(), NID_pkcs7_data), 1);
  ASSERT_EQ(PKCS7_add_certificate(bundle.get(), files_.identity().leaf.get()), 1);
  const ossl::BioPtr pem(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS7(pem.get(), bundle.get());
  const ossl::BioPtr der(BIO_new(BIO_s_mem()));
  i2d_PKCS7_bio(der.get(), bundle.get());
  for (BIO* const sink : {pem.get(), der.get()}) {
    const Error error = Refusal({.certificate = Write("a.p7b", testing_support::Drained(sink)),
                                 .key = Write("a.key", files_.key())});
    EXPECT_THAT(error.message(), HasSubstr("a PKCS#7 bundle"));
    EXPECT_THAT(error.hint(), HasSubstr("openssl pkcs7 -print_certs"));
  }
}

TEST_F(LoadErrors, DamagedPemBlocksAreNamedByLine) {
  const std::string leaf = files_.leaf();
  const std::string cut = leaf.substr(0, leaf.size() / 2);
  for (const std::string& damaged :
       {"comment\n" + cut, "comment\n" + leaf.substr(0, 60) + "!!!" + leaf.substr(60)}) {
    const Error error = Refusal({.certificate = Write("a.pem", damaged)});
    EXPECT_EQ(error.code(), ErrorCode::kFormat);
    EXPECT_EQ(error.position().line, 2);
  }
  const Error second = Refusal({.certificate = Write("b.pem", leaf + cut)});
  EXPECT_EQ(second.position().line,
            1 + static_cast<int>(std::count(leaf.begin(), leaf.end(), '\n')));
}

TEST_F(LoadErrors, BlockWithTheWrongLabelIsNotACertificate) {
  std::string request = RequestPem(raw_key());
  for (const char* const edge : {"BEGIN", "END"}) {
    const std::string label = std::string(edge) + " CERTIFICATE REQUEST";
    request.replace(request.find(label), label.size(), std::string(edge) + " CERTIFICATE");
  }
  const Error error = Refusal({.certificate = Write("a.pem", request)});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), HasSubstr("no valid CERTIFICATE"));
}

TEST_F(LoadErrors, DamagedKeyIsAFormatError) {
  const std::string path =
      Write("a.key", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n");
  const Error error = Refusal({.certificate = Certificate(), .key = path});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), HasSubstr("damaged"));
}

TEST_F(LoadErrors, Pkcs12PassphrasesMissingAndWrong) {
  const std::string path = Write("a.p12", BundleDer(files_.identity(), {.passphrase = kSecret}));
  EXPECT_EQ(Refusal({.pkcs12 = path}).code(), ErrorCode::kPassphraseMissing);
  const Error wrong = Refusal({.pkcs12 = path, .passphrase = "env:SHAKEDOWN_TEST_WRONG"});
  EXPECT_EQ(wrong.code(), ErrorCode::kPassphraseWrong);
  EXPECT_THAT(wrong.hint(), HasSubstr("openssl pkcs12 -noout -info -in " + path));
}

TEST_F(LoadErrors, Pkcs12WithoutMacTellsMissingFromWrong) {
  const std::string path =
      Write("a.p12", BundleDer(files_.identity(), {.passphrase = kSecret, .with_mac = false}));
  EXPECT_EQ(Refusal({.pkcs12 = path}).code(), ErrorCode::kPassphraseMissing);
  EXPECT_EQ(Refusal({.pkcs12 = path, .passphrase = "env:SHAKEDOWN_TEST_WRONG"}).code(),
            ErrorCode::kPassphraseWrong);
  EXPECT_TRUE(LoadIdentity({.pkcs12 = path, .passphrase = "env:SHAKEDOWN_TEST_PASS"}));
}

TEST_F(LoadErrors, LegacyPkcs12IsUnsupportedWithTheExactRepair) {
  const std::string bundle = BundleDer(files_.identity(), {.passphrase = kSecret, .legacy = true});
  if (bundle.empty()) GTEST_SKIP() << "no legacy provider to make one with";
  const std::string path = Write("old.p12", bundle);
  const Error error = Refusal({.pkcs12 = path, .passphrase = "env:SHAKEDOWN_TEST_PASS"});
  EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
  EXPECT_THAT(error.hint(),
              HasSubstr("openssl pkcs12 -legacy -in " + path + " -nodes -out tmp.pem"));
  EXPECT_THAT(error.hint(), HasSubstr("openssl pkcs12 -export -in tmp.pem"));
}

TEST_F(LoadErrors, LegacyPkcs12WithTheWrongPassphraseIsAWrongPassphrase) {
  const std::string bundle = BundleDer(files_.identity(), {.passphrase = kSecret, .legacy = true});
  if (bundle.empty()) GTEST_SKIP() << "no legacy provider to make one with";
  EXPECT_EQ(Refusal({.pkcs12 = Write("old.p12", bundle), .passphrase = "env:SHAKEDOWN_TEST_WRONG"})
                .code(),
            ErrorCode::kPassphraseWrong);
}

TEST_F(LoadErrors, Pkcs12WithoutKeyOrCertificate) {
  const Error no_key =
      Refusal({.pkcs12 = Write("a.p12", BundleDer(files_.identity(), {.with_key = false}))});
  EXPECT_EQ(no_key.code(), ErrorCode::kFormat);
  EXPECT_THAT(no_key.message(), HasSubstr("no private key"));
  const IdentityPtr bare = Need(Mint(files_.root(), {}));
  const Error no_leaf = Refusal({.pkcs12 = Write("b.p12", BundleDer(*bare, {.with_leaf = false}))});
  EXPECT_EQ(no_leaf.code(), ErrorCode::kFormat);
  EXPECT_THAT(no_leaf.message(), HasSubstr("no certificate"));
}

TEST_F(LoadErrors, PemGivenAsBundleIsSentToTheOtherOptions) {
  const Error error = Refusal({.pkcs12 = Write("a.pem", files_.leaf() + files_.key())});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.hint(), HasSubstr("--cert and --key instead of --p12"));
}

TEST_F(LoadErrors, CutOffPkcs12IsNoBundle) {
  const std::string bundle = BundleDer(files_.identity(), {});
  EXPECT_EQ(Refusal({.pkcs12 = Write("a.p12", bundle.substr(0, bundle.size() / 2))}).code(),
            ErrorCode::kFormat);
}

TEST_F(LoadErrors, FlippedOctetsInABundleNeverCrash) {
  const std::string original = BundleDer(files_.identity(), {});
  int refused = 0;
  for (size_t at = 0; at < original.size(); at += 41) {
    std::string bundle = original;
    bundle[at] = static_cast<char>(bundle[at] ^ 0x41);
    if (!LoadIdentity({.pkcs12 = Write("a.p12", bundle)})) ++refused;
  }
  EXPECT_GT(refused, 0);
}

TEST_F(LoadErrors, HostileFileNamesArePrintedSafely) {
  const std::string path = Write("it's \x1b[31m here", "rubbish");
  const Error error = Refusal({.certificate = path});
  EXPECT_EQ(error.Text().find('\x1b'), std::string::npos);
  EXPECT_THAT(error.hint(), HasSubstr("'\\''"));
}

TEST_F(LoadErrors, CertificatesAndListsAlone) {
  const auto no_certificate = LoadCertificates(Write("a.key", files_.key()));
  ASSERT_FALSE(no_certificate);
  EXPECT_EQ(no_certificate.error().code(), ErrorCode::kFormat);
  const auto no_crl = LoadCrls(Write("empty", ""));
  ASSERT_FALSE(no_crl);
  EXPECT_THAT(no_crl.error().message(), HasSubstr("is empty"));
  EXPECT_EQ(Need(LoadCertificates(Write("a.der", DerText(files_.identity().leaf.get())))).size(),
            1u);
}

TEST_F(LoadErrors, DerFollowedByRubbishIsRefused) {
  EXPECT_FALSE(LoadCertificates(Write("a.der", DerText(files_.identity().leaf.get()) + "x")));
}

}  // namespace
}  // namespace shakedown::pki
