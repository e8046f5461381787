// The HTTP/2 conversation driven by octets alone: what is sent, what is made of any answer, and
// that no answer keeps it busy for ever.
#include "handshake/http_conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/text.h"
#include "tests/support/http2_frames.h"

namespace shakedown::handshake {
namespace {

using attempt::GoAway;
using attempt::Http2Error;
using attempt::Side;
using attempt::StreamReset;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
namespace h2 = testing_support::h2;

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A conversation whose first request was made, and what the peer says next.
class Http2Conversation : public testing::Test {
 protected:
  Http2Conversation() { Restart(); }

  void Restart(size_t requests = 2) {
    const PreparedRequest request{"GET", "/secure", "gate.test", {{"User-Agent", "shakedown"}}};
    conversation_ = MakeHttp2Conversation(std::vector(requests, request));
    events_.clear();
    conversation_->Begin(0);
    sent_ = conversation_->TakeOutput();
  }
  void Hear(std::string_view octets) {
    conversation_->Feed(AsBytes(octets));
    sent_ = conversation_->TakeOutput();
    for (auto& event : conversation_->TakeEvents()) events_.push_back(std::move(event));
  }
  int status() const {
    const auto reply = conversation_->Reply();
    return reply ? reply->status : 0;
  }
  /// The only event, which is of this type.
  template <typename T>
  T Only() const {
    EXPECT_THAT(events_, SizeIs(1));
    const T* event = events_.empty() ? nullptr : std::get_if<T>(&events_.front());
    EXPECT_NE(event, nullptr);
    return event == nullptr ? T{} : *event;
  }

  std::unique_ptr<HttpConversation> conversation_;
  std::vector<attempt::EventBody> events_;
  std::string sent_;  ///< in answer to what was heard last
};

TEST_F(Http2Conversation, BeginsWithPrefaceSettingsAndRequest) {
  EXPECT_THAT(sent_, StartsWith(kPreface));
  const auto frame_type = [this](size_t at) { return static_cast<uint8_t>(sent_.at(at + 3)); };
  size_t at = kPreface.size();
  EXPECT_EQ(frame_type(at), h2::kSettings);
  EXPECT_THAT(sent_.substr(at + 9), StartsWith(h2::Number(2, 2) + h2::Number(0, 4)))
      << "pushes are declined";
  at += 9 + static_cast<uint8_t>(sent_.at(at + 2));
  EXPECT_EQ(frame_type(at), h2::kHeaders);
  EXPECT_EQ(static_cast<uint8_t>(sent_.at(at + 4)) & 5, h2::kEndStream | h2::kEndHeaders);
  EXPECT_EQ(conversation_->stream(), 1U);
  EXPECT_FALSE(conversation_->done());
}

TEST_F(Http2Conversation, AcknowledgesSettingsAndPings) {
  Hear(h2::Settings() + h2::Frame(h2::kPing, h2::kNone, 0, "8 octets"));
  EXPECT_THAT(sent_, HasSubstr(h2::Frame(h2::kSettings, h2::kAck, 0)));
  EXPECT_THAT(sent_, HasSubstr(h2::Frame(h2::kPing, h2::kAck, 0, "8 octets")));
}

TEST_F(Http2Conversation, ReadsAReplyInAnyPortions) {
  const std::string octets =
      h2::Settings() + h2::Reply(1, "421", "<title>Misdirected</title>", {{"server", "x"}});
  for (const char octet : octets) Hear({&octet, 1});
  ASSERT_TRUE(conversation_->complete());
  EXPECT_TRUE(conversation_->done());
  EXPECT_TRUE(conversation_->reusable());
  const auto reply = conversation_->Reply();
  EXPECT_EQ(reply->status, 421);
  EXPECT_EQ(reply->title, "Misdirected");
  EXPECT_THAT(reply->headers, testing::ElementsAre(testing::Pair("server", "x")));
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(Http2Conversation, MakesTheNextRequestOnTheNextStream) {
  Hear(h2::Settings() + h2::Reply(1, "200", "first"));
  conversation_->Begin(1);
  EXPECT_FALSE(conversation_->TakeOutput().empty());
  EXPECT_EQ(conversation_->stream(), 3U);
  EXPECT_FALSE(conversation_->done());
  EXPECT_EQ(status(), 0) << "the first reply is not the second one's";
  Hear(h2::Frame(h2::kWindowUpdate, h2::kNone, 1, h2::Number(1, 4)) + h2::Reply(3, "421", ""));
  EXPECT_EQ(status(), 421);
}

TEST_F(Http2Conversation, KeepsTheCodeOfAResetStream) {
  for (const uint32_t code : {0x0U, 0x2U, 0x7U, 0xdU, 0xdeadbeefU}) {
    Restart();
    Hear(h2::Settings() + h2::ResetStream(1, code));
    const auto reset = Only<StreamReset>();
    EXPECT_EQ(reset.from, Side::kServer);
    EXPECT_EQ(reset.stream, 1U);
    EXPECT_EQ(reset.code, Http2Error{code});
    EXPECT_TRUE(conversation_->done());
    EXPECT_FALSE(conversation_->complete());
    EXPECT_TRUE(conversation_->reusable()) << "it is the stream that ended";
  }
}

TEST_F(Http2Conversation, KeepsWhatCameBeforeAReset) {
  Hear(h2::Settings() +
       h2::Frame(h2::kHeaders, h2::kEndHeaders, 1, h2::Fields({{":status", "200"}})));
  Hear(h2::ResetStream(1, 0x2));
  EXPECT_EQ(status(), 200);
  EXPECT_FALSE(conversation_->complete());
  EXPECT_EQ(Only<StreamReset>().code, Http2Error::kInternalError);
}

// A server that needs no body of the request says so after its reply (RFC 9113 section 8.1).
TEST_F(Http2Conversation, AResetAfterTheWholeReplyIsNoNews) {
  Hear(h2::Settings() + h2::Reply(1, "200", "all of it") + h2::ResetStream(1, 0x0));
  EXPECT_TRUE(conversation_->complete());
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(Http2Conversation, KeepsCodeAndWordsOfGoAway) {
  for (const uint32_t code : {0x1U, 0x3U, 0x9U, 0xbU, 0xcU, 0xdU, 0x2aU}) {
    Restart();
    Hear(h2::Settings() + h2::GoAway(0, code, "why\x1b[31m " + std::string(5000, 'x')));
    const auto away = Only<GoAway>();
    EXPECT_EQ(away.from, Side::kServer);
    EXPECT_EQ(away.last_stream, 0U);
    EXPECT_EQ(away.code, Http2Error{code});
    EXPECT_THAT(away.debug, StartsWith("why"));
    EXPECT_THAT(away.debug, Not(HasSubstr("\x1b")));
    EXPECT_LT(away.debug.size(), 400U);
    EXPECT_TRUE(conversation_->done()) << "the request was not looked at";
    EXPECT_FALSE(conversation_->reusable());
    EXPECT_TRUE(conversation_->announces_close());
  }
}

TEST_F(Http2Conversation, AGracefulGoodbyeLetsTheRequestFinish) {
  Hear(h2::Settings() + h2::GoAway(0x7fffffff, 0x0));
  EXPECT_FALSE(conversation_->done());
  Hear(h2::GoAway(1, 0x0) + h2::Reply(1, "200", "last"));
  EXPECT_TRUE(conversation_->complete());
  EXPECT_FALSE(conversation_->reusable());
  EXPECT_THAT(events_, SizeIs(2));
}

TEST_F(Http2Conversation, FramesItDoesNotKnowAreSkipped) {
  Hear(h2::Settings() + h2::Frame(0xc, 0, 0, h2::Number(9, 2) + "gate.test") +
       h2::Frame(0xa, 0, 1, "alt") + h2::Frame(0x2, 0, 1, "12345") +
       h2::Frame(0xee, 0xff, 1, "grease") + h2::Reply(1, "204", ""));
  EXPECT_EQ(status(), 204);
  EXPECT_TRUE(conversation_->complete());
  EXPECT_THAT(events_, IsEmpty());
}

TEST_F(Http2Conversation, RefusalAndGoodbyeAreSaidOnce) {
  Hear(h2::Settings());
  conversation_->Refuse();
  conversation_->Refuse();
  conversation_->Leave();
  Hear("");
  EXPECT_THAT(sent_, HasSubstr(h2::GoAway(0, 0x1)));
  EXPECT_EQ(sent_.find(h2::GoAway(0, 0x1)), sent_.rfind(h2::GoAway(0, 0x1)));
  EXPECT_EQ(Only<GoAway>().from, Side::kClient);
  EXPECT_FALSE(conversation_->reusable());
  Restart();
  Hear(h2::Settings() + h2::Reply(1, "200", ""));
  conversation_->Leave();
  EXPECT_THAT(conversation_->TakeOutput(), HasSubstr(h2::GoAway(0, 0x0)));
  EXPECT_THAT(conversation_->TakeEvents(), IsEmpty()) << "a goodbye of ours is no news";
}

struct Violation {
  const char* name;
  std::string octets;
  bool of_stream;  ///< ends the stream and not the connection
};

class Http2Violation : public Http2Conversation, public testing::WithParamInterface<Violation> {};

TEST_P(Http2Violation, IsAnsweredAndEndsIt) {
  Hear(GetParam().octets);
  EXPECT_TRUE(conversation_->done());
  EXPECT_FALSE(conversation_->complete());
  ASSERT_THAT(events_, Not(IsEmpty()));
  if (GetParam().of_stream) {
    const auto* reset = std::get_if<StreamReset>(&events_.front());
    ASSERT_NE(reset, nullptr);
    EXPECT_EQ(reset->from, Side::kClient);
  } else {
    const auto* away = std::get_if<GoAway>(&events_.front());
    ASSERT_NE(away, nullptr);
    EXPECT_EQ(away->from, Side::kClient);
    EXPECT_NE(away->code, Http2Error::kNoError);
    EXPECT_FALSE(conversation_->reusable());
  }
}

const Violation kViolations[] = {
    {"Http11", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", false},
    {"NoSettings", h2::Reply(1, "200", "early"), false},
    {"LargeFrame", h2::Settings() + h2::Frame(h2::kData, 0, 1, std::string(16385, 'x')), false},
    {"PushPromise",
     h2::Settings() + h2::Frame(h2::kSettings, h2::kAck, 0) +
         h2::Frame(h2::kPushPromise, h2::kEndHeaders, 1,
                   h2::Number(2, 4) + h2::Fields({{":method", "GET"}})),
     false},
    {"ReplyToNothing", h2::Settings() + h2::Reply(3, "200", "unasked"), false},
    {"BodyOnConnection", h2::Settings() + h2::Frame(h2::kData, 0, 0, "x"), false},
    {"BrokenFields", h2::Settings() + h2::Frame(h2::kHeaders, 5, 1, "\xff\xff\xff\xff\xff\xff"),
     false},
    {"TornFields",
     h2::Settings() + h2::Frame(h2::kHeaders, 0, 1, "\x88") +
         h2::Frame(h2::kPing, 0, 0, "12345678"),
     false},
    {"ShortPing", h2::Settings() + h2::Frame(h2::kPing, 0, 0, "123"), false},
    {"ShortGoAway", h2::Settings() + h2::Frame(h2::kGoAway, 0, 0, "123"), false},
    {"WindowOverflow",
     h2::Settings() + h2::Frame(h2::kWindowUpdate, 0, 0, h2::Number(0x7fffffff, 4)), false},
    {"WrongSetting",
     h2::Settings() + h2::Frame(h2::kSettings, 0, 0, h2::Number(5, 2) + h2::Number(1, 4)), false},
    {"NoStatus", h2::Settings() + h2::Frame(h2::kHeaders, 5, 1, h2::Fields({{"server", "x"}})),
     true},
    {"WrongStatus", h2::Settings() + h2::Reply(1, "018", "x"), false},
    {"ConnectionField", h2::Settings() + h2::Reply(1, "200", "", {{"connection", "close"}}), true},
    {"CapitalField", h2::Settings() + h2::Reply(1, "200", "", {{"Server", "x"}}), true},
    {"LengthBelied", h2::Settings() + h2::Reply(1, "200", "five", {{"content-length", "5"}}), true},
};
INSTANTIATE_TEST_SUITE_P(Kinds, Http2Violation, testing::ValuesIn(kViolations),
                         [](const auto& test) { return test.param.name; });

/// What a peer says without end; each of them stops being listened to.
struct Flood {
  const char* name;
  std::string begin;
  std::string again;
};

class Http2Flood : public Http2Conversation, public testing::WithParamInterface<Flood> {};

TEST_P(Http2Flood, EndsAtALimit) {
  Hear(h2::Settings() + GetParam().begin);
  size_t octets = 0;
  while (!conversation_->done() && octets < (size_t{16} << 20)) {
    Hear(GetParam().again);
    octets += GetParam().again.size();
  }
  EXPECT_TRUE(conversation_->done()) << "after " << octets << " octets";
  EXPECT_FALSE(conversation_->reusable());
  EXPECT_LE(events_.size(), 8U);
  ASSERT_THAT(events_, Not(IsEmpty())) << "giving up is recorded";
  const auto* away = std::get_if<GoAway>(&events_.back());
  ASSERT_NE(away, nullptr);
  EXPECT_EQ(away->from, Side::kClient);
  const auto reply = conversation_->Reply();
  EXPECT_TRUE(!reply || reply->headers.size() <= 100U);
}

/// Puts a field of 4,000 octets into the table; each octet 0xbe names it again.
std::string TableBomb() { return "\x40\x01x\x7f\xa1\x1e" + std::string(4000, 'a'); }

const Flood kFloods[] = {
    {"Interim", "", h2::Frame(h2::kHeaders, h2::kEndHeaders, 1, h2::Fields({{":status", "103"}}))},
    {"Fields", h2::Frame(h2::kHeaders, h2::kEndStream, 1, h2::Fields({{":status", "200"}})),
     h2::Frame(h2::kContinuation, 0, 1, h2::Fields({{"x-flood", std::string(100, 'y')}}))},
    {"EmptyFields", h2::Frame(h2::kHeaders, h2::kEndStream, 1, h2::Fields({{":status", "200"}})),
     h2::Frame(h2::kContinuation, 0, 1, h2::Fields({{"x", ""}}))},
    {"EmptyContinuations",
     h2::Frame(h2::kHeaders, h2::kEndStream, 1, h2::Fields({{":status", "200"}})),
     h2::Frame(h2::kContinuation, 0, 1)},
    {"Table",
     h2::Frame(h2::kHeaders, h2::kEndStream, 1, h2::Fields({{":status", "200"}}) + TableBomb()),
     h2::Frame(h2::kContinuation, 0, 1, std::string(1000, '\xbe'))},
    {"Body", h2::Frame(h2::kHeaders, h2::kEndHeaders, 1, h2::Fields({{":status", "200"}})),
     h2::Frame(h2::kData, 0, 1, std::string(16384, 'x'))},
};
INSTANTIATE_TEST_SUITE_P(Kinds, Http2Flood, testing::ValuesIn(kFloods),
                         [](const auto& test) { return test.param.name; });

TEST_F(Http2Conversation, RecordsAFewEndsOfAPeerThatSaysGoodbyeForEver) {
  Hear(h2::Settings());
  for (int i = 0; i < 1000; ++i) Hear(h2::GoAway(1, 0x0, "bye"));
  EXPECT_THAT(events_, SizeIs(8));
}

// Whatever is flipped, cut or repeated in an honest answer, and in whatever portions it comes.
TEST_F(Http2Conversation, SurvivesAnyOctets) {
  const std::string honest =
      h2::Settings() + h2::Frame(h2::kWindowUpdate, 0, 0, h2::Number(99, 4)) +
      h2::Reply(1, "200", "body", {{"server", "nginx"}, {"x", "y"}}) + h2::GoAway(1, 0x0, "bye");
  std::mt19937 random(20261121);
  for (int round = 0; round < 3000; ++round) {
    Restart();
    std::string octets = honest;
    for (int i = round % 4; i >= 0; --i) {
      octets[random() % octets.size()] = static_cast<char>(random());
    }
    if (round % 5 == 0) octets.resize(random() % octets.size());
    if (round % 7 == 0) octets += octets;
    while (!octets.empty() && !conversation_->done()) {
      const size_t portion = 1 + random() % octets.size();
      Hear(octets.substr(0, portion));
      octets.erase(0, portion);
    }
    ASSERT_LE(events_.size(), 8U);
    ASSERT_TRUE(!conversation_->complete() || status() >= 200);
    ASSERT_TRUE(!conversation_->reusable() || conversation_->done());
    conversation_->Leave();
    (void)conversation_->TakeOutput();
  }
}

}  // namespace
}  // namespace shakedown::handshake
