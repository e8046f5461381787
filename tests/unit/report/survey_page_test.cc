#include "report/survey_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "report/html_report.h"
#include "report/markdown.h"
#include "tests/support/golden.h"
#include "tests/support/survey_builder.h"
#include "tests/support/temporary_folder.h"

// A survey as a page and as Markdown, from what was just found and from its JSON.
namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;
using testing::Not;

struct Written {
  std::string json, html, markdown;
};

Written Write(SurveyFixture survey) {
  const TemporaryFolder folder;
  const auto json = MakeSurveyJson();
  survey.Feed(*json);
  EXPECT_TRUE(json->WriteTo(folder.File("survey.json")));
  const auto model = json->Model();
  if (!model) return {"", "no model: " + model.error().Text(), ""};
  EXPECT_TRUE(WriteRunHtml(*model, folder.File("survey.html")));
  const auto markdown = RunMarkdown(*model);
  return {*ReadFile(folder.File("survey.json")), *ReadFile(folder.File("survey.html")),
          markdown ? *markdown : markdown.error().Text()};
}

SurveyFixture Pool() {
  SurveyFixture survey;
  survey.Add("192.0.2.1:443", LetIn());
  survey.Add("192.0.2.2:443", LetIn());
  survey.Add("192.0.2.3:443", IssuerNotTrusted());
  survey.set_pool_of("gate.example.test");
  return survey;
}

TEST(SurveyPageTest, IsTheSample) {
  const Written written = Write(EveryEnd());
  ExpectGolden(written.json, "reports/sample/survey.json");
  ExpectGolden(written.html, "reports/sample/survey.html");
  ExpectGolden(written.markdown, "reports/sample/survey.md");
}

TEST(SurveyPageTest, SaysHowTheClientFaredAndNotWhatATestExpected) {
  const Written written = Write(EveryEnd());
  for (const std::string& text : {written.html, written.markdown}) {
    EXPECT_THAT(text, HasSubstr("2 of 6 targets refused, 2 had no verdict"));
    EXPECT_THAT(text, HasSubstr("REFUSED"));
    EXPECT_THAT(text, Not(HasSubstr("FAILED")));
  }
  EXPECT_THAT(written.html, HasSubstr(">2 targets</a>"));
  EXPECT_THAT(written.html, HasSubstr("ACCEPTED"));
  EXPECT_THAT(written.html, HasSubstr("not tried"));
  EXPECT_THAT(written.html, HasSubstr("interrupted: not all were tried"));
  EXPECT_THAT(written.html, HasSubstr("Defined in hosts.txt:1"));
  EXPECT_THAT(written.html, HasSubstr("give the key of this certificate"));
}

TEST(SurveyPageTest, ComparesTheAddressesOfAName) {
  const Written written = Write(Pool());
  EXPECT_THAT(written.html, HasSubstr("1 of 3 addresses differs from the others"));
  EXPECT_THAT(written.html, HasSubstr("<dt>Host</dt><dd><bdi>gate.example.test</bdi></dd>"));
  EXPECT_THAT(written.html, HasSubstr("<a href=\"#case-192-0-2-3-443\">"));
  EXPECT_THAT(written.markdown, HasSubstr("| What differs | Answer | Addresses |"));
  EXPECT_THAT(written.markdown, HasSubstr("92.0.2.1:443, 192.0.2.2:443 |"));
}

TEST(SurveyPageTest, ASurveyOfNothingBadSaysSo) {
  SurveyFixture survey;
  survey.Add("gate.example.test", LetIn());
  const Written written = Write(std::move(survey));
  EXPECT_THAT(written.html, HasSubstr("<h1>All 1 target accepted</h1>"));
  EXPECT_THAT(written.html, HasSubstr("<header class=\"good\">"));
}

TEST(SurveyPageTest, IsTheSameFromItsJson) {
  const TemporaryFolder folder;
  const Written written = Write(Pool());
  ASSERT_TRUE(WriteFile(folder.File("survey.json"), written.json));
  const auto model = model::RunReport::LoadSurvey(folder.File("survey.json"));
  ASSERT_TRUE(model) << model.error().Text();
  ASSERT_TRUE(WriteRunHtml(*model, folder.File("again.html")));
  EXPECT_EQ(*ReadFile(folder.File("again.html")), written.html);
  EXPECT_EQ(*RunMarkdown(*model), written.markdown);
}

TEST(SurveyPageTest, ARunIsNoSurveyAndASurveyNoRun) {
  const std::string samples = std::string(SHAKEDOWN_SOURCE_DIR) + "/reports/sample/";
  const auto run = model::RunReport::LoadSurvey(samples + "report.json");
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code(), ErrorCode::kFormat);
  const auto survey = model::RunReport::Load(samples + "survey.json");
  ASSERT_FALSE(survey);
  EXPECT_THAT(survey.error().Line(), HasSubstr("shakedown.survey/1"));
}

TEST(SurveyPageTest, HostileNamesAreText) {
  const std::string name = "<script>window.hacked=1</script>\x1b[31m\u202e| `x` [[ATTACHMENT|x]]";
  SurveyFixture survey;
  auto found = IssuerNotTrusted();
  found.diagnosis.cause.summary = name;
  survey.Add(name, std::move(found));
  const Written written = Write(std::move(survey));
  for (const std::string& text : {written.html, written.markdown}) {
    for (const char* live : {"<script>window", "\x1b", "\u202e", "[[ATTACHMENT|"}) {
      EXPECT_THAT(text, Not(HasSubstr(live)));
    }
  }
}

}  // namespace
}  // namespace shakedown::report
