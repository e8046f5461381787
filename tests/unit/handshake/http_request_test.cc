#include "handshake/http_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

attempt::HandshakeSpec Spec() {
  attempt::HandshakeSpec spec;
  spec.target.endpoint = {"server.test", 8443};
  spec.target.path = "/start?x=1";
  spec.request = attempt::HttpRequest{};
  return spec;
}

/// The spec's only request in HTTP/1.1; what is wrong with it is a failure.
std::string Written(const attempt::HandshakeSpec& spec) {
  const auto requests = PrepareRequests(spec);
  if (!requests || requests->size() != 1) {
    ADD_FAILURE() << (requests ? "not one request" : requests.error().Text());
    return {};
  }
  return WriteHttp1(requests->front(), true);
}

TEST(HttpRequest, DefaultsToTheTarget) {
  const std::string text = Written(Spec());
  EXPECT_TRUE(text.starts_with("GET /start?x=1 HTTP/1.1\r\nHost: server.test:8443\r\n")) << text;
  EXPECT_THAT(text, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

TEST(HttpRequest, GivenFieldsReplaceDefaults) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->headers = {{"connection", "keep-alive"}, {"X-One", "1"}, {"host", "evil.test"}};
  const std::string text = Written(spec);
  EXPECT_THAT(text, Not(HasSubstr("Connection: close")));
  EXPECT_THAT(text, HasSubstr("\r\nconnection: keep-alive\r\nX-One: 1\r\nhost: evil.test\r\n\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("Host: server.test")));
}

TEST(HttpRequest, MethodsWithABodySayThatItIsEmpty) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->method = "POST";
  EXPECT_THAT(Written(spec), HasSubstr("\r\nContent-Length: 0\r\n"));
  spec.request->method = "DELETE";
  EXPECT_THAT(Written(spec), Not(HasSubstr("Content-Length")));
}

TEST(HttpRequest, TheTargetTakesThePlaceOfThePath) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->target = "https://other.test/x";
  EXPECT_TRUE(Written(spec).starts_with("GET https://other.test/x HTTP/1.1\r\nHost: server.test"));
}

TEST(HttpRequest, TrailersStandBehindAnEmptyChunkedBody) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->method = "POST";
  spec.request->trailers = {{"X-One", "1"}, {"X-Two", "2"}};
  const std::string text = Written(spec);
  EXPECT_THAT(text, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nTrailer: X-One, X-Two\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("Content-Length")));
  EXPECT_TRUE(text.ends_with("\r\n\r\n0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n")) << text;
  const auto requests = PrepareRequests(spec);
  ASSERT_TRUE(requests);
  EXPECT_THAT(Http2Trailers(requests->front()),
              ElementsAre(Pair("x-one", "1"), Pair("x-two", "2")));
}

TEST(HttpRequest, AFoldedValueIsOneFieldAndAForgedLineIsNone) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->headers = {{"X-One", "\r\n 1"}};
  EXPECT_THAT(Written(spec), HasSubstr("\r\nX-One: \r\n 1\r\n"));
  for (const char* forged : {"\r\nX: 1", "\r\n\r\n 1", "\n 1", "1\r\n"}) {
    spec.request->headers = {{"X-One", forged}};
    EXPECT_FALSE(PrepareRequests(spec)) << forged;
    spec.request->headers.clear();
    spec.request->trailers = {{"X-One", forged}};
    EXPECT_FALSE(PrepareRequests(spec)) << forged;
    spec.request->trailers.clear();
  }
}

TEST(HttpRequest, LineBreaksAreRefused) {
  for (int part = 0; part < 5; ++part) {
    attempt::HandshakeSpec spec = Spec();
    const std::string evil = "a\r\nX: y";
    if (part == 0) spec.request->method = evil;
    if (part == 1) spec.request->path = evil;
    if (part == 2) spec.request->host = evil;
    if (part == 3) spec.request->headers = {{evil, "v"}};
    if (part == 4) spec.request->headers = {{"n", evil}};
    const auto requests = PrepareRequests(spec);
    ASSERT_FALSE(requests) << part;
    EXPECT_EQ(requests.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(requests.error().message(), Not(HasSubstr("\r")));
  }
}

TEST(HttpRequest, FurtherRequestsKeepTheConnectionUntilTheLast) {
  attempt::HandshakeSpec spec = Spec();
  spec.further_requests = {{.path = "/two", .host = "other.test"}};
  const auto requests = PrepareRequests(spec);
  ASSERT_TRUE(requests);
  ASSERT_EQ(requests->size(), 2U);
  EXPECT_THAT(WriteHttp1((*requests)[0], false), Not(HasSubstr("Connection")));
  EXPECT_TRUE(
      WriteHttp1((*requests)[1], true).starts_with("GET /two HTTP/1.1\r\nHost: other.test\r\n"));
}

TEST(HttpRequest, WithoutARequestThereIsNone) {
  attempt::HandshakeSpec spec = Spec();
  spec.request.reset();
  const auto requests = PrepareRequests(spec);
  ASSERT_TRUE(requests);
  EXPECT_TRUE(requests->empty());
}

TEST(HttpRequest, Http2HasPseudoFieldsFirstAndNoFieldOfAConnection) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->headers = {{"X-One", "1"}, {"Connection", "close"}, {"Host", "evil.test"}};
  const auto requests = PrepareRequests(spec);
  ASSERT_TRUE(requests);
  EXPECT_THAT(Http2Fields(requests->front()),
              ElementsAre(Pair(":method", "GET"), Pair(":scheme", "https"),
                          Pair(":authority", "server.test:8443"), Pair(":path", "/start?x=1"),
                          Pair("user-agent", "shakedown"), Pair("accept", "*/*"),
                          Pair("x-one", "1"), Pair("host", "evil.test")));
}

}  // namespace
}  // namespace shakedown::handshake
