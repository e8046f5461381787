#include "core/clock.h"

#include <gtest/gtest.h>

namespace shakedown {
namespace {

using std::chrono::seconds;

TEST(Deadline, WithinNeverExtends) {
  const Deadline whole = Deadline::After(Milliseconds(50));
  EXPECT_EQ(whole.Within(Milliseconds(60000)).at(), whole.at());
  EXPECT_LT(whole.Within(Milliseconds(1)).at(), whole.at());
}

TEST(Deadline, PastDeadlinesAreOverAndPollAtOnce) {
  const Deadline past = Deadline::After(Milliseconds(-5));
  EXPECT_TRUE(past.over());
  EXPECT_EQ(past.PollTimeout(), 0);
}

TEST(Deadline, PollTimeoutRoundsUpSoThatWaitingNeverSpins) {
  const int timeout = Deadline::After(Milliseconds(1000)).PollTimeout();
  EXPECT_GT(timeout, 900);
  EXPECT_LE(timeout, 1000);
}

TEST(Utc, FormatsAndParsesBack) {
  const UtcSeconds time{seconds(1'794'737'730)};
  EXPECT_EQ(FormatUtc(time), "2026-11-15T10:15:30Z");
  EXPECT_EQ(ParseUtc("2026-11-15T10:15:30Z"), time);
  EXPECT_EQ(FormatUtc(UtcSeconds{}), "1970-01-01T00:00:00Z");
}

TEST(Utc, RefusesOtherForms) {
  for (const char* text : {"", "2026-11-15", "2026-11-15T10:15:30", "2026-02-30T00:00:00Z",
                           "2026-11-15T24:00:00Z", "2026-1a-15T10:15:30Z"}) {
    EXPECT_FALSE(ParseUtc(text)) << text;
  }
}

TEST(HttpDate, ReadsImfFixdate) {
  const auto time = ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
  ASSERT_TRUE(time);
  EXPECT_EQ(FormatUtc(*time), "1994-11-06T08:49:37Z");
  EXPECT_FALSE(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"));
  EXPECT_FALSE(ParseHttpDate("Sun, 06 Foo 1994 08:49:37 GMT"));
}

TEST(Duration, NeedsAUnit) {
  EXPECT_EQ(ParseDuration("500ms"), Milliseconds(500));
  EXPECT_EQ(ParseDuration("20s"), Milliseconds(20'000));
  EXPECT_EQ(ParseDuration("-1d"), Milliseconds(-86'400'000));
  EXPECT_EQ(ParseDuration("1w"), Milliseconds(604'800'000));
  for (const char* text : {"", "5", "s", "5 s", "5x", "--5s", "99999999999999d", "1.5s"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(Duration, FormatsTheShortestExactForm) {
  EXPECT_EQ(FormatDuration(Milliseconds(1500)), "1500ms");
  EXPECT_EQ(FormatDuration(Milliseconds(20'000)), "20s");
  EXPECT_EQ(FormatDuration(Milliseconds(86'400'000)), "1d");
  EXPECT_EQ(FormatDuration(Milliseconds(0)), "0s");
}

TEST(Duration, SecondsAreNeverNegativeAndHaveThreeDecimals) {
  EXPECT_EQ(FormatSeconds(Milliseconds(412)), "0.412");
  EXPECT_EQ(FormatSeconds(Milliseconds(61'007)), "61.007");
  EXPECT_EQ(FormatSeconds(Milliseconds(-3)), "0.000");
}

}  // namespace
}  // namespace shakedown
