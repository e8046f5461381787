#include "attempt/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct GoodUrl {
  const char* url;
  const char* host;
  uint16_t port;
  const char* path;
  Application application;
};

TEST(Target, ReadsEveryFormOfUrl) {
  const GoodUrl cases[] = {
      {"https://a.test", "a.test", 443, "/", Application::kHttp},
      {"https://a.test/", "a.test", 443, "/", Application::kHttp},
      {"HTTPS://A.test:8443/x/y?q=1&r=%20", "a.test", 8443, "/x/y?q=1&r=%20", Application::kHttp},
      {"https://a.test?q=/", "a.test", 443, "/?q=/", Application::kHttp},
      {"a.test", "a.test", 443, "/", Application::kHttp},
      {"a.test/", "a.test", 443, "/", Application::kHttp},
      {"a_b.test.:1", "a_b.test.", 1, "/", Application::kHttp},
      {"127.0.0.1:65535", "127.0.0.1", 65535, "/", Application::kHttp},
      {"[::1]", "::1", 443, "/", Application::kHttp},
      {"https://[2001:DB8::A]/", "2001:db8::a", 443, "/", Application::kHttp},
      {"https://B\xc3\xbc"
       "cher.TEST:8443/x",
       "xn--bcher-kva.test", 8443, "/x", Application::kHttp},
      {"https://[2001:db8::1]:8443/p", "2001:db8::1", 8443, "/p", Application::kHttp},
      {"tls://mail.test:993", "mail.test", 993, "/", Application::kNone},
      {"tls://[::1]:8883/", "::1", 8883, "/", Application::kNone},
  };
  for (const GoodUrl& good : cases) {
    const Result<Target> target = ParseTarget(good.url);
    ASSERT_TRUE(target) << good.url << ": " << target.error().Text();
    EXPECT_EQ(target->endpoint.host, good.host) << good.url;
    EXPECT_EQ(target->endpoint.port, good.port) << good.url;
    EXPECT_EQ(target->path, good.path) << good.url;
    EXPECT_EQ(target->application, good.application) << good.url;
  }
}

TEST(Target, RefusesEverythingElseWithAReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {"https://", "host is missing"},
      {"https:///path", "host is missing"},
      {"http://a.test", "no TLS"},
      {"gopher://a.test:70", "'gopher'"},
      {"://a.test", "scheme"},
      {"tls://a.test", "port is missing"},
      {"tls://a.test:1/x", "path"},
      {"a.test/x", "path"},
      {"https://a.test:", "port after ':' is missing"},
      {"https://a.test:0", "between 1 and 65535"},
      {"https://a.test:65536", "between 1 and 65535"},
      {"https://a.test:99999999999999999999", "between 1 and 65535"},
      {"https://a.test:+1", "not a number"},
      {"https://a.test:8x", "not a number"},
      {"https://::1/", "brackets"},
      {"https://[::1", "']'"},
      {"https://[::1]8443", "':port'"},
      {"https://[127.0.0.1]", "not an IPv6"},
      {"https://[fe80::1%25lo]", "not an IPv6"},
      {"https://1.2.3.256", "IPv4"},
      {"https://1.2.3", "IPv4"},
      {"https://a..test", "empty label"},
      {"https://a*.test", "'*'"},
      {"https://a b.test", "blank"},
      {"https://a.test/x y", "%20"},
      {"https://a.test/\r\nHost: evil", "control character"},
      {"https://a.test/\x7f", "control character"},
      {"https://b\xfc"
       "cher.test",
       "international"},
      {"https://a.test/b\xc3\xbc"
       "cher",
       "at position 17"},
      {"https://a.test\xef\xbc\x8fx", "the character '/'"},
      {"https://a.test/#top", "fragment"},
  };
  for (const auto& [url, reason] : cases) {
    const Result<Target> target = ParseTarget(url);
    ASSERT_FALSE(target) << url;
    EXPECT_EQ(target.error().code(), ErrorCode::kUsage) << url;
    EXPECT_THAT(target.error().message(), HasSubstr(reason)) << url;
    EXPECT_FALSE(target.error().hint().empty()) << url;
  }
}

TEST(Target, NeverRepeatsAPassword) {
  for (const char* url :
       {"https://bob:hunter2@a.test/", "https://bob:hunter2@[::1", "bob:hunter2@a"}) {
    const Result<Target> target = ParseTarget(url);
    ASSERT_FALSE(target) << url;
    EXPECT_THAT(target.error().Text(), Not(HasSubstr("hunter2")));
    EXPECT_THAT(target.error().Text(), HasSubstr("passwords"));
  }
}

TEST(Target, RefusesOverlongInput) {
  EXPECT_FALSE(ParseTarget("https://" + std::string(64, 'a') + ".test"));
  EXPECT_TRUE(ParseTarget("https://" + std::string(63, 'a') + ".test"));
  std::string longest;
  for (int i = 0; i < 127; ++i) longest += "a.";
  EXPECT_FALSE(ParseTarget("https://" + longest + "aa"));
  EXPECT_FALSE(ParseTarget("https://a.test/" + std::string(9000, 'x')));
}

TEST(Target, UrlGoesThereAndBack) {
  for (const char* url : {"https://a.test:443/", "https://[::1]:8443/x?y=1", "tls://a.test:993"}) {
    const Result<Target> target = ParseTarget(url);
    ASSERT_TRUE(target);
    EXPECT_EQ(ToUrl(*target), url);
    const Result<Target> again = ParseTarget(ToUrl(*target));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, *target);
  }
}

}  // namespace
}  // namespace shakedown::attempt
