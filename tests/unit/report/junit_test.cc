#include "report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <fstream>
#include <locale>
#include <pugixml.hpp>

#include "tests/support/case_builder.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;

const std::string kSource = SHAKEDOWN_SOURCE_DIR;
const std::string kOurs = kSource + "/reports/shakedown-junit.xsd";
const std::string kJenkins = kSource + "/fixtures/junit/jenkins-junit.xsd";
const std::string kSurefire = kSource + "/fixtures/junit/surefire-test-report.xsd";

SteadyTime Frozen() { return SteadyTime{}; }

JunitOptions Options(bool strict) {
  JunitOptions options;
  options.strict = strict;
  options.hostname = false;
  options.now = &Frozen;
  return options;
}

std::string DocumentOf(RunFixture& run, const JunitOptions& options, size_t missing = 0) {
  const auto report = MakeJunitReport(options);
  run.Feed(*report, missing);
  return report->Document();
}

/// Empty if `document` is valid, else what xmllint says.
std::string Invalid(const std::string& document, const std::string& schema) {
  const TemporaryFolder folder;
  const std::string file = folder.File("report.xml");
  std::ofstream(file, std::ios::binary) << document;
  const ProgramResult result =
      RunProgram({"xmllint", "--nonet", "--noout", "--schema", schema, file});
  return result.exit_code == 0 ? "" : "xmllint: " + result.err;
}

pugi::xml_document Parsed(const std::string& text) {
  pugi::xml_document document;
  const auto result =
      document.load_buffer(text.data(), text.size(), pugi::parse_full | pugi::parse_ws_pcdata);
  EXPECT_TRUE(result) << result.description();
  return document;
}

std::string Written(const pugi::xml_node& node) {
  std::ostringstream out;
  node.print(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

pugi::xml_node CaseOf(const pugi::xml_document& document, const std::string& name) {
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    for (const auto test : suite.children("testcase")) {
      if (name == test.attribute("name").value()) return test;
    }
  }
  ADD_FAILURE() << "no case " << name;
  return {};
}

TEST(JunitTest, ExtendedReportIsTheSample) {
  ExpectGolden(DocumentOf(*EveryVerdict(), Options(false)), "reports/sample/junit.xml");
}

TEST(JunitTest, StrictReportIsTheSample) {
  ExpectGolden(DocumentOf(*EveryVerdict(), Options(true)), "reports/sample/junit-strict.xml");
}

TEST(JunitTest, ExtendedReportValidatesWithOurSchema) {
  EXPECT_EQ(Invalid(DocumentOf(*EveryVerdict(), Options(false)), kOurs), "");
}

TEST(JunitTest, OurSchemaRefusesASecondVerdict) {
  pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto failure = CaseOf(document, "good[tls=1.3]").child("failure");
  failure.parent().insert_copy_after(failure, failure);
  EXPECT_NE(Invalid(Written(document), kOurs), "");
}

TEST(JunitTest, StrictReportValidatesWithTheJenkinsSchema) {
  JunitOptions options = Options(true);
  options.hostname = true;
  EXPECT_EQ(Invalid(DocumentOf(*EveryVerdict(), options), kJenkins), "");
}

TEST(JunitTest, StrictSuitesValidateWithSurefire) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(true)));
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    pugi::xml_document alone;
    pugi::xml_node root = alone.append_copy(suite);
    root.remove_attribute("id");
    root.remove_attribute("hostname");
    EXPECT_EQ(Invalid(Written(alone), kSurefire), "");
  }
}

TEST(JunitTest, ExtendedReportWithoutFourThingsValidatesWithTheJenkinsSchema) {
  pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  EXPECT_NE(Invalid(Written(document), kJenkins), "");
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    for (auto test : suite.children("testcase")) {
      for (const char* name : {"file", "line", "timestamp"}) test.remove_attribute(name);
      test.remove_child("properties");
    }
  }
  EXPECT_EQ(Invalid(Written(document), kJenkins), "");
}

TEST(JunitTest, CountsAreThoseOfWhatIsWritten) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto root = document.child("testsuites");
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  for (const auto suite : root.children("testsuite")) {
    for (const auto test : suite.children("testcase")) {
      ++tests;
      failures += !test.child("failure").empty();
      errors += !test.child("error").empty();
      skipped += !test.child("skipped").empty();
    }
  }
  EXPECT_EQ(root.attribute("tests").as_int(), tests);
  EXPECT_EQ(root.attribute("failures").as_int(), failures);
  EXPECT_EQ(root.attribute("errors").as_int(), errors);
  const auto suite = root.child("testsuite");
  EXPECT_EQ(suite.attribute("skipped").as_int(), skipped);
  EXPECT_EQ(tests, 8);
  EXPECT_EQ(failures, 2);
  EXPECT_EQ(errors, 2);
}

TEST(JunitTest, APassExplainsTheGate) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto properties = CaseOf(document, "no-certificate[tls=1.3]").child("properties");
  const auto value = [&](const char* name) {
    return std::string(
        properties.find_child_by_attribute("property", "name", name).attribute("value").value());
  };
  EXPECT_EQ(value("case.id"), "client-auth/no-certificate[tls=1.3]");
  EXPECT_EQ(value("shakedown.outcome"), "refused");
  EXPECT_EQ(value("shakedown.cause"), "client.no-identity");
  EXPECT_EQ(value("shakedown.certainty"), "certain");
  EXPECT_EQ(value("shakedown.enforcement"), "required-tls");
  EXPECT_EQ(value("tls.alert"), "certificate_required(116)");
  const pugi::xml_document strict = Parsed(DocumentOf(*EveryVerdict(), Options(true)));
  EXPECT_STREQ(CaseOf(strict, "no-certificate[tls=1.3]").child("system-out").child_value(),
               "refused: client.no-identity (certain): no client certificate is configured\n");
}

TEST(JunitTest, TypesAreDottedReasonCodes) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto type = [&](const char* name, const char* tag) {
    return std::string(CaseOf(document, name).child(tag).attribute("type").value());
  };
  EXPECT_EQ(type("good[tls=1.3]", "failure"), "shakedown.certificate.untrusted-issuer");
  EXPECT_EQ(type("mine", "error"), "shakedown.error.file-read");
  EXPECT_EQ(type("down", "error"), "shakedown.path.unreachable");
  EXPECT_EQ(type("sometimes[tls=1.3]", "flakyFailure"), "shakedown.certificate.untrusted-issuer");
}

TEST(JunitTest, AnUnexpectedPassHasATypeOfItsOwn) {
  RunFixture run;
  run.Suite("s", "S");
  run::CaseResult& result = run.Add("c", "C", "", Accepted());
  run.MarkKnownFailure("broken");
  result.known_failure = false;
  result.verdict = result.executions[0].verdict = run::Verdict::kFailed;
  result.executions[0].message = "passed, though the suite calls it a known failure";
  EXPECT_THAT(DocumentOf(run, Options(false)), HasSubstr("shakedown.expectation.unexpected-pass"));
}

TEST(JunitTest, RepeatedFailuresAreNotASecondCase) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto test = CaseOf(document, "twice[tls=1.3]");
  EXPECT_TRUE(test.child("failure"));
  const auto rerun = test.child("rerunFailure");
  EXPECT_THAT(rerun.attribute("message").value(), testing::StartsWith("attempt 2 of 2: expected"));
  EXPECT_TRUE(rerun.child("stackTrace").first_child().type() == pugi::node_cdata);
}

TEST(JunitTest, TheVerdictElementShowsTheFirstAttemptThatEndedLikeTheCase) {
  RunFixture run;
  run.Suite("s", "S");
  run::CaseResult& result = run.Add("c", "C", "", Unreachable());
  result.executions.push_back(RefusedUnknownIssuer());
  result.verdict = run::Verdict::kFailed;
  const std::string text = DocumentOf(run, Options(false));
  const pugi::xml_document document = Parsed(text);
  const auto test = CaseOf(document, "c");
  EXPECT_TRUE(test.child("failure"));
  EXPECT_FALSE(test.child("error"));
  EXPECT_TRUE(test.child("rerunError"));
  EXPECT_EQ(Invalid(text, kOurs), "");
}

TEST(JunitTest, KnownFailuresPassAndSayWhy) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto test = CaseOf(document, "late[tls=1.3]");
  EXPECT_FALSE(test.child("failure"));
  EXPECT_THAT(Written(test), HasSubstr("the test server cannot ask late, see issue 12"));
}

TEST(JunitTest, SkippedCasesSayWhyInMessageAndBody) {
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), Options(false)));
  const auto skipped = CaseOf(document, "revoked").child("skipped");
  EXPECT_STREQ(skipped.attribute("message").value(), "needs a CRL: give --crl");
  EXPECT_STREQ(skipped.child_value(), "needs a CRL: give --crl\n");
}

TEST(JunitTest, FilesAreRelativeToTheRoot) {
  JunitOptions options = Options(false);
  options.root = "./scenarios";
  EXPECT_THAT(DocumentOf(*EveryVerdict(), options), HasSubstr("file=\"client-auth.xml\""));
  options.root = "/elsewhere";
  EXPECT_THAT(DocumentOf(*EveryVerdict(), options),
              HasSubstr("file=\"scenarios/client-auth.xml\""));
}

TEST(JunitTest, OddTimesAreClamped) {
  RunFixture run;
  run.Suite("s", "S");
  run::CaseResult& back = run.Add("back", "The clock went back", "", Accepted());
  back.executions[0].duration = Milliseconds(-5);
  run::CaseResult& longest = run.Add("long", "A year", "", Accepted());
  longest.executions[0].duration = std::chrono::hours(24 * 365);
  run.summary().duration = Milliseconds(-1);
  const std::string text = DocumentOf(run, Options(false));
  EXPECT_THAT(text, HasSubstr("name=\"back\" time=\"0.000\""));
  EXPECT_THAT(text, HasSubstr("name=\"long\" time=\"31536000.000\""));
  EXPECT_EQ(Invalid(text, kOurs), "");
}

SteadyTime Backwards() {
  static SteadyTime now{std::chrono::hours(1)};
  return now -= std::chrono::seconds(1);
}

TEST(JunitTest, ASuiteTimedByAClockThatRunsBackwardsTakesNoTime) {
  JunitOptions options = Options(false);
  options.now = &Backwards;
  EXPECT_THAT(DocumentOf(*EveryVerdict(), options), testing::Not(HasSubstr("time=\"-")));
}

struct OddNumbers final : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(JunitTest, TheLocaleChangesNothing) {
  const auto run = EveryVerdict();
  run->summary().duration = Milliseconds(1234567);
  const std::string before = DocumentOf(*run, Options(false));
  const std::locale old = std::locale::global(std::locale(std::locale(), new OddNumbers));
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  const std::string after = DocumentOf(*run, Options(false));
  std::locale::global(old);
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(after, before);
  EXPECT_THAT(after, HasSubstr("time=\"1234.567\""));
}

TEST(JunitTest, CasesThatWereNotReachedAreSkipped) {
  const auto run = EveryVerdict();
  run->summary().stop = run::Stop::kInterrupted;
  const std::string text = DocumentOf(*run, Options(false), 3);
  const pugi::xml_document document = Parsed(text);
  EXPECT_EQ(document.child("testsuites").attribute("tests").as_int(), 8);
  EXPECT_STREQ(CaseOf(document, "down").child("skipped").attribute("message").value(),
               "not run: the run was interrupted");
  EXPECT_THAT(text, HasSubstr("name=\"run.stop\" value=\"interrupted\""));
  EXPECT_EQ(Invalid(text, kOurs), "");
}

TEST(JunitTest, AnEmptySelectionIsAnErrorAndAnEmptyShardIsNot) {
  RunFixture run;
  const std::string nothing = DocumentOf(run, Options(true));
  EXPECT_THAT(nothing, HasSubstr("type=\"shakedown.harness.case-selection\""));
  EXPECT_EQ(Invalid(nothing, kJenkins), "");
  EXPECT_EQ(Invalid(nothing, kOurs), "");
  run.info().shard = "5/5";
  const std::string shard = DocumentOf(run, Options(true));
  EXPECT_THAT(shard, HasSubstr("<skipped message=\"shard 5/5 has no cases\""));
  EXPECT_EQ(Invalid(shard, kOurs), "");
}

TEST(JunitTest, HarnessDocumentTellsWhyNothingRan) {
  const std::string text =
      HarnessDocument("start", "ca.pem: not <PEM>", "error: ca.pem\n  hint: x ]]> y", false);
  EXPECT_EQ(Invalid(text, kOurs), "");
  const pugi::xml_document document = Parsed(text);
  const auto error = CaseOf(document, "start").child("error");
  EXPECT_STREQ(error.attribute("message").value(), "ca.pem: not (PEM)");
  EXPECT_STREQ(error.child_value(), "ca.pem: not (PEM)\n\nerror: ca.pem\n  hint: x ]] > y\n");
}

TEST(JunitTest, BodiesKeepToTheirLimit) {
  JunitOptions options = Options(false);
  options.body_limit = 1500;
  const pugi::xml_document document = Parsed(DocumentOf(*EveryVerdict(), options));
  const std::string body = CaseOf(document, "good[tls=1.3]").child("failure").child_value();
  EXPECT_LE(body.size(), 1500u);
  EXPECT_THAT(body, HasSubstr("bytes left out here"));
}

TEST(JunitTest, ManyFailuresMakeTheirBodiesShorter) {
  JunitOptions options = Options(false);
  options.total_limit = 20'000;
  RunFixture run;
  run.Suite("s", "S");
  for (int i = 0; i < 40; ++i) run.Add("c" + std::to_string(i), "C", "", RefusedUnknownIssuer());
  const std::string text = DocumentOf(run, options);
  EXPECT_LT(text.size(), 90'000u);
  EXPECT_EQ(Invalid(text, kOurs), "");
  const pugi::xml_document document = Parsed(text);
  const std::string last = CaseOf(document, "c39").child("failure").child_value();
  EXPECT_LE(last.size(), 400u);
  EXPECT_THAT(last, testing::StartsWith("expected accepted"));
}

TEST(JunitTest, NamesThatHadToBeCutStayApart) {
  RunFixture run;
  run.Suite("s", "S");
  run.Add(std::string(300, 'x') + "1", "A", "", Accepted());
  run.Add(std::string(300, 'x') + "2", "B", "", Accepted());
  EXPECT_EQ(Invalid(DocumentOf(run, Options(false)), kOurs), "");
}

TEST(JunitTest, SuitesKeepTheOrderOfThePlanWhateverFinishesFirst) {
  const auto run = EveryVerdict();
  const std::string in_order = DocumentOf(*run, Options(false));
  run->Prepare();
  const auto report = MakeJunitReport(Options(false));
  report->OnRunStarted(run->info());
  for (size_t i = run->results().size(); i-- > 0;) {
    report->OnCaseStarted(i);
    report->OnCaseFinished(i, run->results()[i]);
  }
  report->OnRunFinished(run->summary());
  EXPECT_EQ(report->Document(), in_order);
}

TEST(JunitTest, AVeryLargeRunStaysBelowTheObjectLimit) {
  RunFixture run;
  run.Suite("s", "S");
  run.Add("c", "C", "", Accepted());
  run.Prepare();
  const run::Case one = run.plan().cases[0];
  constexpr size_t kCases = 30'000;
  run.plan().cases.assign(kCases, one);
  for (size_t i = 0; i < kCases; ++i) run.plan().cases[i].id = "s/c" + std::to_string(i);
  const auto report = MakeJunitReport(Options(false));
  report->OnRunStarted(run.info());
  run::CaseResult result = run.results()[0];
  for (size_t i = 0; i < kCases; ++i) {
    result.test = &run.plan().cases[i];
    report->OnCaseFinished(i, result);
  }
  report->OnRunFinished(run.summary());
  const std::string text = report->Document();
  size_t objects = 0;
  for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    objects += text[at + 1] != '/';
  }
  EXPECT_LT(objects, 250'000u);
}

}  // namespace
}  // namespace shakedown::report
