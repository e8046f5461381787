#include "handshake/http_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

using testing::HasSubstr;
using testing::Not;

attempt::HandshakeSpec Spec() {
  attempt::HandshakeSpec spec;
  spec.target.endpoint = {"server.test", 8443};
  spec.target.path = "/start?x=1";
  spec.request = attempt::HttpRequest{};
  return spec;
}

TEST(WriteRequest, DefaultsToTheTarget) {
  const auto text = WriteRequest(Spec());
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->starts_with("GET /start?x=1 HTTP/1.1\r\nHost: server.test:8443\r\n")) << *text;
  EXPECT_THAT(*text, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(text->ends_with("\r\n\r\n"));
}

TEST(WriteRequest, GivenFieldsReplaceDefaults) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->headers = {{"connection", "keep-alive"}, {"X-One", "1"}, {"host", "evil.test"}};
  const auto text = WriteRequest(spec);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, Not(HasSubstr("Connection: close")));
  EXPECT_THAT(*text,
              HasSubstr("\r\nconnection: keep-alive\r\nX-One: 1\r\nhost: evil.test\r\n\r\n"));
  EXPECT_THAT(*text, Not(HasSubstr("Host: server.test")));
}

TEST(WriteRequest, MethodsWithABodySayThatItIsEmpty) {
  attempt::HandshakeSpec spec = Spec();
  spec.request->method = "POST";
  EXPECT_THAT(*WriteRequest(spec), HasSubstr("\r\nContent-Length: 0\r\n"));
  spec.request->method = "DELETE";
  EXPECT_THAT(*WriteRequest(spec), Not(HasSubstr("Content-Length")));
}

TEST(WriteRequest, LineBreaksAreRefused) {
  for (int part = 0; part < 5; ++part) {
    attempt::HandshakeSpec spec = Spec();
    const std::string evil = "a\r\nX: y";
    if (part == 0) spec.request->method = evil;
    if (part == 1) spec.request->path = evil;
    if (part == 2) spec.request->host = evil;
    if (part == 3) spec.request->headers = {{evil, "v"}};
    if (part == 4) spec.request->headers = {{"n", evil}};
    const auto text = WriteRequest(spec);
    ASSERT_FALSE(text) << part;
    EXPECT_EQ(text.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(text.error().message(), Not(HasSubstr("\r")));
  }
}

}  // namespace
}  // namespace shakedown::handshake
