#include "handshake/http2_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace shakedown::handshake {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// A field section that holds a status alone.
bool AddStatus(Http2Reply& reply, std::string_view status) {
  reply.BeginFields();
  return reply.AddField(":status", status) && reply.EndFields();
}

TEST(Http2Reply, IsNothingBeforeAStatus) {
  Http2Reply reply(5);
  EXPECT_EQ(reply.stream(), 5U);
  EXPECT_FALSE(reply.Reply());
  reply.Close(true);
  EXPECT_TRUE(reply.closed());
  EXPECT_FALSE(reply.complete()) << "a stream that ends without a status has no reply";
}

TEST(Http2Reply, TakesOnlyThreeDigitsForAStatus) {
  for (const char* status : {"", "abc", "20", "2000", "200 ", "-200", "099", "99999999999"}) {
    Http2Reply reply(1);
    EXPECT_FALSE(AddStatus(reply, status)) << status;
    EXPECT_FALSE(reply.Reply()) << status;
    reply.Close(true);
    EXPECT_FALSE(reply.complete()) << status;
  }
  Http2Reply reply(1);
  ASSERT_TRUE(AddStatus(reply, "999"));
  EXPECT_EQ(reply.Reply()->status, 999);
}

TEST(Http2Reply, ForgetsInterimRepliesAndDropsTrailers) {
  Http2Reply reply(1);
  reply.BeginFields();
  ASSERT_TRUE(reply.AddField(":status", "103") && reply.AddField("link", "a") && reply.EndFields());
  ASSERT_TRUE(AddStatus(reply, "200"));
  reply.BeginFields();
  ASSERT_TRUE(reply.AddField("x-trailer", "late") && reply.AddField(":status", "500"));
  ASSERT_TRUE(reply.EndFields());
  reply.Close(true);
  EXPECT_TRUE(reply.complete());
  EXPECT_EQ(reply.Reply()->status, 200);
  EXPECT_TRUE(reply.Reply()->headers.empty());
}

TEST(Http2Reply, KeepsFieldsButNotPseudoFields) {
  Http2Reply reply(1);
  reply.BeginFields();
  ASSERT_TRUE(reply.AddField(":status", "200") && reply.AddField(":path", "/x"));
  ASSERT_TRUE(reply.AddField("server", "x\ty\x1b[0m"));
  EXPECT_THAT(reply.Reply()->headers,
              ElementsAre(Pair("server", testing::Not(testing::HasSubstr("\x1b")))));
}

TEST(Http2Reply, HasALimitForFieldsTogether) {
  Http2Reply reply(1);
  reply.BeginFields();
  ASSERT_TRUE(reply.AddField(":status", "200"));
  int added = 0;
  while (added < 10'000 && reply.AddField("a", "")) ++added;
  EXPECT_LT(added, 2100) << "empty fields count as well";
  EXPECT_GT(added, 1000);
  Http2Reply large(1);
  large.BeginFields();
  EXPECT_TRUE(large.AddField("a", std::string(60'000, 'x')));
  EXPECT_FALSE(large.AddField("b", std::string(6'000, 'x')));
}

TEST(Http2Reply, HasALimitForInterimReplies) {
  Http2Reply reply(1);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(AddStatus(reply, "100"));
  EXPECT_FALSE(AddStatus(reply, "100"));
}

TEST(Http2Reply, HasALimitForTheBodyAndKeepsItsBegin) {
  Http2Reply reply(1);
  ASSERT_TRUE(AddStatus(reply, "200"));
  EXPECT_TRUE(reply.AppendBody(std::string(1024 * 1024, 'x')));
  EXPECT_FALSE(reply.AppendBody("y"));
  EXPECT_EQ(reply.Reply()->body.size(), 2048U);
}

TEST(Http2Reply, ClosedInDisorderIsNotComplete) {
  Http2Reply reply(1);
  ASSERT_TRUE(AddStatus(reply, "200"));
  EXPECT_FALSE(reply.complete());
  reply.Close(false);
  EXPECT_TRUE(reply.closed());
  EXPECT_FALSE(reply.complete());
  EXPECT_EQ(reply.Reply()->status, 200) << "what came is evidence";
}

}  // namespace
}  // namespace shakedown::handshake
