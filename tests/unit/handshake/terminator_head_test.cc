#include "handshake/terminator_head.h"

#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

TEST(TerminatorHead, RequestKeepsItsFieldsButNotThoseOfTheHop) {
  RequestHead request;
  request.method = "POST";
  request.target = "/a?b";
  request.fields = {{"Host", "one.test"},
                    {"Connection", "keep-alive"},
                    {"X-A", "1"},
                    {"X-A", "2"},
                    {"Content-Length", "3"},
                    {"TE", "trailers"},
                    {"Expect", "100-continue"}};
  EXPECT_EQ(OriginRequestHead(request),
            "POST /a?b HTTP/1.1\r\nHost: one.test\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 3\r\n"
            "Via: 1.1 shakedown-terminator\r\nConnection: close\r\n\r\n");
}

TEST(TerminatorHead, ReplyGetsViaAndAServerOfOurOwn) {
  EXPECT_EQ(ClientReplyHead("HTTP/1.0 404 Not Found\r\nServer: nginx\r\nContent-Type:text/html\r\n"
                            "keep-alive: 5\r\nVia: 1.1 inner"),
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nVia: 1.1 inner\r\n"
            "Server: shakedown-terminator\r\nVia: 1.1 shakedown-terminator\r\n"
            "Connection: close\r\n\r\n");
}

TEST(TerminatorHead, ReplyMayHaveNoFieldsAndNoReason) {
  EXPECT_TRUE(ClientReplyHead("HTTP/1.1 200").has_value());
}

TEST(TerminatorHead, WhatIsNoReplyIsRefused) {
  for (const char* head : {"", "HTTP/1.1", "HTTP/2.0 200 OK", "HTTP/1.1 2x0 OK", "SSH-2.0-x",
                           "HTTP/1.1 200 OK\r\nno colon", "HTTP/1.1 200 OK\r\n: empty name"}) {
    EXPECT_EQ(ClientReplyHead(head), std::nullopt) << head;
  }
}

}  // namespace
}  // namespace shakedown::handshake
