#include "pki/secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>

#include "pki/identity.h"
#include "tests/unit/pki/credentials.h"

namespace shakedown::pki {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Credentials;
using testing_support::Need;
using testing_support::Variable;

TEST(Secret, MovesAndNeverCopies) {
  static_assert(!std::is_copy_constructible_v<Secret>);
  static_assert(!std::is_copy_assignable_v<Secret>);
  for (const std::string& text : {std::string("short"), std::string(200, 'x')}) {
    Secret first(text);
    Secret second(std::move(first));
    EXPECT_EQ(second.view(), text);
    Secret third("other");
    third = std::move(second);
    EXPECT_EQ(third.view(), text);
  }
}

TEST(Secret, MovedFromMemoryIsWiped) {
  // Short texts live inside the object, where a plain string leaves its octets behind.
  Secret first("hunter2");
  const char* const memory = first.data();
  const Secret second(std::move(first));
  EXPECT_EQ(std::string(memory, 7).find("unter"), std::string::npos);
}

TEST(PassphraseFrom, EmptySourceIsNoPassphraseAndEmptySecretIsOne) {
  const Variable empty("SHAKEDOWN_TEST_EMPTY", "");
  EXPECT_FALSE(Need(PassphraseFrom("")).has_value());
  const Passphrase passphrase = Need(PassphraseFrom("env:SHAKEDOWN_TEST_EMPTY"));
  ASSERT_TRUE(passphrase.has_value());
  EXPECT_EQ(passphrase->length(), 0);
}

TEST(ReadPassphrase, ReadsVariablesAndFirstLines) {
  Credentials files;
  const Variable variable("SHAKEDOWN_TEST_PASS", "from env");
  EXPECT_EQ(Need(ReadPassphrase("env:SHAKEDOWN_TEST_PASS")), "from env");
  EXPECT_EQ(Need(ReadPassphrase("file:" + files.Write("p", "first\r\nsecond\n"))), "first");
  EXPECT_EQ(Need(ReadPassphrase("file:" + files.Write("q", " spaces stay "))), " spaces stay ");
  EXPECT_EQ(Need(ReadPassphrase("file:" + files.Write("r", ""))), "");
}

TEST(ReadPassphrase, OtherFormsAreUsageErrorsAndNotRepeated) {
  for (const char* source : {"hunter2secret", "pass:hunter2secret", ""}) {
    const auto passphrase = ReadPassphrase(source);
    ASSERT_FALSE(passphrase);
    EXPECT_EQ(passphrase.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(passphrase.error().Text(), Not(HasSubstr("hunter2")));
  }
}

TEST(ReadPassphrase, AbsentSourcesSayWhich) {
  const auto variable = ReadPassphrase("env:SHAKEDOWN_TEST_UNSET");
  ASSERT_FALSE(variable);
  EXPECT_EQ(variable.error().code(), ErrorCode::kPassphraseMissing);
  EXPECT_THAT(variable.error().message(), HasSubstr("SHAKEDOWN_TEST_UNSET"));
  EXPECT_FALSE(ReadPassphrase("env:"));
  const auto file = ReadPassphrase("file:/nonexistent/pass");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code(), ErrorCode::kFileRead);
}

TEST(ReadPassphrase, OverlongOnesAreRefused) {
  Credentials files;
  const auto passphrase = ReadPassphrase("file:" + files.Write("p", std::string(2000, 'x')));
  ASSERT_FALSE(passphrase);
  EXPECT_EQ(passphrase.error().code(), ErrorCode::kFormat);
  EXPECT_THAT(passphrase.error().Text(), Not(HasSubstr("xxx")));
  EXPECT_FALSE(ReadPassphrase("file:" + files.Write("q", std::string(100'000, 'x'))));
}

}  // namespace
}  // namespace shakedown::pki
