#include "pki/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/pki/credentials.h"

namespace shakedown::pki {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing_support::Credentials;
using testing_support::CrlPem;
using testing_support::Need;
using testing_support::Variable;

TEST(TrustStore, LoadsEveryCertificateOfTheFile) {
  Credentials files;
  const AuthorityPtr other = Need(MintRoot("Other"));
  const std::string path =
      files.Write("ca.pem", files.root_pem() + "text\n" + ToPem(other->certificate.get()));
  const TrustStorePtr trust = Need(TrustStore::Load(path, ""));
  EXPECT_THAT(trust->anchors(), SizeIs(2));
  EXPECT_FALSE(trust->has_crls());
  EXPECT_TRUE(CheckPath(files.identity().leaf.get(), files.identity().chain, {}, *trust).trusted);
  EXPECT_TRUE(CheckPath(Need(Mint(*other, {}))->leaf.get(), {}, {}, *trust).trusted);
}

TEST(TrustStore, LoadsCrls) {
  Credentials files;
  const ossl::CrlPtr crl = Need(MintCrl(files.root(), {}));
  const TrustStorePtr trust = Need(TrustStore::Load(files.Write("ca.pem", files.root_pem()),
                                                    files.Write("crl.pem", CrlPem(crl.get()))));
  EXPECT_TRUE(trust->has_crls());
  EXPECT_TRUE(CheckPath(Need(Mint(files.root(), {}))->leaf.get(), {}, {}, *trust).trusted);
}

TEST(TrustStore, DuplicateAnchorsDoNoHarm) {
  Credentials files;
  EXPECT_TRUE(TrustStore::Load(files.Write("ca.pem", files.root_pem() + files.root_pem()), ""));
}

TEST(TrustStore, ErrorsNameTheFileAndWhatWasBeingDone) {
  Credentials files;
  const auto missing = TrustStore::Load(files.folder().File("none.pem"), "");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), ErrorCode::kFileRead);
  EXPECT_THAT(missing.error().Text(), HasSubstr("loading trusted certificates"));
  const std::string ca = files.Write("ca.pem", files.root_pem());
  const auto no_crl = TrustStore::Load(ca, ca);
  ASSERT_FALSE(no_crl);
  EXPECT_EQ(no_crl.error().code(), ErrorCode::kFormat);
  EXPECT_THAT(no_crl.error().Text(), HasSubstr("holds no certificate revocation list"));
}

TEST(TrustStore, SystemStoreFollowsTheLibrarysVariables) {
  Credentials files;
  const std::string ca = files.Write("ca.pem", files.root_pem());
  const Variable file("SSL_CERT_FILE", ca.c_str());
  const Variable folder("SSL_CERT_DIR", files.folder().File("none").c_str());
  const TrustStorePtr trust = Need(TrustStore::System());
  EXPECT_THAT(trust->anchors(), SizeIs(1));
  EXPECT_TRUE(CheckPath(files.identity().leaf.get(), files.identity().chain, {}, *trust).trusted);
}

TEST(TrustStore, AbsentSystemStoreIsAnErrorWithAdvice) {
  Credentials files;
  const Variable file("SSL_CERT_FILE", files.folder().File("none.pem").c_str());
  const Variable folder("SSL_CERT_DIR", files.folder().File("none").c_str());
  const auto trust = TrustStore::System();
  ASSERT_FALSE(trust);
  EXPECT_EQ(trust.error().code(), ErrorCode::kFileRead);
  EXPECT_THAT(trust.error().hint(), HasSubstr("--server-ca"));
}

}  // namespace
}  // namespace shakedown::pki
