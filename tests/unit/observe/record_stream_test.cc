#include "observe/record_stream.h"

#include <gtest/gtest.h>

#include <vector>

#include "observe/handshake_stream.h"

namespace shakedown::observe {
namespace {

struct Seen {
  tls::ContentType type{};
  Bytes fragment;
  uint64_t offset = 0;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> FeedInPortions(RecordStream& stream, ByteSpan octets, size_t portion) {
  std::vector<Seen> seen;
  for (size_t at = 0; at < octets.size(); at += portion) {
    stream.Feed(
        octets.subspan(at, std::min(portion, octets.size() - at)),
        [&seen](const WireRecord& record) {
          seen.push_back(
              {record.type, {record.fragment.begin(), record.fragment.end()}, record.offset});
        });
  }
  return seen;
}

const Bytes kTwoRecords = {22, 3, 1, 0, 3, 1, 2, 3, 21, 3, 3, 0, 2, 2, 40};

TEST(RecordStream, GivesTheSameRecordsForAnyPortions) {
  const std::vector<Seen> expected = {{tls::ContentType::kHandshake, {1, 2, 3}, 0},
                                      {tls::ContentType::kAlert, {2, 40}, 8}};
  for (size_t portion = 1; portion <= kTwoRecords.size(); ++portion) {
    RecordStream stream;
    EXPECT_EQ(FeedInPortions(stream, kTwoRecords, portion), expected) << portion;
    EXPECT_EQ(stream.unfinished(), 0u) << portion;
    EXPECT_FALSE(stream.broken());
  }
}

TEST(RecordStream, KeepsAnUnfinishedRecord) {
  RecordStream stream;
  EXPECT_EQ(FeedInPortions(stream, ByteSpan(kTwoRecords).first(12), 4).size(), 1u);
  EXPECT_EQ(stream.unfinished(), 4u);
}

TEST(RecordStream, BreaksAtWhatIsNoRecord) {
  for (const Bytes& bad : {Bytes{'H', 'T', 'T', 'P', '/'}, Bytes{22, 2, 0, 0, 1},
                           Bytes{22, 3, 9, 0, 1}, Bytes{23, 3, 3, 0xff, 0xff}}) {
    for (const size_t portion : {size_t{1}, bad.size()}) {
      RecordStream stream;
      Bytes octets = kTwoRecords;
      octets.insert(octets.end(), bad.begin(), bad.end());
      EXPECT_EQ(FeedInPortions(stream, octets, portion).size(), 2u);
      EXPECT_TRUE(stream.broken());
      EXPECT_EQ(stream.offset(), kTwoRecords.size());
    }
  }
}

TEST(HandshakeStream, JoinsAndSplitsMessages) {
  const Bytes octets = {14, 0, 0, 0, 20, 0, 0, 2, 7, 8, 1, 0, 0, 1, 9};
  for (size_t portion = 1; portion <= octets.size(); ++portion) {
    HandshakeStream stream;
    std::vector<Bytes> seen;
    for (size_t at = 0; at < octets.size(); at += portion) {
      stream.Feed(ByteSpan(octets).subspan(at, std::min(portion, octets.size() - at)),
                  [&seen](ByteSpan m) { seen.emplace_back(m.begin(), m.end()); });
    }
    const std::vector<Bytes> expected = {{14, 0, 0, 0}, {20, 0, 0, 2, 7, 8}, {1, 0, 0, 1, 9}};
    EXPECT_EQ(seen, expected) << portion;
  }
}

TEST(HandshakeStream, RefusesWhatIsTooLarge) {
  HandshakeStream stream;
  stream.Feed(Bytes{11, 0xff, 0xff, 0xff, 1, 2, 3}, [](ByteSpan) { FAIL(); });
  EXPECT_TRUE(stream.too_large());
  stream.Feed(Bytes(100, 0), [](ByteSpan) { FAIL(); });
}

}  // namespace
}  // namespace shakedown::observe
