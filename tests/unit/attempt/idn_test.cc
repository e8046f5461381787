#include "attempt/idn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

using ::testing::HasSubstr;

TEST(Idn, MakesALabelsAsBrowsersDo) {
  const std::pair<const char*, const char*> cases[] = {
      {"b\xc3\xbc"
       "cher.test",
       "xn--bcher-kva.test"},
      {"B\xc3\x9c"
       "CHER.Test",
       "xn--bcher-kva.test"},
      // Decomposed: u and a combining diaeresis.
      {"bu\xcc\x88"
       "cher.test",
       "xn--bcher-kva.test"},
      // Nontransitional: the sharp s stays a letter of its own.
      {"fa\xc3\x9f.test", "xn--fa-hia.test"},
      // An ideographic full stop separates labels.
      {"\xe4\xbe\x8b\xe3\x80\x82test", "xn--fsq.test"},
  };
  for (const auto& [name, expected] : cases) {
    const Result<std::string> ascii = ToAsciiName(name);
    ASSERT_TRUE(ascii) << name << ": " << ascii.error().Text();
    EXPECT_EQ(*ascii, expected) << name;
  }
}

TEST(Idn, LeavesAsciiAlone) {
  for (const char* name : {"", "a.test", "A_b.Test.", "xn--bcher-kva.test", "127.0.0.1"}) {
    const Result<std::string> ascii = ToAsciiName(name);
    ASSERT_TRUE(ascii) << name;
    EXPECT_EQ(*ascii, name);
  }
}

TEST(Idn, RefusesWhatNoRegistryHolds) {
  // Octets that are not UTF-8, a label that ends in a combining mark alone, a label too long.
  for (const std::string& name :
       {std::string("b\xfc"
                    "cher.test"),
        std::string("\xcc\x88.test"), std::string("\xc3\xbc") + std::string(70, 'a') + ".test"}) {
    const Result<std::string> ascii = ToAsciiName(name);
    ASSERT_FALSE(ascii) << name << " became " << *ascii;
    EXPECT_EQ(ascii.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(ascii.error().hint(), HasSubstr("xn--"));
  }
}

}  // namespace
}  // namespace shakedown::attempt
