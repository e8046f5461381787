// shakedown profiles: the list, one profile, and mistyped ids.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/exit_code.h"
#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_rules.h"
#include "tests/support/program.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing_support::ProgramResult;
using testing_support::RunProgram;

ProgramResult Profiles(std::vector<std::string> words) {
  words.insert(words.begin(), {SHAKEDOWN_BINARY, "profiles"});
  return RunProgram(words);
}

TEST(Profiles, ListHasOneLineForEach) {
  const auto result = Profiles({});
  EXPECT_EQ(result.exit_code, cli::kExitOk);
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'),
            static_cast<std::ptrdiff_t>(diagnosis::ClientProfiles().size()));
  for (const auto& profile : diagnosis::ClientProfiles()) {
    EXPECT_THAT(result.out, HasSubstr(std::string(profile.id) + " "));
    EXPECT_THAT(result.out, HasSubstr("  " + std::string(profile.name) + "\n"));
  }
  EXPECT_THAT(result.out, HasSubstr("measured"));
  EXPECT_THAT(result.out, HasSubstr("documentation"));
}

TEST(Profiles, OneIsDescribedWithEvidenceRulesAndSources) {
  const auto result = Profiles({"go"});
  EXPECT_EQ(result.exit_code, cli::kExitOk);
  EXPECT_THAT(result.out, HasSubstr("Go crypto/tls"));
  EXPECT_THAT(result.out, HasSubstr("Evidence: measured\n"));
  EXPECT_THAT(result.out, HasSubstr("Versions: Go 1.19.8 run"));
  EXPECT_THAT(result.out, HasSubstr("  - Presents the identity"));
  EXPECT_THAT(result.out, HasSubstr("  - Quirk: "));
  EXPECT_THAT(result.out, HasSubstr("Sources:"));
}

TEST(Profiles, LowConfidenceIsSaid) {
  EXPECT_THAT(Profiles({"safari"}).out, HasSubstr("documentation (low confidence)"));
}

TEST(Profiles, SeveralIdsAreDescribedInTurn) {
  const auto result = Profiles({"node", "rustls"});
  EXPECT_EQ(result.exit_code, cli::kExitOk);
  EXPECT_LT(result.out.find("Node.js"), result.out.find("rustls with_client_auth_cert"));
}

TEST(Profiles, MistypedIdNamesTheNearest) {
  const auto result = Profiles({"chromium-linus"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("there is no client profile 'chromium-linus'"));
  EXPECT_THAT(result.err, HasSubstr("did you mean 'chromium-linux'?"));
}

TEST(Profiles, HelpAndOverviewNameTheCommand) {
  EXPECT_THAT(Profiles({"--help"}).out, HasSubstr("Usage: shakedown profiles"));
  EXPECT_THAT(RunProgram({SHAKEDOWN_BINARY, "--help"}).out, HasSubstr("  profiles "));
}

}  // namespace
}  // namespace shakedown
