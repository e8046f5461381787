#include "report/status_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <sstream>

namespace shakedown::report {
namespace {

using testing::HasSubstr;

SteadyTime g_now{};
SteadyTime Now() { return g_now; }

class StatusLineTest : public testing::Test {
 protected:
  StatusLineTest() { g_now = SteadyTime(std::chrono::hours(1)); }

  StatusLine Make(bool terminal, size_t columns = 80) {
    StatusLine line(out_, {terminal, columns, &Now});
    line.RunStarted(24);
    return line;
  }
  std::string Taken() {
    std::string text = out_.str();
    out_.str("");
    return text;
  }
  std::ostringstream out_;
};

TEST_F(StatusLineTest, IsRedrawnInPlaceOnATerminal) {
  StatusLine line = Make(true);
  line.CaseStarted(0, "a/b");
  line.Draw();
  EXPECT_EQ(Taken(), "0 of 24 done, 1 running, 0 ms");
  line.CaseFinished(0, true);
  g_now += Milliseconds(1500);
  line.Draw();
  EXPECT_EQ(Taken(), "\r\x1b[2K1 of 24 done, 1 not as expected, 0 running, 1.5 s");
  line.Erase();
  EXPECT_EQ(Taken(), "\r\x1b[2K");
  line.Erase();
  EXPECT_EQ(Taken(), "") << "there is nothing left to erase";
}

TEST_F(StatusLineTest, IsSilentWithoutATerminal) {
  StatusLine line = Make(false);
  line.CaseStarted(0, "a/b");
  line.Draw();
  line.Erase();
  EXPECT_EQ(Taken(), "");
}

TEST_F(StatusLineTest, NamesSlowCasesSlowestFirst) {
  StatusLine line = Make(false);
  line.CaseStarted(0, "first");
  g_now += Milliseconds(2000);
  line.CaseStarted(1, "second");
  g_now += Milliseconds(1000);
  line.CaseStarted(2, "quick");
  line.Beat();
  EXPECT_EQ(Taken(), "... 0 of 24 done, 3 running, 3.0 s; slow: first 3.0 s, second 1.0 s\n");
}

TEST_F(StatusLineTest, FitsTheTerminal) {
  StatusLine line = Make(true, 40);
  line.CaseStarted(0, std::string(100, 'x'));
  g_now += Milliseconds(2000);
  line.Draw();
  EXPECT_EQ(Taken().size(), 39u);
}

TEST(ShortDurationTest, ReadsWell) {
  EXPECT_EQ(ShortDuration(Milliseconds(-1)), "0 ms");
  EXPECT_EQ(ShortDuration(Milliseconds(999)), "999 ms");
  EXPECT_EQ(ShortDuration(Milliseconds(3456)), "3.4 s");
  EXPECT_EQ(ShortDuration(Milliseconds(125'000)), "2 min 05 s");
}

TEST(TickerTest, TicksUntilDestroyed) {
  std::promise<void> third;
  int ticks = 0;
  {
    const Ticker ticker(Milliseconds(1), [&] {
      if (++ticks == 3) third.set_value();
    });
    ASSERT_EQ(third.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  }
  EXPECT_GE(ticks, 3);
}

TEST(TickerTest, DestructionDoesNotWaitForTheNextTick) {
  const auto start = std::chrono::steady_clock::now();
  {
    const Ticker ticker(std::chrono::hours(1), [] {});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
}

}  // namespace
}  // namespace shakedown::report
