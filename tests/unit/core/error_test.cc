#include "core/error.h"

#include <gtest/gtest.h>

#include "core/result.h"

namespace shakedown {
namespace {

TEST(Error, TextSaysWhereWhatAndWhatNext) {
  const Error error = Error(ErrorCode::kSuite, "unknown element <handshak>")
                          .At({"a.xml", 3, 5, "    <handshak/>"})
                          .WithHint("did you mean <handshake>?");
  EXPECT_EQ(error.Text(),
            "a.xml:3:5: error: unknown element <handshak>\n"
            "      <handshak/>\n"
            "      ^\n"
            "  hint: did you mean <handshake>?");
}

TEST(Error, ContextReadsFromTheOutsideIn) {
  Error error(ErrorCode::kFileRead, "cannot open 'x'");
  error.AddContext("loading identity 'alice'");
  error.AddContext("suite 'client-auth'");
  EXPECT_EQ(error.Line(), "suite 'client-auth': loading identity 'alice': cannot open 'x'");
}

TEST(Result, CarriesValueOrError) {
  const Result<int> good = 7;
  const Result<int> bad = Error(ErrorCode::kUsage, "no");
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message(), "no");
}

TEST(ResultDeathTest, AskingAnErrorForItsValueIsABug) {
  const Result<int> bad = Error(ErrorCode::kUsage, "no");
  EXPECT_DEATH(static_cast<void>(bad.value()), "bug: has_value\\(\\)");
}

}  // namespace
}  // namespace shakedown
