#include "attempt/hop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Hop Parsed(std::string_view url) {
  const Result<Hop> hop = ParseHop(url);
  if (hop) return *hop;
  ADD_FAILURE() << url << ": " << hop.error().Text();
  return {};
}

TEST(Hop, EveryKindHasAForm) {
  const std::tuple<const char*, Hop::Kind, Endpoint> cases[] = {
      {"http://proxy.test:3128/", Hop::Kind::kHttpConnect, {"proxy.test", 3128}},
      {"HTTPS://proxy.test:443", Hop::Kind::kHttpsConnect, {"proxy.test", 443}},
      {"socks5://127.0.0.1:1080", Hop::Kind::kSocks5, {"127.0.0.1", 1080}},
      {"socks5h://[::1]:1080", Hop::Kind::kSocks5Name, {"::1", 1080}},
      {"proxy-v1:", Hop::Kind::kProxyV1, {}},
      {"proxy-v2:192.0.2.7:4711", Hop::Kind::kProxyV2, {"192.0.2.7", 4711}},
      {"proxy-v1:[2001:db8::7]:1", Hop::Kind::kProxyV1, {"2001:db8::7", 1}},
  };
  for (const auto& [url, kind, endpoint] : cases) {
    const Hop hop = Parsed(url);
    EXPECT_EQ(hop.kind, kind) << url;
    EXPECT_EQ(hop.endpoint, endpoint) << url;
    EXPECT_FALSE(hop.login.given()) << url;
    EXPECT_EQ(Parsed(ToUrl(hop)), hop) << url;
  }
}

TEST(Hop, IsRefusedWithAReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {"proxy.test:3128", "scheme"},
      {"socks4://proxy.test:1080", "'socks4'"},
      {"ftp://proxy.test:21", "'ftp'"},
      {"http://proxy.test", "port is missing"},
      {"http://proxy.test:1/x", "path"},
      {"http://:1", "host is missing"},
      {"http://bob:%4@proxy.test:1", "hex digits"},
      {"http://bob:%zz@proxy.test:1", "hex digits"},
      {"http://bob%3Aby:secret@proxy.test:1", "':'"},
      {"http://bob:a%0d%0ab@proxy.test:1", "control character"},
      {"http://bob:env:@proxy.test:1", "name of an environment variable"},
      {"http://env:1X@proxy.test:1", "name of an environment variable"},
      {"socks5://env:LOGIN@proxy.test:1", "user and password"},
      {"proxy-v1:client.test:1", "not a name"},
      {"proxy-v2:192.0.2.7", "port is missing"},
      {"http://a b:1", "blank"},
  };
  for (const auto& [url, reason] : cases) {
    const Result<Hop> bad = ParseHop(url);
    ASSERT_FALSE(bad) << url;
    EXPECT_EQ(bad.error().code(), ErrorCode::kUsage) << url;
    EXPECT_THAT(bad.error().message(), HasSubstr(reason)) << url;
    EXPECT_FALSE(bad.error().hint().empty()) << url;
  }
  EXPECT_FALSE(ParseHop("socks5://u:" + std::string(256, 'p') + "@proxy.test:1"));
  EXPECT_TRUE(ParseHop("socks5://u:" + std::string(255, 'p') + "@proxy.test:1"));
}

TEST(Hop, Version2OfTheProxyProtocolMayClaimAClient) {
  const Result<Hop> hop = ParseHop("proxy-v2:192.0.2.1:7?client=a%20b");
  ASSERT_TRUE(hop) << hop.error().Text();
  EXPECT_EQ(hop->claimed_name, "a b");
  EXPECT_EQ(hop->endpoint, (Endpoint{"192.0.2.1", 7}));
  EXPECT_EQ(ToUrl(*hop), "proxy-v2:192.0.2.1:7?client=a%20b");
  const Result<Hop> alone = ParseHop("proxy-v2:?client=admin");
  ASSERT_TRUE(alone) << alone.error().Text();
  EXPECT_EQ(ToUrl(*alone), "proxy-v2:?client=admin");
  for (const std::string url :
       {"proxy-v1:?client=x", "proxy-v2:?client=", "proxy-v2:?name=x", "proxy-v2:?client=%zz"}) {
    EXPECT_FALSE(ParseHop(url)) << url;
  }
  EXPECT_FALSE(ParseHop("proxy-v2:?client=" + std::string(256, 'x')));
}

TEST(Hop, LoginIsReadAndUndoesPercentEncoding) {
  EXPECT_EQ(Parsed("http://bob:hunter2@p.test:1").login, (ProxyLogin{"bob", "hunter2", "", false}));
  EXPECT_EQ(Parsed("http://b%40b:a%2fb:c%20@p.test:1").login,
            (ProxyLogin{"b@b", "a/b:c ", "", false}));
  EXPECT_EQ(Parsed("http://bob@p.test:1").login, (ProxyLogin{"bob", "", "", false}));
  EXPECT_EQ(Parsed("http://:pass@p.test:1").login, (ProxyLogin{"", "pass", "", false}));
  EXPECT_EQ(Parsed("http://a:b@c@p.test:1").login, (ProxyLogin{"a", "b@c", "", false}));
  EXPECT_EQ(Parsed("socks5://bob:env:PASS_1@p.test:1").login,
            (ProxyLogin{"bob", "", "PASS_1", false}));
  EXPECT_EQ(Parsed("https://env:TOKEN@p.test:1").login, (ProxyLogin{"", "", "TOKEN", true}));
  // A secret that looks like a source is written with an encoded colon.
  EXPECT_EQ(Parsed("http://bob:env%3AX@p.test:1").login, (ProxyLogin{"bob", "env:X", "", false}));
}

TEST(Hop, UrlMasksPasswordsAndRepeatsVariables) {
  EXPECT_EQ(ToUrl(Parsed("http://bob:hunter2@p.test:1")), "http://bob:***@p.test:1");
  EXPECT_EQ(ToUrl(Parsed("socks5://b%40b@p.test:1")), "socks5://b%40b@p.test:1");
  for (const char* url : {"http://bob:env:PASS@p.test:1", "https://env:TOKEN@[::1]:1"}) {
    EXPECT_EQ(ToUrl(Parsed(url)), url);
  }
}

TEST(Hop, NoErrorRepeatsAPassword) {
  for (const char* url :
       {"http://bob:hunter2@proxy.test", "ftp://bob:hunter2@proxy.test:1", "http://bob:hunter2@:1",
        "bob:hunter2@proxy.test:1", "bob:hunter2@ftp://proxy.test:1", "http://bob:hunter2@a:99999",
        "http://bob:hunter2@a..b:1", "http://bob:hunter2%0a@a:1", "http://bob:hunter2/x@a:1",
        "http://bob:hunter2@[::1", "http://bob:hunter2 @a:1"}) {
    const Result<Hop> bad = ParseHop(url);
    ASSERT_FALSE(bad) << url;
    EXPECT_THAT(bad.error().Text(), Not(HasSubstr("hunter2"))) << url;
    const Result<Hop> curl = ParseHopAsCurl(url);
    const std::string said = curl ? ToUrl(*curl) : curl.error().Text();
    EXPECT_THAT(said, Not(HasSubstr("hunter2"))) << url;
  }
}

TEST(Hop, EnvironmentVariablesMayLeaveSchemeAndPortOut) {
  const std::tuple<const char*, Hop::Kind, Endpoint> cases[] = {
      {"proxy.test:3128", Hop::Kind::kHttpConnect, {"proxy.test", 3128}},
      {"proxy.test", Hop::Kind::kHttpConnect, {"proxy.test", 1080}},
      {"http://proxy.test/", Hop::Kind::kHttpConnect, {"proxy.test", 1080}},
      {"http://proxy.test:8/path", Hop::Kind::kHttpConnect, {"proxy.test", 8}},
      {"https://proxy.test", Hop::Kind::kHttpsConnect, {"proxy.test", 443}},
      {"socks5h://proxy.test", Hop::Kind::kSocks5Name, {"proxy.test", 1080}},
      {"bob:hunter2@proxy.test", Hop::Kind::kHttpConnect, {"proxy.test", 1080}},
  };
  for (const auto& [url, kind, endpoint] : cases) {
    const Result<Hop> hop = ParseHopAsCurl(url);
    ASSERT_TRUE(hop) << url << ": " << hop.error().Text();
    EXPECT_EQ(hop->kind, kind) << url;
    EXPECT_EQ(hop->endpoint, endpoint) << url;
  }
}

TEST(Path, IsReadInOrder) {
  const Result<Path> path = ParsePath("  socks5://a.test:1\thttp://b.test:2 proxy-v2: ");
  ASSERT_TRUE(path);
  ASSERT_EQ(path->size(), 3u);
  EXPECT_EQ(ToText(*path), "socks5://a.test:1 http://b.test:2 proxy-v2:");
  EXPECT_EQ(FirstProxy(*path), &path->front());
  EXPECT_EQ(ToText(WithoutProxies(*path)), "proxy-v2:");
  EXPECT_FALSE(ParsePath("http://a.test:1 nonsense"));
}

TEST(Path, DirectIsEmptyAndStandsAlone) {
  for (const char* text : {"", "  ", "direct", " direct "}) {
    const Result<Path> path = ParsePath(text);
    ASSERT_TRUE(path) << text;
    EXPECT_TRUE(path->empty()) << text;
  }
  EXPECT_FALSE(ParsePath("direct http://a.test:1"));
  EXPECT_EQ(ToText(Path{}), "direct");
  EXPECT_EQ(FirstProxy({}), nullptr);
}

TEST(Path, AHeaderForAProxyGoesWithTheProxy) {
  const Result<Path> path = ParsePath("proxy-v1: http://a.test:1");
  ASSERT_TRUE(path);
  EXPECT_EQ(FirstProxy(*path), &path->back());
  EXPECT_TRUE(WithoutProxies(*path).empty());
}

TEST(MaskPasswords, FindsEveryUrl) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"no url, a@b:c", "no url, a@b:c"},
      {"http://h:1", "http://h:1"},
      {"http://u@h:1", "http://u@h:1"},
      {"http://u:p@h:1", "http://u:***@h:1"},
      {"x=http://u:p@h:1 socks5://v:q@r@i:2", "x=http://u:***@h:1 socks5://v:***@i:2"},
      {"'http://u:p/q@h:1'", "'http://u:***@h:1'"},
      {"http://u:env:NAME@h:1 http://env:NAME@h:1", "http://u:env:NAME@h:1 http://env:NAME@h:1"},
      {"http://", "http://"},
      {"://@", "://@"},
  };
  for (const auto& [text, masked] : cases) EXPECT_EQ(MaskPasswords(text), masked);
}

}  // namespace
}  // namespace shakedown::attempt
