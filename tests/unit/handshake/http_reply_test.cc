#include "handshake/http_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace shakedown::handshake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

std::optional<attempt::HttpReply> ReadAll(const std::string& text, bool head = false) {
  HttpReplyReader reader(head);
  reader.Feed(AsBytes(text));
  reader.End();
  return reader.Reply();
}

const std::string kBody = "<html><head><title>400 No required\r\n SSL  certificate</title></head>";
const std::string kPage =
    "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n"
    "Content-Length: " +
    std::to_string(kBody.size()) + "\r\nConnection: close\r\n\r\n" + kBody;

TEST(HttpReply, KeepsStatusFieldsTitleAndBody) {
  HttpReplyReader reader(false);
  reader.Feed(AsBytes(kPage));
  EXPECT_TRUE(reader.done());
  EXPECT_TRUE(reader.complete());
  EXPECT_TRUE(reader.announces_close());
  const auto reply = reader.Reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 400);
  EXPECT_EQ(reply->reason, "Bad Request");
  EXPECT_THAT(reply->headers,
              ElementsAre(Pair("Server", "nginx/1.22.1"), Pair("Content-Type", "text/html"),
                          Pair("Content-Length", std::to_string(kBody.size())),
                          Pair("Connection", "close")));
  EXPECT_EQ(reply->title, "400 No required SSL certificate");
  EXPECT_THAT(reply->body, HasSubstr("<title>"));
}

TEST(HttpReply, IsTheSameInAnyPortions) {
  for (size_t cut = 0; cut <= kPage.size(); ++cut) {
    HttpReplyReader reader(false);
    reader.Feed(AsBytes(std::string_view(kPage).substr(0, cut)));
    EXPECT_EQ(reader.done(), cut == kPage.size()) << cut;
    reader.Feed(AsBytes(std::string_view(kPage).substr(cut)));
    ASSERT_TRUE(reader.complete()) << cut;
    EXPECT_EQ(reader.Reply()->title, "400 No required SSL certificate");
  }
  HttpReplyReader reader(false);
  for (const char& octet : kPage) reader.Feed(AsBytes(std::string_view(&octet, 1)));
  EXPECT_TRUE(reader.complete());
}

TEST(HttpReply, EveryProperPrefixIsIncomplete) {
  for (size_t cut = 0; cut < kPage.size(); ++cut) {
    HttpReplyReader reader(false);
    reader.Feed(AsBytes(std::string_view(kPage).substr(0, cut)));
    reader.End();
    EXPECT_FALSE(reader.complete()) << cut;
    const bool status_line_read = cut > kPage.find("\r\n") + 1;
    EXPECT_EQ(reader.Reply().has_value(), status_line_read) << cut;
  }
}

TEST(HttpReply, ChunksAreJoined) {
  const auto reply = ReadAll(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nTrailer: t\r\n\r\n");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "Wikipedia");
}

TEST(HttpReply, ChunksInAnyPortions) {
  const std::string text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n";
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    HttpReplyReader reader(false);
    reader.Feed(AsBytes(std::string_view(text).substr(0, cut)));
    reader.Feed(AsBytes(std::string_view(text).substr(cut)));
    ASSERT_TRUE(reader.complete()) << cut;
    EXPECT_EQ(reader.Reply()->body, "Wikipedia") << cut;
  }
}

TEST(HttpReply, WithoutALengthTheCloseEndsTheBody) {
  HttpReplyReader reader(false);
  reader.Feed(AsBytes("HTTP/1.0 200 OK\r\n\r\nall of it"));
  EXPECT_FALSE(reader.done());
  EXPECT_TRUE(reader.announces_close());
  reader.End();
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.Reply()->body, "all of it");
}

TEST(HttpReply, KeepAliveIsNoAnnouncementOfAClose) {
  HttpReplyReader reader(false);
  reader.Feed(AsBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_TRUE(reader.complete());
  EXPECT_FALSE(reader.announces_close());
}

TEST(HttpReply, HeadHasNoBodyWhateverTheHeaderSays) {
  HttpReplyReader reader(true);
  reader.Feed(AsBytes("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
  EXPECT_TRUE(reader.complete());
}

TEST(HttpReply, InterimRepliesAreSkipped) {
  const auto reply = ReadAll(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 403);
  EXPECT_EQ(reply->body, "no");
}

TEST(HttpReply, EndlessInterimRepliesEnd) {
  HttpReplyReader reader(false);
  for (int i = 0; i < 100; ++i) reader.Feed(AsBytes("HTTP/1.1 100 Continue\r\n\r\n"));
  EXPECT_TRUE(reader.done());
  EXPECT_FALSE(reader.complete());
}

TEST(HttpReply, GarbageIsNoReply) {
  for (const char* text : {"SSH-2.0-x\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
                           "\r\n\r\n", "220 smtp\r\n", ""}) {
    EXPECT_FALSE(ReadAll(text)) << text;
  }
  EXPECT_FALSE(ReadAll(std::string(300, '\0')));
}

TEST(HttpReply, ABrokenFieldStillShowsTheStatus) {
  const auto reply = ReadAll("HTTP/1.1 400 Bad\r\nServer: x\r\nno colon here\r\n\r\n");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 400);
}

TEST(HttpReply, TextIsPrintable) {
  const auto reply = ReadAll(
      "HTTP/1.1 400 B\xFF\r\nX: a\x80z\r\nContent-Type: text/html\r\n\r\n"
      "<title>\x1B[31mred\x07</title>\nsecond line");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->reason, "B\\xff");
  EXPECT_EQ(reply->headers[0].second, "a\\x80z");
  EXPECT_EQ(reply->title, "red\\u{7}");
  EXPECT_THAT(reply->body, Not(HasSubstr("\x1B")));
  EXPECT_THAT(reply->body, HasSubstr("\nsecond line"));
}

TEST(HttpReply, OnlyTheBeginningOfTheBodyIsKept) {
  std::string body(2047, 'a');
  body += "\xC3\xA4 and more";
  const auto reply = ReadAll("HTTP/1.1 200 OK\r\n\r\n" + body);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, std::string(2047, 'a'));
}

TEST(HttpReply, NoTitleInJson) {
  const auto reply =
      ReadAll("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\"<title>x</title>\"");
  EXPECT_EQ(reply->title, "");
}

TEST(HttpReply, IsBounded) {
  HttpReplyReader header(false);
  header.Feed(AsBytes("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x')));
  EXPECT_TRUE(header.done());
  EXPECT_FALSE(header.complete());

  HttpReplyReader body(false);
  body.Feed(AsBytes("HTTP/1.1 200 OK\r\n\r\n"));
  const std::string block(64 * 1024, 'b');
  int blocks = 0;
  while (!body.done() && blocks < 100) {
    body.Feed(AsBytes(block));
    ++blocks;
  }
  EXPECT_LE(blocks, 17);
  EXPECT_EQ(body.Reply()->status, 200);

  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 2000; ++i) many += "A: b\r\n";
  EXPECT_LE(ReadAll(many + "\r\n")->headers.size(), 100u);
}

}  // namespace
}  // namespace shakedown::handshake
