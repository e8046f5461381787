#include "scenario/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

std::string Document(const std::string& entries) {
  return "<baseline xmlns=\"urn:shakedown:baseline:1\">\n" + entries + "\n</baseline>\n";
}

LoadedBaseline Parse(const std::string& entries) {
  return ParseBaseline(Document(entries), "known.xml");
}

/// Place, message and hint of the only error.
std::string OnlyError(const LoadedBaseline& loaded) {
  EXPECT_EQ(loaded.errors.size(), 1U);
  if (loaded.errors.empty()) return "none";
  const Error& error = loaded.errors.front();
  EXPECT_EQ(error.code(), ErrorCode::kSuite);
  EXPECT_EQ(error.position().file, "known.xml");
  return std::to_string(error.position().line) + ": " + error.Line() + ": " + error.hint();
}

TEST(Baseline, ListsCasesWithReasonsAndTheirLastDay) {
  const LoadedBaseline loaded = Parse(
      "<!-- HTTP 200 --><known-failure case='s/a[tls=1.3]' reason=' old  library '/>\n"
      "<known-failure case='s/b' reason='vendor' until='2027-06-30'/>");
  ASSERT_TRUE(loaded.ok()) << loaded.errors.front().Text();
  ASSERT_EQ(loaded.entries.size(), 2U);
  EXPECT_EQ(loaded.entries[0].id, "s/a[tls=1.3]");
  EXPECT_EQ(loaded.entries[0].reason, "old  library");
  EXPECT_FALSE(loaded.entries[0].until);
  EXPECT_EQ(loaded.entries[1].until, ParseUtc("2027-06-30T23:59:59Z"));
  EXPECT_EQ(loaded.entries[1].position.line, 3);
  EXPECT_TRUE(Parse("").ok());
}

TEST(Baseline, ReasonsAreMandatory) {
  EXPECT_THAT(OnlyError(Parse("<known-failure case='s/a' reason=' '/>")),
              HasSubstr("2: case 's/a' is listed without a reason"));
  EXPECT_THAT(OnlyError(Parse("<known-failure case='s/a'/>")), HasSubstr("without a reason"));
}

TEST(Baseline, DefectsAreShownWhereTheyAre) {
  EXPECT_THAT(OnlyError(Parse("<known-failure reason='x'/>")), HasSubstr("names no case"));
  EXPECT_THAT(OnlyError(Parse("<known-failure case='s/a' reason='x'/>\n"
                              "<known-failure case='s/a' reason='y'/>")),
              HasSubstr("3: case 's/a' is listed twice"));
  EXPECT_THAT(OnlyError(Parse("<known-failure case='s/a' reason='x' until='soon'/>")),
              HasSubstr("'soon' is not a day: write it like 2027-06-30"));
  EXPECT_THAT(OnlyError(Parse("<known-failure case='s/a' reasons='x' reason='y'/>")),
              HasSubstr("did you mean 'reason'?"));
  EXPECT_THAT(OnlyError(Parse("<failure/>")), HasSubstr("no element <failure>"));
  EXPECT_THAT(OnlyError(ParseBaseline("<suite/>", "known.xml")), HasSubstr("no baseline file"));
  EXPECT_FALSE(ParseBaseline("<baseline", "known.xml").ok());
  EXPECT_EQ(LoadBaseline("/nonexistent/known.xml").errors.front().code(), ErrorCode::kFileRead);
}

TEST(Baseline, TheSchemaTakesWhatTheReaderTakes) {
  const testing_support::TemporaryFolder folder;
  const auto valid = [&folder](const std::string& entries) {
    const std::string file = folder.path() + "/known.xml";
    EXPECT_TRUE(WriteFile(file, Document(entries)));
    return testing_support::RunProgram({"xmllint", "--nonet", "--noout", "--schema",
                                        SHAKEDOWN_SOURCE_DIR "/scenarios/baseline.xsd", file})
               .exit_code == 0;
  };
  EXPECT_TRUE(valid("<known-failure case='s/a[tls=1.3]' reason='x' until='2027-06-30'/>"));
  EXPECT_TRUE(valid(""));
  EXPECT_FALSE(valid("<known-failure case='s/a' reason=''/>"));
  EXPECT_FALSE(valid("<known-failure case='s/a' reason='x' until='soon'/>"));
  EXPECT_FALSE(
      valid("<known-failure case='s/a' reason='x'/>"
            "<known-failure case='s/a' reason='y'/>"));
}

}  // namespace
}  // namespace shakedown::scenario
