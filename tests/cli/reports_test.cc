// Reports of runs that are over, and the pages in a real browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "core/file.h"
#include "report/html_report.h"
#include "report/json.h"
#include "tests/support/case_builder.h"
#include "tests/support/hostile_run.h"
#include "tests/support/needs.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;

const std::string kSource = SHAKEDOWN_SOURCE_DIR;
const std::string kSample = kSource + "/reports/sample/report.json";

class Reports : public testing::Test {
 protected:
  ProgramResult Run(std::vector<std::string> words,
                    const std::vector<std::string>& environment = {}) {
    words.insert(words.begin(), SHAKEDOWN_BINARY);
    std::vector<std::string> all = {"GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY"};
    all.insert(all.end(), environment.begin(), environment.end());
    return RunProgram(words, all, folder_.path(), Milliseconds(60000));
  }
  std::string Text(const std::string& name) {
    const auto text = ReadFile(folder_.File(name));
    return text ? *text : "";
  }
  /// Empty if the browser finds nothing wrong with `page`.
  std::string Browse(const std::string& kind, const std::string& page) {
    const auto result =
        RunProgram({"python3", kSource + "/tests/browser/check_page.py", kind, page}, {},
                   folder_.path(), Milliseconds(90000));
    if (result.exit_code == 77) return "skip";
    return result.exit_code == 0 ? "" : result.out + result.err;
  }

  TemporaryFolder folder_;
};

TEST_F(Reports, AreRenderedAnewWithTheExitCodeOfTheRun) {
  const auto result = Run({"report", kSample, "--html", "r.html", "--markdown", "r.md", "--tap",
                           "r.tap", "--junit", "r.xml", "--json", "r.json", "--pictures", "p"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_EQ(Text("r.html"), *ReadFile(kSource + "/reports/sample/report.html"));
  EXPECT_EQ(Text("r.md"), *ReadFile(kSource + "/reports/sample/summary.md"));
  EXPECT_EQ(Text("r.tap"), *ReadFile(kSource + "/reports/sample/report.tap"));
  EXPECT_EQ(Text("r.json"), *ReadFile(kSample));
  EXPECT_THAT(Text("r.xml"), HasSubstr("tests=\"8\" failures=\"2\" errors=\"2\""));
  EXPECT_THAT(Text("r.xml"), HasSubstr("[[ATTACHMENT|p/client-auth-good-tls-1-3-"));
}

TEST_F(Reports, APageOfOneDiagnosis) {
  const std::string file = kSource + "/reports/sample/diagnosis.json";
  const auto result = Run({"report", file, "--html", "d.html", "--markdown", "d.md"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.err;
  EXPECT_EQ(Text("d.html"), *ReadFile(kSource + "/reports/sample/explanation.html"));
  EXPECT_THAT(Text("d.md"), HasSubstr("## REFUSED https&#58;//localhost:8443/"));
}

TEST_F(Reports, APageOfASurvey) {
  const std::string file = kSource + "/reports/sample/survey.json";
  const auto result = Run({"report", file, "--html", "s.html", "--markdown", "s.md"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_EQ(Text("s.html"), *ReadFile(kSource + "/reports/sample/survey.html"));
  EXPECT_EQ(Text("s.md"), *ReadFile(kSource + "/reports/sample/survey.md"));
  const auto junit = Run({"report", file, "--html", "s.html", "--junit", "s.xml"});
  EXPECT_EQ(junit.exit_code, cli::kExitUsage);
  EXPECT_THAT(junit.err, HasSubstr("--junit is about runs, and the file holds a survey"));
  EXPECT_EQ(Run({"merge", file, "--json", "m.json"}).exit_code, cli::kExitUsage);
}

TEST_F(Reports, ManyTargetsAtOnceBecomeAPageToo) {
  ASSERT_TRUE(WriteFile(folder_.File("hosts.txt"),
                        "https://localhost:9/ --name dead\nhttps://localhost:9/x --name gone\n"));
  const auto result = Run({"explain", "--targets", "hosts.txt", "--html", "s.html", "--markdown",
                           "s.md", "--timeout", "5s"});
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.err;
  EXPECT_THAT(Text("s.html"), HasSubstr("<h1>2 of 2 targets had no verdict</h1>"));
  EXPECT_THAT(Text("s.html"), HasSubstr("id=\"case-dead\""));
  EXPECT_THAT(Text("s.md"), HasSubstr("## 2 of 2 targets had no verdict"));
}

TEST_F(Reports, WhatIsNoReportIsRefusedWithItsPlace) {
  ASSERT_TRUE(
      WriteFile(folder_.File("bad.json"), "{\"schema\":\"shakedown.run/1\",\n\"suites\":5x}"));
  const auto result = Run({"report", "bad.json", "--html", "r.html"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("line 2"));
  EXPECT_EQ(Run({"report", "missing.json", "--html", "r.html"}).exit_code, cli::kExitUsage);
  EXPECT_THAT(Run({"report", kSample}).err, HasSubstr("no report is asked for"));
  EXPECT_EQ(Run({"report", kSample, "--html", "/dev/full/x"}).exit_code, cli::kExitReport);
}

TEST_F(Reports, ShardsBecomeTheUndividedRun) {
  const std::string suite = kSource + "/scenarios/certificate-request.xml";
  const auto run = [&](const std::string& shard) {
    std::vector<std::string> words = {"run",   suite,    "--tag",
                                      "smoke", "--json", "s" + shard + ".json"};
    if (!shard.empty()) words.insert(words.end(), {"--shard", shard.substr(0, 1) + "/2"});
    return Run(words);
  };
  const auto whole = run("");
  ASSERT_EQ(whole.exit_code, cli::kExitOk) << whole.err;
  ASSERT_EQ(run("1").exit_code, cli::kExitOk);
  ASSERT_EQ(run("2").exit_code, cli::kExitOk);
  const auto merged = Run({"merge", "s1.json", "s2.json", "--json", "m.json"});
  EXPECT_EQ(merged.exit_code, cli::kExitOk) << merged.err;
  const auto compared = Run({"compare", "s.json", "m.json", "--junit", "c.xml"});
  EXPECT_EQ(compared.exit_code, cli::kExitOk) << compared.out << compared.err;
  EXPECT_THAT(Run({"merge", "s1.json", "--json", "m.json"}).err, HasSubstr("shard 2/2 is missing"));
}

TEST_F(Reports, ABaselineShutsTheGate) {
  std::string after = *ReadFile(kSample);
  const std::string names = R"(,{"dn":"CN=Old Root,O=Example")";
  const size_t at = after.find(names);
  ASSERT_NE(at, std::string::npos);
  after.erase(at, after.find('}', at) + 1 - at);
  ASSERT_TRUE(WriteFile(folder_.File("after.json"), after));
  EXPECT_EQ(Run({"compare", kSample, kSample}).exit_code, cli::kExitOk);
  const auto result = Run({"compare", kSample, "after.json", "--junit", "c.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure);
  EXPECT_THAT(result.out, HasSubstr("CA name vanished: CN=Old Root,O=Example"));
  EXPECT_THAT(Text("c.xml"), HasSubstr("failures=\"1\""));
  EXPECT_THAT(Text("c.xml"), HasSubstr("shakedown.comparison.asks-for-less"));
}

TEST_F(Reports, CiSystemsGetWhatTheyRead) {
  const std::string summary = folder_.File("summary.md");
  ASSERT_TRUE(WriteFile(summary, "before\n"));
  const auto github = Run({"report", kSample, "--markdown", summary},
                          {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + summary});
  EXPECT_THAT(github.out, HasSubstr("::error file=scenarios/client-auth.xml,line=22,title="));
  EXPECT_TRUE(Text("summary.md").starts_with("before\n## 2 of 8 cases failed"));
  const auto gitlab = Run({"report", kSample, "--tap", "r.tap"}, {"GITLAB_CI=true"});
  EXPECT_THAT(gitlab.out, HasSubstr("section_start:"));
}

TEST_F(Reports, InABrowserLinksAndFiltersWorkAndNothingIsLoaded) {
  const std::string wrong = Browse("run,bare,print", kSource + "/reports/sample/report.html");
  SHAKEDOWN_NEEDS(wrong != "skip", "chromium-driver is not installed");
  EXPECT_EQ(wrong, "");
}

TEST_F(Reports, InABrowserASurveyIsAPageLikeAnother) {
  const std::string wrong = Browse("run,bare,print", kSource + "/reports/sample/survey.html");
  SHAKEDOWN_NEEDS(wrong != "skip", "chromium-driver is not installed");
  EXPECT_EQ(wrong, "");
}

TEST_F(Reports, InABrowserAnExplanationIsReadableWithoutStyleAndOnPaper) {
  const std::string wrong = Browse("bare,print", kSource + "/reports/sample/explanation.html");
  SHAKEDOWN_NEEDS(wrong != "skip", "chromium-driver is not installed");
  EXPECT_EQ(wrong, "");
}

TEST_F(Reports, InABrowserHostileTextIsText) {
  const auto json = report::MakeJsonReport();
  const auto run = HostileRun(3);
  const std::string name =
      "CN=<script>window.hacked=1</script><img src=x onerror=window.hacked=1>" +
      std::string(10000, 'x');
  attempt::Attempt& attempt = run->results()[1].executions[0].attempts[0];
  attempt.identity.chain = {CertificateOf(name, "CN=\u202eroot")};
  attempt.identity.chain.push_back(CertificateOf("CN=\u202eroot", "CN=]]>--><!--</title></svg>"));
  attempt.identity.chain[0].serial = "\"><script>window.hacked=1</script>";
  run->Feed(*json);
  const auto model = json->Model();
  ASSERT_TRUE(model);
  ASSERT_TRUE(report::WriteRunHtml(*model, folder_.File("hostile.html")));
  const std::string wrong = Browse("hostile", folder_.File("hostile.html"));
  SHAKEDOWN_NEEDS(wrong != "skip", "chromium-driver is not installed");
  EXPECT_EQ(wrong, "");
}

}  // namespace
}  // namespace shakedown
