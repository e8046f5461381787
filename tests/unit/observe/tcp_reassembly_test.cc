#include "observe/tcp_reassembly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "attempt/trace_view.h"
#include "observe/capture.h"
#include "tests/support/capture_builder.h"

namespace shakedown::observe {
namespace {

using testing::HasSubstr;
using testing_support::BlockCapture;
using testing_support::ClassicCapture;
using testing_support::Conversation;
using testing_support::MakeConversation;
using testing_support::PacketMaker;

struct Read {
  std::vector<Observation> flows;
  std::string problem;
};

/// Everything in a capture, with the secrets in it and in `key_log`.
Read ReadAll(const Bytes& file, const std::string& key_log = {}) {
  Read read;
  CaptureReader capture(file);
  KeyLog keys;
  keys.Feed(capture.secrets());
  keys.Feed(key_log);
  TcpConnections connections(
      {&keys, nullptr}, [&read](uint64_t, const Observation& seen) { read.flows.push_back(seen); });
  while (const auto packet = capture.Next()) {
    if (const auto segment = SegmentOf(*packet)) connections.Add(*segment, packet->time_us);
  }
  connections.Finish();
  read.problem = capture.problem();
  return read;
}

/// One word for each message, alert, reply and close.
std::vector<std::string> StoryOf(const Observation& seen) {
  std::vector<std::string> story;
  for (const attempt::Event& event : seen.trace.events) {
    if (const auto* message = std::get_if<attempt::Message>(&event.body)) {
      story.push_back(std::string(ToString(message->from)) + " " + tls::Name(message->type));
    } else if (const auto* reply = std::get_if<attempt::HttpReply>(&event.body)) {
      story.push_back(std::to_string(reply->status));
    } else if (std::holds_alternative<attempt::PeerClosed>(event.body)) {
      story.emplace_back("closed");
    }
  }
  return story;
}

class Reassembly : public testing::Test {
 protected:
  const Conversation conversation_ = MakeConversation();
  const std::vector<Bytes> packets_ = PacketMaker().PacketsOf(conversation_, 200);
  const std::vector<std::string> story_ =
      StoryOf(ReadAll(ClassicCapture(packets_), conversation_.key_log).flows.at(0));
};

TEST_F(Reassembly, TellsTheWholeStory) {
  EXPECT_THAT(story_,
              testing::IsSupersetOf({"client ClientHello", "server CertificateRequest",
                                     "client Certificate", "client Finished", "403", "closed"}));
  const Read read = ReadAll(BlockCapture(packets_, conversation_.key_log));
  ASSERT_EQ(read.flows.size(), 1u);
  EXPECT_EQ(StoryOf(read.flows[0]), story_) << "PCAPNG with its secrets behind the packets";
  EXPECT_EQ(read.flows[0].ends.client.port, 40000);
  EXPECT_EQ(read.flows[0].ends.server.host, "10.0.0.2");
  EXPECT_TRUE(read.flows[0].ended);
}

TEST_F(Reassembly, RepeatsAndDisorderChangeNothing) {
  std::mt19937 random(1);  // NOLINT: the same disorder each time
  for (int round = 0; round < 40; ++round) {
    std::vector<Bytes> packets = packets_;
    // Repetitions, and neighbours that changed places; the openings stay in front.
    for (int i = 0; i < 5; ++i) {
      const size_t at = 3 + random() % (packets.size() - 5);
      packets.insert(packets.begin() + static_cast<ptrdiff_t>(at + 1), packets[at]);
    }
    for (int i = 0; i < 30; ++i) {
      const size_t at = 3 + random() % (packets.size() - 6);
      std::swap(packets[at], packets[at + 1 + random() % 2]);
    }
    const Read read = ReadAll(ClassicCapture(packets), conversation_.key_log);
    ASSERT_EQ(read.flows.size(), 1u) << round;
    EXPECT_EQ(StoryOf(read.flows[0]), story_) << round;
    EXPECT_TRUE(read.flows[0].notes.empty());
  }
}

TEST_F(Reassembly, LossIsNamedAndWhatIsBeforeItIsRead) {
  for (size_t lost = 3; lost + 2 < packets_.size(); ++lost) {
    std::vector<Bytes> packets = packets_;
    packets.erase(packets.begin() + static_cast<ptrdiff_t>(lost));
    const Read read = ReadAll(ClassicCapture(packets), conversation_.key_log);
    ASSERT_EQ(read.flows.size(), 1u);
    ASSERT_FALSE(read.flows[0].notes.empty()) << lost;
    EXPECT_THAT(read.flows[0].notes[0], HasSubstr("are missing")) << lost;
  }
}

TEST_F(Reassembly, ACutCaptureYieldsItsBeginning) {
  for (const Bytes& file :
       {ClassicCapture(packets_), BlockCapture(packets_, conversation_.key_log)}) {
    for (size_t octets = 30; octets < file.size(); octets += 37) {
      const Bytes cut(file.begin(), file.begin() + static_cast<ptrdiff_t>(octets));
      const Read read = ReadAll(cut, conversation_.key_log);
      EXPECT_LE(read.flows.size(), 1u);
      if (read.flows.empty()) continue;
      const auto story = StoryOf(read.flows[0]);
      EXPECT_LE(story.size(), story_.size());
    }
    Bytes cut(file.begin(), file.end() - 5);
    EXPECT_THAT(ReadAll(cut).problem, HasSubstr("cut off"));
  }
}

TEST_F(Reassembly, ADamagedCaptureSaysWhereItEnds) {
  Bytes classic = ClassicCapture(packets_);
  const size_t third = 24 + (16 + packets_[0].size()) + (16 + packets_[1].size());
  for (size_t i = 0; i < 4; ++i) classic[third + 8 + i] = 0xff;
  EXPECT_THAT(ReadAll(classic).problem, HasSubstr("at offset " + std::to_string(third)));
  Bytes blocks = BlockCapture(packets_, "");
  blocks[28 + 20 + 4] = 0x01;  // the length of the first packet's block
  EXPECT_THAT(ReadAll(blocks).problem, HasSubstr("damaged"));
}

TEST_F(Reassembly, RandomOctetsDoNoHarm) {
  std::mt19937 random(2);  // NOLINT: the same octets each time
  const Bytes classic = ClassicCapture(packets_);
  const Bytes blocks = BlockCapture(packets_, conversation_.key_log);
  for (int round = 0; round < 300; ++round) {
    Bytes file = round % 2 == 0 ? classic : blocks;
    for (int i = 0; i < 20; ++i)
      file[24 + random() % (file.size() - 24)] = static_cast<uint8_t>(random());
    ReadAll(file, conversation_.key_log);
  }
}

TEST(TcpConnections, ManyFlowsOverTheSamePortsAreKeptApart) {
  const Conversation conversation = MakeConversation();
  std::vector<Bytes> packets = PacketMaker().PacketsOf(conversation);
  const std::vector<Bytes> again = packets;
  packets.insert(packets.end(), again.begin(), again.end());
  EXPECT_EQ(ReadAll(ClassicCapture(packets), conversation.key_log).flows.size(), 2u);
}

}  // namespace
}  // namespace shakedown::observe
