#include "handshake/peer_request.h"

#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

using State = RequestReader::State;

constexpr std::string_view kRequest =
    "POST /a?b=c HTTP/1.1\r\nHost: One.test:8443 \r\nX-A: 1\r\nX-A: 2\r\n"
    "Content-Length: 4\r\n\r\nbody";

TEST(PeerRequest, ReadsTheHeadAndLeavesTheRest) {
  RequestReader reader;
  ASSERT_EQ(reader.Feed(AsBytes(kRequest)), State::kDone);
  EXPECT_EQ(reader.head().method, "POST");
  EXPECT_EQ(reader.head().target, "/a?b=c");
  EXPECT_EQ(reader.head().version, 11);
  EXPECT_EQ(reader.head().host, "One.test:8443");
  EXPECT_EQ(reader.head().content_length, 4U);
  EXPECT_EQ(reader.head().fields.size(), 4U);
  EXPECT_FALSE(reader.head().chunked);
  EXPECT_EQ(reader.rest(), "body");
}

TEST(PeerRequest, OctetByOctetIsTheSame) {
  RequestReader reader;
  const size_t head = kRequest.find("\r\n\r\n") + 4;
  for (size_t i = 0; i < kRequest.size(); ++i) {
    const State state = reader.Feed(AsBytes(kRequest.substr(i, 1)));
    EXPECT_EQ(state, i + 1 < head ? State::kMore : State::kDone) << i;
  }
  EXPECT_EQ(reader.head().host, "One.test:8443");
  EXPECT_EQ(reader.rest(), "body");
}

TEST(PeerRequest, KnowsConnectAndHttp10) {
  RequestReader reader;
  ASSERT_EQ(reader.Feed(AsBytes("CONNECT one.test:443 HTTP/1.0\r\n\r\n\x16\x03")), State::kDone);
  EXPECT_EQ(reader.head().method, "CONNECT");
  EXPECT_EQ(reader.head().target, "one.test:443");
  EXPECT_EQ(reader.head().version, 10);
  EXPECT_EQ(reader.rest(), "\x16\x03");
}

TEST(PeerRequest, SeesChunkedBodies) {
  RequestReader reader;
  ASSERT_EQ(reader.Feed(AsBytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
            State::kDone);
  EXPECT_TRUE(reader.head().chunked);
}

TEST(PeerRequest, RefusesWhatIsNoRequest) {
  for (const std::string_view text :
       {"HELO mail\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n"}) {
    RequestReader reader;
    EXPECT_EQ(reader.Feed(AsBytes(text)), State::kBad) << text;
  }
}

TEST(PeerRequest, StopsAtTheBoundWithOrWithoutLineEnds) {
  RequestReader endless;
  State state = State::kMore;
  size_t fed = 0;
  while (state == State::kMore && fed < 4 * kMaxRequestHead) {
    state = endless.Feed(AsBytes("GGGGGGGG"));
    fed += 8;
  }
  EXPECT_NE(state, State::kMore);
  EXPECT_LE(fed, kMaxRequestHead + 8);

  RequestReader fat;
  const std::string field = "X-Fat: " + std::string(kMaxRequestHead, 'x') + "\r\n\r\n";
  EXPECT_EQ(fat.Feed(AsBytes("GET / HTTP/1.1\r\n" + field)), State::kTooLarge);
}

}  // namespace
}  // namespace shakedown::handshake
