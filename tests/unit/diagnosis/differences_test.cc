#include "diagnosis/hops/differences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing_support;

attempt::HandshakeTrace Negotiated(attempt::HandshakeTrace trace, const std::string& cipher,
                                   const std::string& alpn) {
  for (attempt::Event& event : trace.events) {
    if (auto* done = std::get_if<attempt::HandshakeReturned>(&event.body)) {
      done->cipher = cipher;
      done->alpn = alpn;
    }
  }
  return trace;
}

TEST(Differences, AreNoneBetweenEqualHandshakes) {
  const auto trace =
      Story().ServedBy("origin").Asks().PresentsNothing().NginxMissing().Done().trace;
  EXPECT_THAT(Compare(trace, trace).All(), IsEmpty());
  EXPECT_THAT(Compare({}, {}).All(), IsEmpty());
  EXPECT_THAT(Compare(trace, {}).All(), IsEmpty());
}

TEST(Differences, NameCertificatesAndTheirIssuers) {
  attempt::HandshakeTrace here = Story().ServedBy("front").Finishes().Replies(200).Done().trace;
  const auto there = Story().ServedBy("origin").Finishes().Replies(200).Done().trace;
  EXPECT_THAT(Compare(here, there).chain, ElementsAre(HasSubstr("certificates differ")));
  for (attempt::Event& event : here.events) {
    if (auto* checked = std::get_if<attempt::ServerChecked>(&event.body)) {
      checked->chain.front().issuer = Dn("CN=Inspection CA");
      checked->chain.push_back(Intermediate("CN=Inspection CA", "CN=Corp"));
    }
  }
  EXPECT_THAT(Compare(here, there).chain,
              ElementsAre(HasSubstr("certificates differ"),
                          "their issuers: 'CN=Inspection CA' here, 'CN=Server CA' there",
                          "certificates in the server's chain: 2 here, 1 there"));
}

TEST(Differences, NameRequestVersionCipherAndAlpn) {
  const auto here = Negotiated(Story().Finishes().Replies(400).Done().trace, "A", "h2");
  const auto there =
      Negotiated(Story::Tls12().Asks().PresentsNothing().Replies(400).Done().trace, "B", "");
  EXPECT_THAT(Compare(here, there).handshake,
              ElementsAre(HasSubstr("CertificateRequest: none here, accepts "),
                          "version: TLSv1.3 here, TLSv1.2 there", "cipher: A here, B there",
                          "ALPN: h2 here, none there"));
}

TEST(Differences, LeaveOutWhatAFailedHandshakeDidNotReach) {
  const auto here = Story().Finishes().Replies(400).Done().trace;
  const auto there = Story().Hello().Alert(40).Done().trace;
  EXPECT_THAT(Compare(here, there).handshake, IsEmpty());
}

TEST(Differences, NameHeadersThatTellWhoPassedTheReplyOn) {
  const auto here = Story()
                        .Finishes()
                        .NginxMissing()
                        .Header("CF-RAY", "1")
                        .Header("Alt-Svc", "h3")
                        .Header("X-Request-Id", "7")
                        .Done()
                        .trace;
  const auto there = Story().Finishes().Replies(400, "", "Apache").Done().trace;
  const std::vector<std::string> headers = Compare(here, there).headers;
  EXPECT_THAT(headers, Contains("header cf-ray: 1 here, none there"));
  EXPECT_THAT(headers, Contains("header alt-svc: h3 here, none there"));
  EXPECT_THAT(headers, Contains("header server: nginx/1.22.1 here, Apache there"));
  EXPECT_EQ(headers.size(), 3u);
  // The value of a ray id is another one each time.
  const auto again =
      Story().Finishes().NginxMissing().Header("CF-RAY", "2").Header("Alt-Svc", "h3").Done().trace;
  EXPECT_THAT(Compare(here, again).headers, IsEmpty());
}

}  // namespace
}  // namespace shakedown::diagnosis
