#include "pki/mint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "core/file.h"
#include "tests/unit/pki/credentials.h"

namespace shakedown::pki {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing_support::Credentials;
using testing_support::Need;
using testing_support::TemporaryFolder;

mode_t ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

TEST(WriteIdentity, PrivateFilesAreForTheirOwnerOnly) {
  Credentials files;
  const mode_t before = umask(0);
  ASSERT_TRUE(WriteIdentity(files.folder().path(), files.identity(), "pass"));
  umask(before);
  EXPECT_EQ(ModeOf(files.folder().File("alice.key")), 0600u);
  EXPECT_EQ(ModeOf(files.folder().File("alice.p12")), 0600u);
  EXPECT_EQ(ModeOf(files.folder().File("alice.pem")), 0666u);
}

TEST(WriteIdentity, PemHoldsLeafFirstAndNoKey) {
  Credentials files;
  ASSERT_TRUE(WriteIdentity(files.folder().path(), files.identity()));
  const std::string text = Need(ReadFile(files.folder().File("alice.pem")));
  EXPECT_EQ(text, files.leaf() + files.link(0) + files.link(1));
  EXPECT_THAT(text, Not(HasSubstr("PRIVATE")));
  EXPECT_FALSE(std::filesystem::exists(files.folder().File("alice.p12")));
}

TEST(WriteIdentity, MissingFolderIsAWriteErrorWithAdvice) {
  Credentials files;
  const auto written = WriteIdentity(files.folder().File("none"), files.identity());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kFileWrite);
  EXPECT_THAT(written.error().hint(), HasSubstr("mkdir -p"));
}

TEST(WriteIdentity, NamesCannotLeadOutOfTheFolder) {
  Credentials files;
  for (const char* name : {"../evil", "a/b", "", ".hidden", ".."}) {
    MintRequest request;
    request.name = name;
    request.common_name = "x";
    const IdentityPtr identity = Need(Mint(files.root(), request));
    const auto written = WriteIdentity(files.folder().path(), *identity);
    ASSERT_FALSE(written) << name;
    EXPECT_EQ(written.error().code(), ErrorCode::kUsage);
  }
}

TEST(WriteAuthority, LoadsAgainAndIssues) {
  Credentials files;
  const TemporaryFolder& folder = files.folder();
  ASSERT_TRUE(WriteAuthority(folder.path(), "ca", files.root()));
  EXPECT_EQ(ModeOf(folder.File("ca.key")), 0600u);
  const AuthorityPtr loaded = Need(LoadAuthority(folder.File("ca.pem"), folder.File("ca.key"), ""));
  EXPECT_THAT(loaded->chain, SizeIs(0));
  EXPECT_EQ(X509_cmp(loaded->certificate.get(), files.root().certificate.get()), 0);
  EXPECT_TRUE(Mint(*loaded, {}));
}

TEST(WriteAuthority, IntermediateKeepsItsChain) {
  Credentials files;
  const AuthorityPtr upper = Need(MintIntermediate(files.root(), "Upper"));
  const AuthorityPtr lower = Need(MintIntermediate(*upper, "Lower"));
  const TemporaryFolder& folder = files.folder();
  ASSERT_TRUE(WriteAuthority(folder.path(), "ca", *lower));
  EXPECT_THAT(Need(LoadCertificates(folder.File("ca.pem"))), SizeIs(2));
  const AuthorityPtr loaded = Need(LoadAuthority(folder.File("ca.pem"), folder.File("ca.key"), ""));
  EXPECT_THAT(loaded->chain, SizeIs(2));
  EXPECT_THAT(Need(Mint(*loaded, {}))->chain, SizeIs(2));
}

TEST(LoadAuthority, KeyMayStandInTheCertificateFile) {
  Credentials files;
  const std::string both =
      files.Write("ca.pem", files.root_pem() + testing_support::KeyPem(files.root().key.get()));
  EXPECT_TRUE(LoadAuthority(both, "", ""));
}

TEST(LoadAuthority, LeafIsRefused) {
  Credentials files;
  ASSERT_TRUE(WriteIdentity(files.folder().path(), files.identity()));
  const auto loaded =
      LoadAuthority(files.folder().File("alice.pem"), files.folder().File("alice.key"), "");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code(), ErrorCode::kFormat);
  EXPECT_THAT(loaded.error().message(), HasSubstr("CN=alice may not issue"));
}

TEST(LoadAuthority, ErrorsSayThatItIsAboutTheCa) {
  Credentials files;
  const auto loaded = LoadAuthority(files.folder().File("none.pem"), "", "");
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().Text(), HasSubstr("loading the CA"));
}

TEST(WriteCrl, AllListsLoadAgainWithTheirSerials) {
  Credentials files;
  X509* const revoked[] = {files.identity().leaf.get()};
  const ossl::CrlPtr one = Need(MintCrl(files.root(), revoked));
  const ossl::CrlPtr two = Need(MintCrl(files.root(), {}));
  X509_CRL* const crls[] = {one.get(), two.get()};
  const std::string path = files.folder().File("crl.pem");
  ASSERT_TRUE(WriteCrl(path, crls));
  const auto loaded = Need(LoadCrls(path));
  ASSERT_THAT(loaded, SizeIs(2));
  EXPECT_EQ(RevokedSerials(loaded[0].get()), RevokedSerials(one.get()));
}

TEST(WriteCrl, MissingFolderIsAWriteError) {
  Credentials files;
  const auto written = WriteCrl(files.folder().File("none/crl.pem"), {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kFileWrite);
}

}  // namespace
}  // namespace shakedown::pki
