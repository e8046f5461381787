#include "handshake/proxy_login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace shakedown::handshake {
namespace {

using attempt::Hop;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kVariable = "SHAKEDOWN_TEST_PROXY_SECRET";

class ProxyLoginTest : public testing::Test {
 protected:
  ~ProxyLoginTest() override { unsetenv(kVariable); }

  static Hop HopOf(const std::string& url) {
    auto hop = attempt::ParseHop(url);
    EXPECT_TRUE(hop) << url;
    return hop ? *hop : Hop{};
  }
  static Result<std::vector<HopLogin>> Read(const std::string& url) {
    return ReadLogins({HopOf(url)});
  }
  static std::string FromVariable(const std::string& before = "bob:") {
    return "http://" + before + "env:" + kVariable + "@p.test:3128";
  }
};

TEST_F(ProxyLoginTest, IsNothingWhereNoneIsGiven) {
  const auto logins = ReadLogins({HopOf("http://p.test:1"), HopOf("proxy-v2:")});
  ASSERT_TRUE(logins);
  ASSERT_EQ(logins->size(), 2u);
  for (const HopLogin& login : *logins) {
    EXPECT_FALSE(login.given);
    EXPECT_EQ(login.authorization.view(), "");
  }
}

TEST_F(ProxyLoginTest, IsBasicForHttpAndPlainForSocks) {
  // RFC 7617 section 2 has this pair as its example.
  const auto http = Read("http://Aladdin:open%20sesame@p.test:1");
  ASSERT_TRUE(http);
  EXPECT_EQ(http->front().authorization.view(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  const auto socks = Read("socks5h://Aladdin:open%20sesame@p.test:1");
  ASSERT_TRUE(socks);
  EXPECT_EQ(socks->front().authorization.view(), "");
  EXPECT_EQ(socks->front().user, "Aladdin");
  EXPECT_EQ(socks->front().password.view(), "open sesame");
}

TEST_F(ProxyLoginTest, ReadsVariablesWhenItIsNeeded) {
  setenv(kVariable, "open sesame", 1);
  EXPECT_EQ(Read(FromVariable("Aladdin:"))->front().authorization.view(),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  setenv(kVariable, "Bearer abc", 1);
  EXPECT_EQ(Read(FromVariable(""))->front().authorization.view(), "Bearer abc");
}

TEST_F(ProxyLoginTest, NamesTheVariableThatIsMissing) {
  for (const char* value : {static_cast<const char*>(nullptr), ""}) {
    if (value != nullptr) setenv(kVariable, value, 1);
    const auto logins = Read(FromVariable());
    ASSERT_FALSE(logins);
    EXPECT_EQ(logins.error().code(), ErrorCode::kPassphraseMissing);
    EXPECT_THAT(logins.error().Text(), HasSubstr(kVariable));
    EXPECT_FALSE(logins.error().hint().empty());
  }
}

TEST_F(ProxyLoginTest, RefusesWhatCannotBeSentWithoutRepeatingIt) {
  setenv(kVariable, "hunter2\r\nX-Forged: yes", 1);
  const auto forged = Read(FromVariable());
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().code(), ErrorCode::kFormat);
  EXPECT_THAT(forged.error().Text(), Not(HasSubstr("hunter2")));
  // RFC 1929 section 2 has one octet for the length.
  setenv(kVariable, std::string(256, 'x').c_str(), 1);
  EXPECT_FALSE(Read("socks5://bob:env:" + std::string(kVariable) + "@p.test:1"));
  EXPECT_TRUE(Read(FromVariable()));
  setenv(kVariable, std::string(8193, 'x').c_str(), 1);
  EXPECT_FALSE(Read(FromVariable()));
}

}  // namespace
}  // namespace shakedown::handshake
