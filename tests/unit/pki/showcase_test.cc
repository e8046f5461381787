#include "pki/showcase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/file.h"
#include "pki/chain.h"
#include "tests/unit/pki/credentials.h"

namespace shakedown::pki {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing_support::Need;
using testing_support::TemporaryFolder;
using testing_support::Variable;

/// RSA keys are slow to make; one test makes them all.
const ShowcaseOptions kQuick{.key_kinds = {KeyKind::kP256}};

attempt::PathCheck CheckOf(const TemporaryFolder& folder, const std::string& name,
                           const std::string& crl = {}) {
  const IdentityPtr identity = Need(
      LoadIdentity({.certificate = folder.File(name + ".pem"), .key = folder.File(name + ".key")}));
  const TrustStorePtr trust =
      Need(TrustStore::Load(folder.File("ca.pem"), crl.empty() ? crl : folder.File(crl)));
  return CheckPath(identity->leaf.get(), identity->chain, {}, *trust);
}

TEST(MintShowcase, ListsExactlyTheFilesItWrote) {
  const TemporaryFolder folder;
  const std::string path = folder.File("new/deeper");
  std::set<std::string> listed;
  for (const ShowcaseFile& file : Need(MintShowcase(path, kQuick))) {
    EXPECT_FALSE(file.description.empty()) << file.name;
    EXPECT_TRUE(listed.insert(file.name).second) << file.name << " listed twice";
  }
  std::set<std::string> written;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    written.insert(entry.path().filename());
  }
  EXPECT_EQ(listed, written);
  for (const Flaw flaw : AllFlaws()) {
    EXPECT_THAT(written, Contains(std::string(ToString(flaw)) + ".pem"));
  }
}

TEST(MintShowcase, IdentitiesAreWhatTheirNamesSay) {
  const TemporaryFolder folder;
  Need(MintShowcase(folder.path()));
  for (const char* good : {"good", "no-eku", "rsa-2048", "rsa-pss", "p-256", "ed25519", "ed448",
                           "one-intermediate", "three-intermediates", "name-reencoded"}) {
    EXPECT_TRUE(CheckOf(folder, good).trusted) << good;
  }
  for (const char* bad : {"expired", "missing-intermediate", "self-signed", "wrong-eku", "weak-key",
                          "sha-1", "untrusted", "twin"}) {
    EXPECT_FALSE(CheckOf(folder, bad).trusted) << bad;
  }
  EXPECT_TRUE(CheckOf(folder, "revoked").trusted);
  EXPECT_EQ(CheckOf(folder, "revoked", "crl.pem").findings.at(0).problem,
            attempt::PathProblem::kRevoked);
  EXPECT_TRUE(CheckOf(folder, "good", "crl.pem").trusted);
  EXPECT_EQ(CheckOf(folder, "good", "crl-expired.pem").findings.at(0).problem,
            attempt::PathProblem::kCrlExpired);
  EXPECT_EQ(CheckOf(folder, "twin").findings.at(0).problem, attempt::PathProblem::kBadSignature);
}

TEST(MintShowcase, WithheldIntermediateCompletesTheChain) {
  const TemporaryFolder folder;
  Need(MintShowcase(folder.path(), kQuick));
  const IdentityPtr identity =
      Need(LoadIdentity({.certificate = folder.File("missing-intermediate.pem"),
                         .key = folder.File("missing-intermediate.key"),
                         .chain = {folder.File("missing-intermediate.chain.pem")}}));
  const TrustStorePtr trust = Need(TrustStore::Load(folder.File("ca.pem"), ""));
  EXPECT_TRUE(CheckPath(identity->leaf.get(), identity->chain, {}, *trust).trusted);
}

TEST(MintShowcase, DoesNotWriteOverACaUnasked) {
  const TemporaryFolder folder;
  Need(MintShowcase(folder.path(), kQuick));
  const std::string before = Need(ReadFile(folder.File("ca.key")));
  const auto again = MintShowcase(folder.path(), kQuick);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::kFileWrite);
  EXPECT_THAT(again.error().message(), HasSubstr("already holds a ca.pem"));
  EXPECT_EQ(Need(ReadFile(folder.File("ca.key"))), before);
  EXPECT_TRUE(MintShowcase(folder.path(), {.key_kinds = {KeyKind::kP256}, .overwrite = true}));
}

TEST(MintShowcase, GivenAuthorityIssuesAndItsKeyStaysWhereItWas) {
  const TemporaryFolder folder;
  const AuthorityPtr root = Need(MintRoot("Given", KeyKind::kEd25519));
  const auto files =
      Need(MintShowcase(folder.path(), {.key_kinds = {KeyKind::kP256}, .authority = root}));
  EXPECT_FALSE(std::filesystem::exists(folder.File("ca.key")));
  EXPECT_FALSE(std::filesystem::exists(folder.File("sha-1.pem")));  // EdDSA cannot
  X509* const anchors[] = {root->certificate.get()};
  const IdentityPtr good =
      Need(LoadIdentity({.certificate = folder.File("good.pem"), .key = folder.File("good.key")}));
  EXPECT_TRUE(CheckPath(good->leaf.get(), good->chain, {}, *TrustStore::Of(anchors)).trusted);
}

TEST(MintShowcase, BundlesOnRequest) {
  const TemporaryFolder folder;
  const Variable pass("SHAKEDOWN_TEST_PASS", "open sesame");
  Need(MintShowcase(folder.path(),
                    {.key_kinds = {KeyKind::kP256}, .p12_passphrase = "open sesame"}));
  EXPECT_TRUE(
      LoadIdentity({.pkcs12 = folder.File("good.p12"), .passphrase = "env:SHAKEDOWN_TEST_PASS"}));
}

TEST(MintShowcase, FolderThatCannotBeMadeIsAWriteError) {
  const auto files = MintShowcase("/proc/nowhere/at/all");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code(), ErrorCode::kFileWrite);
}

}  // namespace
}  // namespace shakedown::pki
