// Hooks get their file and their words by the environment, and the server back as it was.
#include "run/hooked_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/file.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::run {
namespace {

using testing::HasSubstr;

class HookedTargetTest : public testing::Test {
 protected:
  HookedTargetTest() {
    const auto root = pki::MintRoot("Root");
    EXPECT_TRUE(root);
    suite_.identities.push_back({});
    suite_.identities.back().id = "good";
    suite_.identities.back().mint = "good";
    authorities_ = std::make_unique<Authorities>(
        *root, std::nullopt, [] { return Result<std::optional<Bytes>>(std::nullopt); });
    identities_ =
        std::make_unique<IdentityStore>(suite_, variables_, authorities_.get(), Revocation{});
    material_ = std::make_unique<StateMaterial>(authorities_.get(), identities_.get());
  }

  std::unique_ptr<ServerChanger> Begin() {
    auto changer = HookedTarget::Begin({.commands = &commands_,
                                        .material = material_.get(),
                                        .interrupt = &interrupt_,
                                        .case_id = "s/c",
                                        .target = "gate.test:443"});
    EXPECT_TRUE(changer);
    return changer ? std::move(*changer) : nullptr;
  }
  /// A hook that keeps its file and notes how it was called.
  std::string Noting() const {
    return "echo \"$SHAKEDOWN_CHANGE $SHAKEDOWN_STATE $SHAKEDOWN_CASE $SHAKEDOWN_TARGET\" >> '" +
           folder_.File("log") + "'; if [ -e \"$SHAKEDOWN_FILE\" ]; then cp \"$SHAKEDOWN_FILE\" '" +
           folder_.File("kept") + "'; else rm -f '" + folder_.File("kept") + "'; fi";
  }
  std::string Read(const std::string& name) const {
    const auto text = ReadFile(folder_.File(name));
    return text ? *text : "";
  }

  testing_support::TemporaryFolder folder_;
  scenario::SuiteModel suite_;
  scenario::Variables variables_;
  std::unique_ptr<Authorities> authorities_;
  std::unique_ptr<IdentityStore> identities_;
  std::unique_ptr<StateMaterial> material_;
  std::map<std::string, std::string> commands_;
  std::atomic<int> interrupt_{0};
};

TEST_F(HookedTargetTest, GivesTheListAndTakesItBack) {
  commands_["crl"] = Noting();
  const auto changer = Begin();
  const Result<void> changed = changer->Change({.crl = "current", .revoked = "good"});
  ASSERT_TRUE(changed) << changed.error().Text();
  const auto lists = pki::LoadCrls(folder_.File("kept"));
  ASSERT_TRUE(lists) << lists.error().Text();
  EXPECT_EQ(lists->size(), 2u) << "of the trusted CA and of the one below it";
  EXPECT_EQ(pki::RevokedSerials(lists->front().get()).size(), 1u);
  ASSERT_TRUE(changer->Restore());
  const auto restored = pki::LoadCrls(folder_.File("kept"));
  ASSERT_TRUE(restored);
  EXPECT_TRUE(pki::RevokedSerials(restored->front().get()).empty());
  EXPECT_EQ(Read("log"), "crl current s/c gate.test:443\ncrl current s/c gate.test:443\n");
}

TEST_F(HookedTargetTest, GivesCaFilesGoodAndBad) {
  commands_["trust"] = Noting();
  const auto changer = Begin();
  ASSERT_TRUE(changer->Change({.trust = "both"}));
  const auto both = pki::LoadCertificates(folder_.File("kept"));
  ASSERT_TRUE(both);
  EXPECT_EQ(both->size(), 2u);
  ASSERT_TRUE(changer->Change({.trust = "garbage"}));
  EXPECT_FALSE(pki::LoadCertificates(folder_.File("kept")));
  EXPECT_TRUE(std::filesystem::exists(folder_.File("kept")));
  ASSERT_TRUE(changer->Change({.trust = "missing"}));
  EXPECT_FALSE(std::filesystem::exists(folder_.File("kept")));
  ASSERT_TRUE(changer->Change({.trust = "nothing"}));
  EXPECT_EQ(Read("kept"), "");
}

TEST_F(HookedTargetTest, AHookThatFailsIsToldWithItsWords) {
  commands_["policy"] = "echo no such server; exit 7";
  const auto changer = Begin();
  const Result<void> failed = changer->Change({.policy = "optional"});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), HasSubstr("code 7"));
  EXPECT_THAT(failed.error().hint(), HasSubstr("no such server"));
}

TEST_F(HookedTargetTest, AHookThatIsNotThereIsAsked) {
  const Result<void> missing = Begin()->Change({.trust = "other"});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().hint(), HasSubstr("--hook trust="));
}

TEST_F(HookedTargetTest, RestoresAlsoWhenTheRunIsInterrupted) {
  commands_["crl"] = Noting();
  const auto changer = Begin();
  ASSERT_TRUE(changer->Change({.crl = "stale"}));
  interrupt_ = 2;
  EXPECT_TRUE(changer->Restore());
  EXPECT_THAT(Read("log"), HasSubstr("crl current"));
}

}  // namespace
}  // namespace shakedown::run
