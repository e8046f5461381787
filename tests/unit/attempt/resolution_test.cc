#include "attempt/resolution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Resolution, NamesAddressesOfEveryKind) {
  const auto one = ParseResolution("Gate.test:8443:127.0.0.1");
  ASSERT_TRUE(one) << one.error().Text();
  EXPECT_EQ(one->named, (Endpoint{"gate.test", 8443}));
  EXPECT_THAT(one->addresses, ElementsAre(Endpoint{"127.0.0.1", 8443}));
  const auto pool = ParseResolution("gate.test:8443:127.0.0.1,[::1],::2,node-3.test");
  ASSERT_TRUE(pool) << pool.error().Text();
  EXPECT_THAT(pool->addresses, ElementsAre(Endpoint{"127.0.0.1", 8443}, Endpoint{"::1", 8443},
                                           Endpoint{"::2", 8443}, Endpoint{"node-3.test", 8443}));
  const auto literal = ParseResolution("[::1]:443:127.0.0.1");
  ASSERT_TRUE(literal) << literal.error().Text();
  EXPECT_EQ(literal->named, (Endpoint{"::1", 443}));
}

TEST(Resolution, RefusesWhatIsIncomplete) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "part is missing"},
      {"gate.test", "part is missing"},
      {"gate.test:443", "part is missing"},
      {"gate.test:443:", "empty"},
      {"gate.test:443:127.0.0.1,", "empty"},
      {"gate.test:0:127.0.0.1", "between 1 and 65535"},
      {"gate.test:443:127.0.0.1:80", "port of its own"},
      {"gate.test:443:[::1", "]"},
      {":443:127.0.0.1", "host is missing"},
  };
  for (const auto& [text, reason] : cases) {
    const auto resolution = ParseResolution(text);
    ASSERT_FALSE(resolution) << text;
    EXPECT_EQ(resolution.error().code(), ErrorCode::kUsage) << text;
    EXPECT_THAT(resolution.error().message(), HasSubstr(reason)) << text;
    EXPECT_THAT(resolution.error().hint(), HasSubstr("HOST:PORT:ADDRESS"));
  }
  std::string many = "gate.test:443:127.0.0.1";
  for (size_t i = 0; i < kMaxAddresses; ++i) many += ",127.0.0.1";
  EXPECT_FALSE(ParseResolution(many));
}

TEST(Resolution, IsFoundByNameAndPort) {
  const std::vector<Resolution> all = {{{"a.test", 443}, {{"127.0.0.1", 443}}},
                                       {{"a.test", 8443}, {{"127.0.0.2", 8443}}}};
  EXPECT_EQ(FindResolution(all, {"a.test", 8443}), &all[1]);
  EXPECT_EQ(FindResolution(all, {"b.test", 8443}), nullptr);
}

}  // namespace
}  // namespace shakedown::attempt
