#include "report/model/run_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/file.h"
#include "report/json.h"
#include "report/merge.h"
#include "report/model/read_diagnosis.h"
#include "tests/support/case_builder.h"
#include "tests/support/hostile_run.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report::model {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;

const char* const kSmall =
    R"({"schema":"shakedown.run/1","later":{"a":[1,{"b":"]}"}]},"suites":[{"name":"s","cases":[
{"id":"s/one","verdict":"passed","surprise":[{}]},
{"id":"s/two","verdict":"failed","executions":[{"verdict":"failed","message":"why"}]}]}],"seed":7})";

Result<RunReport> Loaded(const std::string& text) {
  const TemporaryFolder folder;
  const std::string file = folder.File("report.json");
  std::ofstream(file, std::ios::binary) << text;
  return RunReport::Load(file);
}

std::string ProblemOf(const std::string& text) {
  const auto report = Loaded(text);
  return report ? "" : report.error().Text();
}

TEST(RunReportTest, ReadsWhatTheJsonReportWrote) {
  const auto run = EveryVerdict();
  const auto json = MakeJsonReport();
  run->Feed(*json);
  const auto report = Loaded(json->Document());
  ASSERT_TRUE(report) << report.error().Text();
  EXPECT_EQ(report->head().target_url, "https://localhost:8443/");
  EXPECT_EQ(report->head().seed, 7u);
  ASSERT_EQ(report->entries().size(), 8u);
  EXPECT_EQ(report->entries()[1].cause, "certificate.untrusted-issuer");
  EXPECT_EQ(report->counts().failed, 2u);
  EXPECT_EQ(report->counts().errors, 2u);
  const auto test = report->Read(1);
  ASSERT_TRUE(test);
  ASSERT_NE(test->diagnosis(), nullptr);
  EXPECT_EQ(test->diagnosis()->explained()->ladder.size(), 7u);
  EXPECT_EQ(test->diagnosis()->explained()->request->ca_names.size(), 2u);
}

TEST(RunReportTest, TheModelOfARunIsThatOfItsFile) {
  const auto run = EveryVerdict();
  const auto json = MakeJsonReport();
  run->Feed(*json);
  const auto live = json->Model();
  ASSERT_TRUE(live);
  const TemporaryFolder folder;
  ASSERT_TRUE(WriteRunJson(*live, folder.File("again.json")));
  EXPECT_EQ(*ReadFile(folder.File("again.json")), json->Document());
}

TEST(RunReportTest, IgnoresFieldsThatItDoesNotKnow) {
  const auto report = Loaded(kSmall);
  ASSERT_TRUE(report) << report.error().Text();
  ASSERT_EQ(report->entries().size(), 2u);
  EXPECT_EQ(report->entries()[1].message, "why");
  EXPECT_EQ(report->head().seed, 7u) << "also behind the cases";
}

TEST(RunReportTest, SaysWhereSomethingIsWrong) {
  EXPECT_THAT(ProblemOf("{\n\"suites\": [}"), HasSubstr("line 2"));
  EXPECT_THAT(ProblemOf(R"({"schema":"shakedown.run/2","suites":[]})"),
              HasSubstr("shakedown.run/2"));
  std::string text = kSmall;
  text.replace(text.find("\"why\""), 5, "[5]");
  EXPECT_THAT(ProblemOf(text), HasSubstr("case 2: 'executions[0].message' is a list"));
  text = kSmall;
  text.replace(text.find("\"failed\""), 8, "\"broken\"");
  EXPECT_THAT(ProblemOf(text), HasSubstr("'verdict' is 'broken'"));
}

TEST(RunReportTest, EveryPrefixOfAReportIsRefused) {
  const std::string text = kSmall;
  for (size_t size = 0; size < text.size(); ++size) {
    ASSERT_NE(ProblemOf(text.substr(0, size)), "") << size;
  }
}

TEST(RunReportTest, BoundlessNestingIsRefused) {
  const std::string deep = R"({"schema":"shakedown.run/1","x":)" + std::string(100000, '[');
  EXPECT_THAT(ProblemOf(deep), HasSubstr("less nesting"));
}

TEST(RunReportTest, TextsOfAForeignReportAreMadePrintable) {
  std::string text = kSmall;
  text.replace(text.find("why"), 3, "\\u001b[31m\\u202ewhy");
  const auto report = Loaded(text);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->entries()[1].message.find('\x1b'), std::string::npos);
  EXPECT_EQ(report->entries()[1].message.find("\u202e"), std::string::npos);
}

TEST(RunReportTest, ReadsHostileRuns) {
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    const auto json = MakeJsonReport();
    HostileRun(seed)->Feed(*json);
    const auto report = json->Model();
    EXPECT_TRUE(report) << report.error().Text();
  }
}

std::string Shard(const std::string& shard, const std::string& ids) {
  std::string cases;
  for (const char id : ids) {
    cases +=
        (cases.empty() ? "" : ",") + std::string(R"({"id":"s/)") + id + R"(","verdict":"passed"})";
  }
  return R"({"schema":"shakedown.run/1","shard":")" + shard +
         R"(","suites":[{"name":"s","cases":[)" + cases + "]}]}";
}

/// The ids of the united run, or why there is none.
std::string Merged(const std::vector<std::string>& texts) {
  std::vector<RunReport> reports;
  std::vector<std::string> names;
  for (const std::string& text : texts) {
    reports.push_back(*Loaded(text));
    names.push_back("f" + std::to_string(names.size()));
  }
  const auto merged = Merge(std::move(reports), names);
  if (!merged) return merged.error().Line();
  std::string ids;
  for (const CaseEntry& entry : merged->entries()) ids += entry.id.back();
  return ids;
}

TEST(MergeTest, PutsCasesInTheOrderOfTheUndividedRun) {
  EXPECT_EQ(Merged({Shard("1/2", "ace"), Shard("2/2", "bd")}), "abcde");
  EXPECT_EQ(Merged({Shard("2/2", "bd"), Shard("1/2", "ace")}), "abcde");
  EXPECT_EQ(Merged({Shard("", "ab"), Shard("", "c")}), "abc") << "runs of different suites";
}

TEST(MergeTest, RefusesWhatIsMissingOrThereTwice) {
  EXPECT_THAT(Merged({Shard("1/3", "a"), Shard("3/3", "c")}), HasSubstr("shard 2/3 is missing"));
  EXPECT_THAT(Merged({Shard("1/2", "a"), Shard("1/2", "b")}), HasSubstr("are both shard 1/2"));
  EXPECT_THAT(Merged({Shard("1/2", "ab"), Shard("2/2", "a")}), HasSubstr("case 's/a' stands in"));
  EXPECT_THAT(Merged({Shard("1/2", "a"), Shard("2/3", "b")}), HasSubstr("not shards of one run"));
}

}  // namespace
}  // namespace shakedown::report::model
