#include "attempt/endpoint.h"

#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

TEST(Endpoint, NeedsHostAndPort) {
  const Result<Endpoint> v6 = ParseEndpoint("[::1]:9");
  ASSERT_TRUE(v6);
  EXPECT_EQ(*v6, (Endpoint{"::1", 9}));
  EXPECT_EQ(ToText(*v6), "[::1]:9");
  ASSERT_TRUE(ParseEndpoint("a.test:80"));
  const Result<Endpoint> international = ParseEndpoint(
      "B\xc3\xbc"
      "cher.test:80");
  ASSERT_TRUE(international);
  EXPECT_EQ(*international, (Endpoint{"xn--bcher-kva.test", 80}));
  for (const char* text : {"a.test", ":80", "https://a.test:80", "a.test:80/x", "[::1]", "::1:9"}) {
    EXPECT_FALSE(ParseEndpoint(text)) << text;
  }
}

TEST(IpLiteral, IsToldFromNames) {
  for (const char* host : {"127.0.0.1", "::1", "2001:db8::1"})
    EXPECT_TRUE(IsIpLiteral(host)) << host;
  for (const char* host : {"", "localhost", "1.2.3", "a.1", "[::1]"}) {
    EXPECT_FALSE(IsIpLiteral(host)) << host;
  }
}

}  // namespace
}  // namespace shakedown::attempt
