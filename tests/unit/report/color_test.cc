#include "report/color.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "report/console.h"

namespace shakedown::report {
namespace {

/// A terminal nobody looks at, and an environment without any word on colours.
class UseColorTest : public testing::Test {
 protected:
  UseColorTest() {
    for (const char* name : {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM"}) {
      const char* value = std::getenv(name);
      saved_[name] = value != nullptr ? std::optional<std::string>(value) : std::nullopt;
      unsetenv(name);
    }
    master_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master_ >= 0 && grantpt(master_) == 0 && unlockpt(master_) == 0) {
      terminal_ = open(ptsname(master_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    }
    file_ = open("/dev/null", O_RDWR | O_CLOEXEC);
  }
  ~UseColorTest() override {
    for (const auto& [name, value] : saved_) {
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
    for (const int fd : {terminal_, master_, file_}) close(fd);
  }

  bool OnTerminal() const { return UseColor(ColorChoice::kAuto, terminal_); }
  bool OnFile() const { return UseColor(ColorChoice::kAuto, file_); }

  int master_ = -1;
  int terminal_ = -1;
  int file_ = -1;
  std::map<std::string, std::optional<std::string>> saved_;
};

TEST_F(UseColorTest, TerminalsAreColouredAndFilesAreNot) {
  ASSERT_GE(terminal_, 0);
  EXPECT_TRUE(OnTerminal());
  EXPECT_FALSE(OnFile());
}

TEST_F(UseColorTest, TheOptionWinsOverAll) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_TRUE(UseColor(ColorChoice::kAlways, file_));
  setenv("FORCE_COLOR", "1", 1);
  EXPECT_FALSE(UseColor(ColorChoice::kNever, terminal_));
}

TEST_F(UseColorTest, NoColorWinsOverForce) {
  setenv("NO_COLOR", "1", 1);
  setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_FALSE(OnTerminal());
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(OnFile()) << "an empty NO_COLOR says nothing";
}

TEST_F(UseColorTest, ForceColoursFilesToo) {
  setenv("CLICOLOR_FORCE", "0", 1);
  EXPECT_FALSE(OnFile());
  setenv("FORCE_COLOR", "1", 1);
  EXPECT_TRUE(OnFile());
  setenv("CLICOLOR", "0", 1);
  EXPECT_TRUE(OnFile()) << "force comes before CLICOLOR=0";
}

TEST_F(UseColorTest, PlainTerminalsStayPlain) {
  setenv("CLICOLOR", "0", 1);
  EXPECT_FALSE(OnTerminal());
  unsetenv("CLICOLOR");
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(OnTerminal());
}

TEST(PaintTest, AddsNothingUnlessEnabled) {
  EXPECT_EQ(Paint(false)(Tone::kBad, "x"), "x");
  EXPECT_EQ(Paint(true)(Tone::kBad, "x"), "\x1b[1;31mx\x1b[0m");
}

}  // namespace
}  // namespace shakedown::report
