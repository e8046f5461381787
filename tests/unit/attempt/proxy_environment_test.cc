#include "attempt/proxy_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Target To(const char* url) {
  const Result<Target> target = ParseTarget(url);
  EXPECT_TRUE(target) << url;
  return target ? *target : Target{};
}

std::string Chosen(const char* url, const ProxyVariables& variables) {
  const Result<Path> path = PathFromEnvironment(To(url), variables);
  return path ? Describe(*path) : path.error().Text();
}

TEST(PathFromEnvironment, WithoutVariablesIsDirect) {
  EXPECT_EQ(Chosen("https://a.test", {}), "");
  EXPECT_EQ(Chosen("https://a.test", {{"https_proxy", ""}, {"http_proxy", "p.test:1"}}), "");
}

TEST(PathFromEnvironment, LowerCaseWinsThenSchemeBeforeAll) {
  ProxyVariables variables = {{"https_proxy", "a.test:1"},
                              {"HTTPS_PROXY", "b.test:1"},
                              {"all_proxy", "socks5h://c.test:1"},
                              {"ALL_PROXY", "socks5://d.test"}};
  EXPECT_EQ(Chosen("https://x.test", variables), "http://a.test:1 (chosen by https_proxy)");
  EXPECT_EQ(Chosen("tls://x.test:1", variables), "socks5h://c.test:1 (chosen by all_proxy)");
  variables["https_proxy"] = "";
  EXPECT_EQ(Chosen("https://x.test", variables), "http://b.test:1 (chosen by HTTPS_PROXY)");
  variables.erase("HTTPS_PROXY");
  EXPECT_EQ(Chosen("https://x.test", variables), "socks5h://c.test:1 (chosen by all_proxy)");
  variables.erase("all_proxy");
  EXPECT_EQ(Chosen("https://x.test", variables), "socks5://d.test:1080 (chosen by ALL_PROXY)");
}

TEST(PathFromEnvironment, LoopbackIsNoExceptionAndNoProxyIs) {
  ProxyVariables variables = {{"https_proxy", "a.test:1"}};
  EXPECT_NE(Chosen("https://localhost", variables), "");
  EXPECT_NE(Chosen("https://127.0.0.1", variables), "");
  variables["NO_PROXY"] = "localhost";
  EXPECT_EQ(Chosen("https://localhost", variables), "");
  variables["no_proxy"] = "other.test";
  EXPECT_NE(Chosen("https://localhost", variables), "") << "the lower-case list hides the other";
}

TEST(PathFromEnvironment, AProxyThatCannotBeUsedIsAnErrorWithoutItsPassword) {
  for (const char* value : {"socks4://bob:hunter2@p.test", "http://bob:hunter2@", "bob:hunter2"}) {
    const auto path = PathFromEnvironment(To("https://a.test"), {{"HTTPS_PROXY", value}});
    ASSERT_FALSE(path) << value;
    EXPECT_EQ(path.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(path.error().Text(), HasSubstr("HTTPS_PROXY"));
    EXPECT_THAT(path.error().Text(), HasSubstr("--via direct"));
    EXPECT_THAT(path.error().Text(), Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(Chosen("https://a.test", {{"https_proxy", "bob:hunter2@p.test"}}),
            "http://bob:***@p.test:1080 (chosen by https_proxy)");
}

TEST(IsExempt, NamesMatchThemselvesAndWhatIsBelow) {
  struct {
    const char* host;
    const char* list;
    bool exempt;
  } const cases[] = {
      {"example.test", "example.test", true},
      {"www.example.test", "example.test", true},
      {"www.example.test", ".example.test", true},
      {"example.test", ".example.test", true},
      {"EXAMPLE.test.", "example.TEST", true},
      {"example.test", "example.test.", true},
      {"notexample.test", "example.test", false},
      {"example.test", "www.example.test", false},
      {"example.test", "a.test, b.test  example.test", true},
      {"example.test", "a.test,,,example.test,", true},
      {"example.test", "example.test:443", false},
      {"example.test", "*", true},
      {"example.test", "a.test,*", false},
      {"example.test", "*.test", false},
      {"example.test", "", false},
      {"example.test", ".", false},
      {"localhost", "localhost", true},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(IsExempt(test.host, test.list), test.exempt) << test.host << " in " << test.list;
  }
}

TEST(IsExempt, AddressesMatchThemselvesAndTheirNetworks) {
  struct {
    const char* host;
    const char* list;
    bool exempt;
  } const cases[] = {
      {"192.168.1.7", "192.168.1.7", true},    {"192.168.1.7", "192.168.1.8", false},
      {"192.168.1.7", "192.168.0.0/16", true}, {"192.169.1.7", "192.168.0.0/16", false},
      {"192.168.1.7", "192.168.1.4/30", true}, {"192.168.1.8", "192.168.1.4/30", false},
      {"192.168.1.7", "192.168.1.7/32", true}, {"192.168.1.7", "192.168.1.7/33", false},
      {"192.168.1.7", "192.168.1.7/", true},   {"192.168.1.7", "192.168.1.7/x", true},
      {"192.168.1.7", "1.7", false},           {"192.168.1.7", "::/1", false},
      {"10.0.0.1", "0.0.0.0/0", false},        {"2001:db8::7", "2001:db8::7", true},
      {"2001:db8::7", "2001:DB8:0::7", true},  {"2001:db8::7", "[2001:db8::7]", false},
      {"2001:db8::7", "2001:db8::/32", true},  {"2001:db9::7", "2001:db8::/31", true},
      {"2001:dba::7", "2001:db8::/31", false}, {"::1", "127.0.0.1", false},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(IsExempt(test.host, test.list), test.exempt) << test.host << " in " << test.list;
  }
}

}  // namespace
}  // namespace shakedown::attempt
