#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/file.h"
#include "report/annotations.h"
#include "report/json.h"
#include "report/json_lines.h"
#include "report/junit_document.h"
#include "report/markdown.h"
#include "report/pictures.h"
#include "report/tap.h"
#include "tests/support/case_builder.h"
#include "tests/support/golden.h"
#include "tests/support/hostile_run.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;
using testing::Not;

/// A run and its model, which borrows it.
struct Modelled {
  explicit Modelled(RunFixture& run) {
    run.Feed(*json);
    report.emplace(*json->Model());
  }
  std::unique_ptr<JsonReport> json = MakeJsonReport();
  std::optional<model::RunReport> report;
};

TEST(MarkdownTest, IsTheSample) {
  const Modelled run(*EveryVerdict());
  ExpectGolden(*RunMarkdown(*run.report), "reports/sample/summary.md");
}

TEST(MarkdownTest, ForeignTextIsNoMarkup) {
  EXPECT_EQ(MarkdownText("a|b <img> *x* `y` [z](u) #1 @all $m$"),
            "a&#124;b &#60;img&#62; &#42;x&#42; &#96;y&#96; &#91;z&#93;(u) &#35;1 &#64;all "
            "&#36;m&#36;");
  EXPECT_EQ(MarkdownText("https://a.test"), "https&#58;//a.test");
  EXPECT_EQ(MarkdownText("www.a.test"), "www&#46;a.test");
  EXPECT_EQ(MarkdownText("- x"), "&#45; x");
  EXPECT_EQ(MarkdownCode("a ``` b"), "````text\na ``` b\n````\n");
}

TEST(MarkdownTest, KeepsTheLimitAndCountsWhatIsLeftOut) {
  const Modelled run(*EveryVerdict());
  const std::string text = *RunMarkdown(*run.report, {.limit = 2500});
  EXPECT_LE(text.size(), 2500u);
  EXPECT_THAT(text, HasSubstr("left out here"));
  EXPECT_EQ(RunMarkdown(*run.report)->find("left out here"), std::string::npos);
}

TEST(AnnotationsTest, AreTheSample) {
  const Modelled run(*EveryVerdict());
  ExpectGolden(GithubAnnotations(*run.report), "reports/sample/annotations.txt");
}

TEST(AnnotationsTest, GithubGetsTenAtMost) {
  RunFixture fixture;
  fixture.Suite("s", "S");
  for (int i = 0; i < 30; ++i) {
    fixture.Add("c" + std::to_string(i), "", "", RefusedUnknownIssuer());
  }
  fixture.Prepare();
  const Modelled run(fixture);
  const std::string lines = GithubAnnotations(*run.report);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 10);
  EXPECT_THAT(lines, HasSubstr("and 21 more cases"));
}

TEST(AnnotationsTest, HostileTextGivesNoCommandOfItsOwn) {
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    const Modelled run(*HostileRun(seed));
    std::istringstream lines(GithubAnnotations(*run.report));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(line.starts_with("::error ")) << line;
      EXPECT_EQ(line.find('\r'), std::string::npos);
    }
  }
}

TEST(AnnotationsTest, GitlabFoldsEachSuite) {
  const Modelled run(*EveryVerdict());
  const std::string text = GitlabSections(*run.report, 7);
  EXPECT_THAT(text, HasSubstr("section_start:7:shakedown_0_client-auth[collapsed=true]\r"));
  EXPECT_THAT(text, HasSubstr("section_end:7:shakedown_1_reach\r"));
}

TEST(TapTest, IsTheSample) {
  const Modelled run(*EveryVerdict());
  ExpectGolden(TapDocument(*run.report), "reports/sample/report.tap");
}

TEST(TapTest, HostileTextStaysOnItsLine) {
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    const Modelled run(*HostileRun(seed));
    std::istringstream lines(TapDocument(*run.report));
    size_t points = 0;
    for (std::string line; std::getline(lines, line);) {
      const bool point = line.starts_with("ok ") || line.starts_with("not ok ");
      points += point;
      EXPECT_TRUE(point || line.starts_with("  ") || line.starts_with("TAP ") ||
                  line.starts_with("1.."))
          << line;
    }
    EXPECT_EQ(points, run.report->entries().size());
  }
}

TEST(JsonLinesTest, EachLineIsAnEventAndCasesAreThoseOfTheReport) {
  const TemporaryFolder folder;
  const auto run = EveryVerdict();
  {
    auto lines = MakeJsonLines(folder.File("run.jsonl"));
    ASSERT_TRUE(lines);
    run->Feed(**lines);
    EXPECT_TRUE((*lines)->Finish());
  }
  const Modelled modelled(*run);
  std::istringstream stream(*ReadFile(folder.File("run.jsonl")));
  std::vector<nlohmann::json> events;
  for (std::string line; std::getline(stream, line);) events.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(events.size(), 10u);
  EXPECT_EQ(events.front()["schema"], kEventsSchema);
  EXPECT_EQ(events[2]["case"], nlohmann::json::parse(*modelled.report->ReadText(1)));
  EXPECT_EQ(events.back()["counts"]["failed"], 2);
}

TEST(JsonLinesTest, AFullDiskIsToldAtTheEnd) {
  auto lines = MakeJsonLines("/dev/full");
  ASSERT_TRUE(lines);
  EveryVerdict()->Feed(**lines);
  EXPECT_FALSE((*lines)->Finish());
}

TEST(JunitOfModelTest, SaysWhatTheRunSaid) {
  const auto run = EveryVerdict();
  const auto live = MakeJunitReport({.hostname = false});
  run->Feed(*live);
  const Modelled modelled(*run);
  const std::string text = *RunJunit(*modelled.report, {.hostname = false});
  EXPECT_THAT(text, HasSubstr(R"(<testsuites name="shakedown" tests="8" failures="2" errors="2")"));
  for (const char* part :
       {"message=\"expected accepted, observed refused (alert unknown_ca): the issuer 'CN=Corp Sub "
        "CA 2' is not in the server's CA list\"",
        "type=\"shakedown.certificate.untrusted-issuer\"", "type=\"shakedown.error.file-read\"",
        "<flakyFailure", "<rerunFailure", "  !     1.6 ms"}) {
    EXPECT_THAT(live->Document(), HasSubstr(part));
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(PicturesTest, JUnitNamesTheFilesThatAreWritten) {
  const TemporaryFolder folder;
  const auto run = EveryVerdict();
  const Modelled modelled(*run);
  ASSERT_TRUE(WritePictures(*modelled.report, folder.File("pictures")));
  const auto junit = MakeJunitReport({.hostname = false, .pictures = folder.File("pictures")});
  run->Feed(*junit);
  const std::string text = junit->Document();
  size_t named = 0;
  for (size_t at = text.find("[[ATTACHMENT|"); at != std::string::npos;
       at = text.find("[[ATTACHMENT|", at + 1)) {
    const size_t begin = at + 13;
    EXPECT_TRUE(ReadFile(text.substr(begin, text.find("]]", begin) - begin)));
    ++named;
  }
  EXPECT_GE(named, 4u);
}

}  // namespace
}  // namespace shakedown::report
