#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <filesystem>
#include <locale>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "core/file.h"
#include "report/annotations.h"
#include "report/html_report.h"
#include "report/json.h"
#include "report/json_lines.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/pictures.h"
#include "report/tap.h"
#include "tests/support/hostile_run.h"
#include "tests/support/temporary_folder.h"

// What holds for every report alike: any locale, any text, no cases at all, a run that was stopped.
namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;

/// Suites take no time, so that two reports are the same.
SteadyTime Frozen() { return {}; }

/// The text of each report of a run by its name; pictures by the name of their file.
std::map<std::string, std::string> AllReports(RunFixture& run, size_t missing = 0) {
  const TemporaryFolder folder;
  std::map<std::string, std::string> all;
  const auto json = MakeJsonReport();
  JunitOptions options;
  options.now = &Frozen;
  const auto junit = MakeJunitReport(options);
  const auto lines = MakeJsonLines(folder.File("lines"));
  run.Feed(*json, missing);
  run.Feed(*junit, missing);
  run.Feed(**lines, missing);
  const auto model = json->Model();
  if (!model) return {{"no model", model.error().Text()}};
  EXPECT_TRUE(WriteRunHtml(*model, folder.File("page")));
  EXPECT_TRUE(WritePictures(*model, folder.File("pictures")));
  const auto markdown = RunMarkdown(*model);
  all["json"] = json->Document();
  all["junit"] = junit->Document();
  all["json-lines"] = *ReadFile(folder.File("lines"));
  all["html"] = *ReadFile(folder.File("page"));
  all["markdown"] = markdown ? *markdown : markdown.error().Text();
  all["tap"] = TapDocument(*model);
  all["github"] = GithubAnnotations(*model);
  all["gitlab"] = GitlabSections(*model, 1'800'000'000);
  for (const auto& entry : std::filesystem::directory_iterator(folder.File("pictures"))) {
    all[entry.path().filename().string()] = *ReadFile(entry.path().string());
  }
  return all;
}

struct OddNumbers final : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\1"; }
};

/// Decimal commas, grouped digits and, if the machine has it, Turkish letters, until it is gone.
class OddLocale final {
 public:
  explicit OddLocale(const char* name)
      : before_(std::locale::global(std::locale(std::locale(), new OddNumbers))) {
    std::setlocale(LC_ALL, name);
  }
  OddLocale(const OddLocale&) = delete;
  OddLocale& operator=(const OddLocale&) = delete;
  ~OddLocale() {
    std::locale::global(before_);
    std::setlocale(LC_ALL, "C");
  }

 private:
  std::locale before_;
};

TEST(EveryReportTest, IsTheSameInEveryLocale) {
  const auto run = EveryVerdict();
  run->summary().duration = Milliseconds(1234567);
  const auto before = AllReports(*run);
  EXPECT_GT(before.size(), 9u) << "and pictures";
  for (const char* name : {"de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8"}) {
    const OddLocale odd(name);
    EXPECT_EQ(AllReports(*run), before) << name;
  }
}

TEST(EveryReportTest, StaysWellFormedAndHarmlessWhateverTheTextIs) {
  for (uint32_t seed = 101; seed <= 124; ++seed) {
    const auto run = HostileRun(seed);
    for (const auto& [name, text] : AllReports(*run)) {
      SCOPED_TRACE(name + ", seed " + std::to_string(seed));
      // The commands that fold a section of GitLab's log begin with an escape; they are ours.
      EXPECT_TRUE(name == "gitlab" || FirstForbidden(text) == std::string::npos);
      const bool ours = name == "github" || name == "markdown";  // "::error", "## heading"
      EXPECT_EQ(ours ? "" : FirstLiveMarker(text), "");
      EXPECT_EQ(text.find("[[ATTACHMENT|"), std::string::npos);
      if (!name.ends_with(".svg") && name != "junit") continue;
      pugi::xml_document document;
      EXPECT_TRUE(document.load_string(text.c_str(), pugi::parse_full));
    }
  }
}

TEST(EveryReportTest, OfNoCasesIsADocumentAllTheSame) {
  RunFixture run;
  const auto all = AllReports(run);
  EXPECT_FALSE(nlohmann::json::parse(all.at("json"), nullptr, false).is_discarded());
  pugi::xml_document junit;
  ASSERT_TRUE(junit.load_string(all.at("junit").c_str()));
  EXPECT_THAT(all.at("html"), HasSubstr("No case was run"));
  EXPECT_THAT(all.at("markdown"), HasSubstr("No case was run"));
  EXPECT_THAT(all.at("tap"), HasSubstr("1..0"));
}

TEST(EveryReportTest, OfAStoppedRunListsWhatWasNotReached) {
  const auto run = EveryVerdict();
  run->summary().stop = run::Stop::kInterrupted;
  const auto all = AllReports(*run, 3);
  const std::string last = run->plan().cases.back().id;
  EXPECT_THAT(all.at("html"), HasSubstr("interrupted: not all cases were reached"));
  EXPECT_THAT(all.at("json"), HasSubstr("\"stop\":\"interrupted\""));
  EXPECT_THAT(all.at("json-lines"), HasSubstr("\"stop\":\"interrupted\""));
  EXPECT_THAT(all.at("junit"), HasSubstr("interrupted"));
  for (const char* name : {"html", "json", "tap"}) EXPECT_THAT(all.at(name), HasSubstr(last));
  EXPECT_THAT(all.at("tap"), HasSubstr("# SKIP"));
}

}  // namespace
}  // namespace shakedown::report
