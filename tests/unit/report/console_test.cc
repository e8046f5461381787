#include "report/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <regex>
#include <sstream>

#include "report/layout.h"
#include "tests/support/case_builder.h"
#include "tests/support/golden.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;
using testing::Not;

SteadyTime Frozen() { return SteadyTime{}; }

struct Shown {
  std::string out;
  std::string status;
};

ConsoleOptions Options(int verbosity) {
  ConsoleOptions options;
  options.color = ColorChoice::kNever;
  options.verbosity = verbosity;
  options.terminal = false;
  options.heartbeat = Milliseconds(0);
  options.now = &Frozen;
  return options;
}

Shown ShownBy(RunFixture& run, ConsoleOptions options) {
  std::ostringstream out;
  std::ostringstream status;
  options.out = &out;
  options.status = &status;
  run.Feed(*MakeConsoleReport(options));
  return {out.str(), status.str()};
}

std::string WithoutColor(const std::string& text) {
  return std::regex_replace(text, std::regex("\x1b\\[[0-9;]*m"), "");
}

TEST(ConsoleTest, NormalOutputIsTheSample) {
  ExpectGolden(ShownBy(*EveryVerdict(), Options(0)).out, "reports/sample/console.txt");
}

TEST(ConsoleTest, VerboseOutputShowsLadders) {
  const auto run = EveryVerdict();
  const std::string text = ShownBy(*run, Options(1)).out;
  ExpectGolden(text, "tests/unit/report/golden/console-v.txt");
  const std::string all = ShownBy(*run, Options(2)).out;
  EXPECT_THAT(text, Not(HasSubstr("certificate_required(116)")));
  EXPECT_THAT(all, HasSubstr("certificate_required(116)")) << "also of passing cases";
}

TEST(ConsoleTest, QuietShowsFailuresAndSummaryOnly) {
  const Shown shown = ShownBy(*EveryVerdict(), Options(-1));
  EXPECT_THAT(shown.out, Not(HasSubstr("ok  ")));
  EXPECT_THAT(shown.out, HasSubstr("FAIL client-auth/good[tls=1.3]"));
  EXPECT_THAT(shown.out, HasSubstr("8 cases: 3 passed"));
  EXPECT_EQ(shown.status, "");
}

TEST(ConsoleTest, VeryQuietShowsNothing) {
  const Shown shown = ShownBy(*EveryVerdict(), Options(-2));
  EXPECT_EQ(shown.out, "");
  EXPECT_EQ(shown.status, "");
}

TEST(ConsoleTest, SaysOnStandardErrorWhatRuns) {
  EXPECT_EQ(ShownBy(*EveryVerdict(), Options(0)).status,
            "Running 8 cases against https://localhost:8443/ (127.0.0.1:8443), seed 7, 4 jobs\n");
}

TEST(ConsoleTest, ColourChangesNoWord) {
  const std::string plain = ShownBy(*EveryVerdict(), Options(1)).out;
  ConsoleOptions options = Options(1);
  options.color = ColorChoice::kAlways;
  const std::string colored = ShownBy(*EveryVerdict(), options).out;
  EXPECT_NE(colored, plain);
  EXPECT_EQ(WithoutColor(colored), plain);
}

TEST(ConsoleTest, FailuresFitIn80ColumnsExceptForCommands) {
  ConsoleOptions options = Options(1);
  options.columns = 80;
  std::istringstream lines(ShownBy(*EveryVerdict(), options).out);
  for (std::string line; std::getline(lines, line);) {
    const bool verbatim = line.find("Reproduce") != std::string::npos ||
                          line.find("Error") != std::string::npos ||
                          line.find(" cases: ") != std::string::npos;
    EXPECT_TRUE(verbatim || Characters(line) <= 80) << line;
  }
}

TEST(ConsoleTest, AnInterruptedRunSaysSo) {
  const auto run = EveryVerdict();
  run->summary().stop = run::Stop::kInterrupted;
  EXPECT_THAT(ShownBy(*run, Options(0)).out, HasSubstr("Interrupted. 8 cases"));
}

TEST(ConsoleTest, AnEmptyRunHasASummary) {
  RunFixture run;
  EXPECT_EQ(ShownBy(run, Options(0)).out, "0 cases: 0 passed in 3.2 s\n");
}

TEST(ConsoleTest, ManyFailuresAreCountedNotRepeated) {
  RunFixture run;
  run.Suite("s", "S");
  for (int i = 0; i < 230; ++i) run.Add("c" + std::to_string(i), "C", "", RefusedUnknownIssuer());
  const std::string text = ShownBy(run, Options(-1)).out;
  EXPECT_THAT(text, HasSubstr("... and 30 more"));
  EXPECT_THAT(text, HasSubstr("    230  certificate.untrusted-issuer\n"));
}

TEST(ConsoleTest, TheStatusLineIsTakenAwayBeforeEachResult) {
  ConsoleOptions options = Options(0);
  options.terminal = true;
  options.columns = 80;
  std::ostringstream both;
  options.out = options.status = &both;
  const auto run = EveryVerdict();
  run->Feed(*MakeConsoleReport(options));
  const std::string text = both.str();
  EXPECT_THAT(text, HasSubstr("0 of 8 done, 1 running, 0 ms\r\x1b[2Kok   client-auth"));
  EXPECT_THAT(text, HasSubstr("1 of 8 done"));
  const size_t last_erase = text.rfind("\x1b[2K");
  EXPECT_LT(text.rfind("running"), last_erase) << "no status line is left behind";
}

TEST(ConsoleTest, WithoutATerminalThereIsNoCarriageReturn) {
  const Shown shown = ShownBy(*EveryVerdict(), Options(0));
  EXPECT_EQ((shown.out + shown.status).find('\r'), std::string::npos);
}

/// A stream that other threads can wait for.
class Watched final : public std::stringbuf {
 public:
  bool WaitFor(const std::string& text) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10),
                             [&] { return text_.find(text) != std::string::npos; });
  }

 protected:
  std::streamsize xsputn(const char* data, std::streamsize size) override {
    const std::lock_guard lock(mutex_);
    text_.append(data, static_cast<size_t>(size));
    changed_.notify_all();
    return size;
  }
  int_type overflow(int_type c) override {
    const char text = traits_type::to_char_type(c);
    xsputn(&text, 1);
    return c;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
};

TEST(ConsoleTest, ALongRunGivesSignsOfLife) {
  Watched buffer;
  std::ostream status(&buffer);
  std::ostringstream out;
  ConsoleOptions options = Options(0);
  options.heartbeat = Milliseconds(2);
  options.out = &out;
  options.status = &status;
  const auto run = EveryVerdict();
  const auto report = MakeConsoleReport(options);
  report->OnRunStarted(run->info());
  report->OnCaseStarted(0);
  EXPECT_TRUE(buffer.WaitFor("... 0 of 8 done, 1 running"));
  report->OnRunFinished(run->summary());
}

}  // namespace
}  // namespace shakedown::report
