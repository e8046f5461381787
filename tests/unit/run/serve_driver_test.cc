#include "run/serve_driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_authority.h"

namespace shakedown::run {
namespace {

using testing::HasSubstr;
using testing_support::Need;

class serve_driver : public testing::Test {
 protected:
  DriveEnd Run(const std::string& command, Milliseconds limit = Milliseconds(30000)) {
    return Need(Drive(command, environment_, Deadline::After(limit), interrupt_));
  }

  DriveEnvironment environment_;
  std::atomic<int> interrupt_{0};
};

TEST_F(serve_driver, GivesTheExitCodeAndBothStreams) {
  const DriveEnd end = Run("echo out; echo err >&2; exit 7");
  EXPECT_EQ(end.exit_code, 7);
  EXPECT_FALSE(end.timed_out);
  EXPECT_THAT(end.output, HasSubstr("out\n"));
  EXPECT_THAT(end.output, HasSubstr("err\n"));
}

TEST_F(serve_driver, PutsFilesInPlaceWithoutTheShellReadingThem) {
  environment_ = {{"SHAKEDOWN_URL", "https://localhost/"}, {"SHAKEDOWN_CERT", "a b; exit 3"}};
  EXPECT_EQ(Run("printf '%s|' {url} {cert}").output, "https://localhost/|a b; exit 3|");
}

TEST_F(serve_driver, KnowsAnEmptyFileFromOne) {
  environment_ = {{"SHAKEDOWN_CERT", ""}};
  const std::string command = "printf '%s|' x ${SHAKEDOWN_CERT:+--cert {cert}}";
  EXPECT_EQ(Run(command).output, "x|");
  environment_ = {{"SHAKEDOWN_CERT", "a b"}};
  EXPECT_EQ(Run(command).output, "x|--cert|a b|");
}

TEST_F(serve_driver, EndsAClientThatHangsWithAllItsChildren) {
  const DriveEnd end = Run("sleep 600 & sleep 600", Milliseconds(100));
  EXPECT_TRUE(end.timed_out);
  EXPECT_FALSE(end.exit_code.has_value());
}

TEST_F(serve_driver, EndsOneThatMindsNoSignal) {
  EXPECT_TRUE(Run("trap '' TERM; sleep 600", Milliseconds(50)).timed_out);
}

TEST_F(serve_driver, KeepsABoundedPartOfTheOutput) {
  EXPECT_EQ(Run("head -c 1000000 /dev/zero").output.size(), 64u * 1024);
}

TEST_F(serve_driver, TellsAProgramThatIsNotThere) {
  EXPECT_EQ(Run("no-such-client-anywhere").exit_code, 127);
}

}  // namespace
}  // namespace shakedown::run
