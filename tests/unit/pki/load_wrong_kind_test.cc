#include "pki/file_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/pki/load_errors_fixture.h"

namespace shakedown::pki {
namespace {

using testing::HasSubstr;
using testing_support::BundleDer;
using testing_support::Credentials;
using testing_support::CrlPem;
using testing_support::Need;
using testing_support::PublicKeyPem;
using testing_support::RequestPem;

struct WrongContent {
  const char* name;
  std::string (*content)(const Credentials&);
  const char* message;
  const char* hint;
};

std::string SshKey(const Credentials&) {
  return "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n"
         "-----END OPENSSH PRIVATE KEY-----\n";
}

std::string Utf16Of(const std::string& text) {
  std::string wide = "\xFF\xFE";
  for (const char c : text) wide += std::string{c, '\0'};
  return wide;
}

std::string BareBase64(const Credentials& files) {
  const std::string pem = files.leaf();
  const size_t begin = pem.find('\n') + 1;
  return pem.substr(begin, pem.rfind("-----END") - begin);
}

const WrongContent kWrongContents[] = {
    {"Request", [](const Credentials& f) { return RequestPem(f.identity().key.get()); },
     "a certificate signing request", "openssl x509 -req -in "},
    {"PublicKey", [](const Credentials& f) { return PublicKeyPem(f.identity().key.get()); },
     "a public key", ""},
    {"Crl", [](const Credentials& f) { return CrlPem(Need(MintCrl(f.root(), {})).get()); },
     "a certificate revocation list", "--crl"},
    {"Pkcs12", [](const Credentials& f) { return BundleDer(f.identity(), {}); }, "a PKCS#12 bundle",
     "--p12 "},
    {"Jks", [](const Credentials&) { return std::string("\xFE\xED\xFE\xED\0\0\0\2rest", 12); },
     "a Java key store", "keytool -importkeystore"},
    {"Jceks", [](const Credentials&) { return std::string("\xCE\xCE\xCE\xCE\0\0\0\2rest", 12); },
     "a Java key store", "keytool -importkeystore"},
    {"Putty",
     [](const Credentials&) { return std::string("PuTTY-User-Key-File-3: ssh-rsa\nEncryption"); },
     "a PuTTY private key", "puttygen "},
    {"OpenSsh", SshKey, "an OpenSSH private key", "ssh-keygen -p -m PEM"},
    {"SshPublic", [](const Credentials&) { return std::string("ssh-ed25519 AAAAC3Nza me@host\n"); },
     "an SSH public key", "X.509"},
    {"Empty", [](const Credentials&) { return std::string(); }, "is empty", "again"},
    {"Blank", [](const Credentials&) { return std::string(" \n\t\n"); }, "is empty", "again"},
    {"Html",
     [](const Credentials&) { return std::string("\n<!DOCTYPE html>\n<html><body>Log in"); },
     "a web page (HTML)", "download"},
    {"Utf16", [](const Credentials& f) { return Utf16Of(f.leaf()); }, "UTF-16", "iconv -f UTF-16"},
    {"Base64", BareBase64, "base64 without PEM lines", "openssl base64 -d"},
    {"Rubbish", [](const Credentials&) { return std::string("hello, world\n"); }, "something else",
     "openssl asn1parse"},
    {"BinaryRubbish", [](const Credentials&) { return std::string("\x30\x82\x01\x00xx", 6); },
     "something else", "openssl asn1parse"},
};

class LoadWrongKind : public testing_support::LoadErrorsFixture,
                      public testing::WithParamInterface<WrongContent> {};

TEST_P(LoadWrongKind, AsCertificateIsRecognisedWithTheRepair) {
  const std::string path = Write("given", GetParam().content(files_));
  const Error error = Refusal({.certificate = path, .key = Write("a.key", files_.key())});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
  EXPECT_THAT(error.message(), HasSubstr(path));
  EXPECT_THAT(error.hint(), HasSubstr(GetParam().hint));
}

TEST_P(LoadWrongKind, AsKeyIsRecognised) {
  const Error error =
      Refusal({.certificate = Certificate(), .key = Write("given", GetParam().content(files_))});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

TEST_P(LoadWrongKind, AsChainIsRecognised) {
  const Error error = Refusal({.certificate = Write("a.pem", files_.leaf() + files_.key()),
                               .chain = {Write("given", GetParam().content(files_))}});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

TEST_P(LoadWrongKind, AsBundleIsRefusedUnlessItIsOne) {
  const std::string path = Write("given", GetParam().content(files_));
  if (std::string_view(GetParam().name) == "Pkcs12") {
    EXPECT_TRUE(LoadIdentity({.pkcs12 = path}));
    return;
  }
  const Error error = Refusal({.pkcs12 = path});
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Kinds, LoadWrongKind, testing::ValuesIn(kWrongContents),
                         [](const auto& param_info) { return std::string(param_info.param.name); });

TEST(ShellWord, QuotesOnlyWhatTheShellWouldRead) {
  EXPECT_EQ(ShellWord("/a/b-c_1.pem"), "/a/b-c_1.pem");
  EXPECT_EQ(ShellWord("my key.pem"), "'my key.pem'");
  EXPECT_EQ(ShellWord("a;rm -rf b"), "'a;rm -rf b'");
  EXPECT_EQ(ShellWord("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellWord("-in"), "'./-in'");
  EXPECT_EQ(ShellWord(""), "''");
}

TEST(KindOfLabel, KnowsKeysOfEveryAlgorithm) {
  EXPECT_EQ(KindOfLabel("RSA PRIVATE KEY"), FileKind::kPrivateKey);
  EXPECT_EQ(KindOfLabel("ENCRYPTED PRIVATE KEY"), FileKind::kPrivateKey);
  EXPECT_EQ(KindOfLabel("OPENSSH PRIVATE KEY"), FileKind::kOpenSshKey);
  EXPECT_EQ(KindOfLabel("PGP MESSAGE"), FileKind::kUnknown);
}

}  // namespace
}  // namespace shakedown::pki
