#include "diagnosis/hops/seen_hop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing_support;

attempt::HandshakeTrace Refused(const std::string& name, const std::string& value) {
  return Story().Finishes().NginxMissing().Header(name, value).Done().trace;
}

attempt::HandshakeTrace IssuedBy(const std::string& issuer) {
  attempt::Attempt attempt = Story().ServedBy("x").Finishes().Replies(200);
  for (attempt::Event& event : attempt.trace.events) {
    if (auto* checked = std::get_if<attempt::ServerChecked>(&event.body)) {
      checked->chain.front().issuer = Dn(issuer);
    }
  }
  return attempt.trace;
}

/// Replies as nginx writes it, with other names of headers.
attempt::HandshakeTrace WithHeaders(std::vector<std::pair<std::string, std::string>> headers,
                                    const std::string& alpn = "") {
  attempt::Attempt attempt = Story().Finishes().NginxMissing();
  for (attempt::Event& event : attempt.trace.events) {
    if (auto* reply = std::get_if<attempt::HttpReply>(&event.body)) reply->headers = headers;
    if (auto* done = std::get_if<attempt::HandshakeReturned>(&event.body)) done->alpn = alpn;
  }
  return attempt.trace;
}

std::string NameOf(const attempt::HandshakeTrace& trace) {
  const std::vector<SeenHop> hops = HopsSeen(trace);
  const SeenHop* hop = FirstNamed(hops);
  return hop != nullptr ? hop->name : "";
}

TEST(HopsSeen, NamesProductsByTheirHeaders) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"CF-RAY", "8a1b2c3d4e5f-FRA", "Cloudflare"},
      {"Server", "cloudflare", "Cloudflare"},
      {"X-Amz-Cf-Id", "abc==", "Amazon CloudFront"},
      {"Via", "1.1 0123.cloudfront.net (CloudFront)", "Amazon CloudFront"},
      {"x-served-by", "cache-fra-eddf8230031-FRA", "Fastly"},
      {"X-Azure-Ref", "0zxV", "Azure Front Door"},
      {"Via", "1.1 google", "Google Cloud load balancing"},
      {"Set-Cookie", "BIGipServerpool=1.2.3; path=/", "F5 BIG-IP"},
      {"x-envoy-upstream-service-time", "3", "Envoy"},
      {"Via", "1.1 proxy.test (squid/5.7)", "Squid"},
      {"Via", "1.1 varnish", "Varnish"},
      {"Via", "2 kong/3.4.0", "Kong"},
  };
  for (const auto& [name, value, product] : cases) {
    EXPECT_EQ(NameOf(Refused(name, value)), product) << name << ": " << value;
  }
}

TEST(HopsSeen, NamesInspectionByTheIssuer) {
  const std::pair<const char*, const char*> cases[] = {
      {"CN=Zscaler Intermediate Root CA (zscaler.net),O=Zscaler Inc.,C=US", "Zscaler"},
      {"CN=ca.corp.goskope.com,O=Corp,C=US", "Netskope"},
      {"CN=FG100D3G12345678,OU=Certificate Authority,O=Fortinet,C=US", "Fortinet FortiGate"},
      {"CN=Gateway CA - Cloudflare Managed G1 0123,O=Cloudflare\\, Inc.", "Cloudflare Gateway"},
      {"CN=mitmproxy,O=mitmproxy", "mitmproxy"},
      {"CN=DO_NOT_TRUST_FiddlerRoot,O=DO_NOT_TRUST", "Fiddler"},
      {"CN=TRAEFIK DEFAULT CERT", "Traefik"},
  };
  for (const auto& [issuer, product] : cases) {
    const std::vector<SeenHop> hops = HopsSeen(IssuedBy(issuer));
    ASSERT_FALSE(hops.empty()) << issuer;
    EXPECT_EQ(hops.front().name, product);
    EXPECT_EQ(hops.front().mark, SeenHop::Mark::kIssuer);
  }
}

TEST(HopsSeen, LooksAtTheRightAttributeOnly) {
  EXPECT_THAT(HopsSeen(IssuedBy("CN=Server CA,OU=Zscaler Inc.")), IsEmpty());
  EXPECT_THAT(HopsSeen(IssuedBy("CN=Server CA")), IsEmpty());
}

TEST(HopsSeen, NamesAFrontByItsErrorPageOnly) {
  const std::string words =
      "<h1>503 Service Unavailable</h1>No server is available to handle this request.";
  EXPECT_EQ(NameOf(Story().Finishes().Replies(503).Body(words).Done().trace), "HAProxy");
  EXPECT_EQ(NameOf(Story().Finishes().Replies(200).Body(words).Done().trace), "");
}

TEST(HopsSeen, TakesTheNameThatAProxyGivesItself) {
  const std::vector<SeenHop> hops = HopsSeen(Refused("Via", "1.0 inner, 1.1 edge (thing/2)"));
  ASSERT_EQ(hops.size(), 1u);
  EXPECT_EQ(hops.front().name, "the proxy 'edge (thing/2)'");
  EXPECT_TRUE(hops.front().named);
  const std::vector<SeenHop> nameless = HopsSeen(Refused("X-Cache", "MISS"));
  ASSERT_EQ(nameless.size(), 1u);
  EXPECT_FALSE(nameless.front().named);
}

TEST(HopsSeen, MakesHostileValuesPrintable) {
  const std::vector<SeenHop> hops =
      HopsSeen(Refused("Via", "1.1 \x1b[31m" + std::string(5000, 'x')));
  ASSERT_EQ(hops.size(), 1u);
  for (const std::string& text : {hops.front().name, hops.front().sign}) {
    EXPECT_LT(text.size(), 200u);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  }
}

TEST(HopsSeen, KeepsCookiesToThemselves) {
  const std::vector<SeenHop> hops =
      HopsSeen(Refused("Set-Cookie", "BIGipServerpool=secret; path=/"));
  ASSERT_FALSE(hops.empty());
  EXPECT_EQ(hops.front().sign, "Set-Cookie: BIGipServerpool");
}

TEST(HopsSeen, ReadsHandwritingWhereNothingElseShows) {
  // nginx's own, as it writes it.
  EXPECT_THAT(HopsSeen(WithHeaders({{"Server", "nginx"}, {"Date", "x"}, {"Connection", "close"}})),
              IsEmpty());
  // HAProxy passes it on in lower case; in HTTP/2 everybody has to.
  const auto lower = HopsSeen(WithHeaders({{"server", "nginx"}, {"date", "x"}, {"via-not", "x"}}));
  ASSERT_EQ(lower.size(), 1u);
  EXPECT_THAT(lower.front().name, HasSubstr("HAProxy"));
  EXPECT_FALSE(lower.front().named);
  EXPECT_THAT(HopsSeen(WithHeaders({{"server", "nginx"}, {"date", "x"}, {"a", "b"}}, "h2")),
              IsEmpty());
  // Apache httpd writes Date first, whoever answered.
  const auto swapped =
      HopsSeen(WithHeaders({{"Date", "x"}, {"Server", "nginx"}, {"Connection", "close"}}));
  ASSERT_EQ(swapped.size(), 1u);
  EXPECT_THAT(swapped.front().name, HasSubstr("Apache"));
  EXPECT_THAT(HopsSeen(WithHeaders({{"Date", "x"}, {"Server", "Apache"}, {"Connection", "close"}})),
              IsEmpty());
}

TEST(HopsSeen, FindsNothingInAnEmptyTrace) { EXPECT_THAT(HopsSeen({}), IsEmpty()); }

}  // namespace
}  // namespace shakedown::diagnosis
