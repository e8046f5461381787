// The reports of a run of 20,000 cases: quick to write, small in memory, and usable in a browser.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <pugixml.hpp>

#include "core/file.h"
#include "report/html_report.h"
#include "report/json.h"
#include "report/junit.h"
#include "tests/support/large_run.h"
#include "tests/support/needs.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using namespace testing_support;  // NOLINT: builders only

constexpr size_t kCases = 20'000;
constexpr long kMegabytes = 300;
/// An optimised build takes less than 5 s for all reports. This one is not optimised, or examined
/// by a sanitizer, and shares the machine.
constexpr int kSeconds = 90;
/// A sanitizer makes the work slow and learns nothing new from the second thousand handshakes.
constexpr bool kDetail = SHAKEDOWN_MEMORY_FACTOR == 1;
const std::string kSource = SHAKEDOWN_SOURCE_DIR;

/// What a process of its own needed.
struct Cost {
  int exit_code = -1;
  double seconds = 0;
  long kilobytes = 0;  ///< peak
};

template <typename Work>
Cost CostOf(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 0 : 1);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) return {};
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, took.count(), usage.ru_maxrss};
}

class LargeReport : public testing::Test {
 protected:
  bool WriteReports() const {
    LargeRun run(kCases, kDetail);
    const auto json = report::MakeJsonReport();
    const auto junit = report::MakeJunitReport({});
    run::Reporter* const reporters[] = {json.get(), junit.get()};
    run.Feed(reporters);
    if (!json->WriteTo(File("report.json"))) return false;
    if (!WriteFile(File("junit.xml"), junit->Document())) return false;
    const auto model = json->Model();
    return model && report::WriteRunHtml(*model, File("report.html"));
  }
  std::string File(const std::string& name) const { return folder_.File(name); }
  std::string Text(const std::string& name) const {
    const auto text = ReadFile(File(name), 64u << 20);
    EXPECT_TRUE(text) << text.error().Text();
    return text ? *text : std::string();
  }
  void ExpectJunitHoldsEveryCase() const;
  void ExpectPageHoldsEveryCase() const;

  TemporaryFolder folder_;
};

void LargeReport::ExpectJunitHoldsEveryCase() const {
  const std::string junit = Text("junit.xml");
  EXPECT_LT(junit.size(), 30u << 20) << "GitLab takes no more";
  pugi::xml_document document;
  ASSERT_TRUE(document.load_buffer(junit.data(), junit.size()));
  EXPECT_EQ(document.select_nodes("//testcase").size(), kCases);
  EXPECT_EQ(document.select_nodes("//failure").size(), LargeRun(kCases, kDetail).failed());
}

void LargeReport::ExpectPageHoldsEveryCase() const {
  const std::string page = Text("report.html");
  EXPECT_LT(page.size(), 32u << 20);
  size_t articles = 0;
  for (size_t at = page.find("<article"); at != std::string::npos;
       at = page.find("<article", at + 1)) {
    ++articles;
  }
  EXPECT_EQ(articles, kCases);
}

TEST_F(LargeReport, IsQuickToWriteSmallInMemoryAndUsableInABrowser) {
  const Cost cost = CostOf([this] { return WriteReports(); });
  ASSERT_EQ(cost.exit_code, 0);
  RecordProperty("milliseconds", static_cast<int>(cost.seconds * 1000));
  RecordProperty("peak_kilobytes", static_cast<int>(cost.kilobytes));
  EXPECT_LT(cost.seconds, kSeconds);
  EXPECT_LT(cost.kilobytes, kMegabytes * 1024 * SHAKEDOWN_MEMORY_FACTOR);
  ExpectJunitHoldsEveryCase();
  ExpectPageHoldsEveryCase();
  // A filter takes a fraction of a second where nothing else runs.
  const auto browser = RunProgram({"python3", kSource + "/tests/browser/check_page.py", "--limit",
                                   "3", "large", File("report.html")},
                                  {}, folder_.path(), Milliseconds(90'000));
  SHAKEDOWN_NEEDS(browser.exit_code != 77, "chromium-driver is not installed");
  EXPECT_EQ(browser.exit_code, 0) << browser.out << browser.err;
}

}  // namespace
}  // namespace shakedown
