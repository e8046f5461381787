#include "run/mint_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/loader.h"
#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::UnorderedElementsAreArray;

TEST(mint_request, EveryFlawOfTheFormatCanBeMinted) {
  std::vector<std::string> flaws;
  for (const pki::Flaw flaw : pki::AllFlaws()) flaws.emplace_back(pki::ToString(flaw));
  EXPECT_THAT(scenario::words::kFlaws, UnorderedElementsAreArray(flaws));
  std::vector<std::string> defects;
  for (const pki::Defect defect : pki::AllDefects()) defects.emplace_back(pki::ToString(defect));
  EXPECT_THAT(scenario::words::kDefects, UnorderedElementsAreArray(defects));
  for (const std::string& word : scenario::words::kFlaws) {
    EXPECT_TRUE(ToMintRequest(testing_support::Minted("x", word))) << word;
  }
}

TEST(mint_request, EveryKeyKindOfTheFormatCanBeMinted) {
  for (const std::string& word : scenario::words::kKeyKinds) {
    scenario::IdentityModel model = testing_support::Minted("x");
    model.key_kind = word;
    EXPECT_TRUE(ToMintRequest(model)) << word;
  }
}

TEST(mint_request, AttributesAreTakenOver) {
  scenario::IdentityModel model = testing_support::Minted("late", "expired");
  model.key_kind = "rsa-2048";
  model.intermediates = "3";
  model.not_before = "-2d";
  model.not_after = "-1d";
  model.common_name = "Late Lucy";
  const Result<pki::MintRequest> request = ToMintRequest(model);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name, "late");
  EXPECT_EQ(request->common_name, "Late Lucy");
  EXPECT_EQ(request->flaw, pki::Flaw::kExpired);
  EXPECT_EQ(request->key, pki::KeyKind::kRsa2048);
  EXPECT_EQ(request->intermediates, 3);
  EXPECT_EQ(request->not_before, Milliseconds(-2 * 86'400'000LL));
  EXPECT_EQ(request->not_after, Milliseconds(-86'400'000LL));
}

TEST(mint_request, UnknownWordsAreRefusedAtTheElement) {
  const std::pair<std::string scenario::IdentityModel::*, const char*> bad[] = {
      {&scenario::IdentityModel::mint, "rusty"},
      {&scenario::IdentityModel::key_kind, "rsa-1"},
      {&scenario::IdentityModel::intermediates, "many"},
      {&scenario::IdentityModel::intermediates, "-1"},
      {&scenario::IdentityModel::not_before, "yesterday"},
      {&scenario::IdentityModel::not_after, "1"}};
  for (const auto& [member, value] : bad) {
    scenario::IdentityModel model = testing_support::Minted("x");
    model.*member = value;
    const Result<pki::MintRequest> request = ToMintRequest(model);
    ASSERT_FALSE(request) << value;
    EXPECT_EQ(request.error().position().line, 3) << value;
  }
}

}  // namespace
}  // namespace shakedown::run
