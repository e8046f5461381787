#include "handshake/record_scanner.h"

#include <gtest/gtest.h>

#include <vector>

namespace shakedown::handshake {
namespace {

const Bytes kStream = {22, 3, 1, 0, 3, 0xA, 0xB, 0xC, 23, 3, 3, 1, 0};

Bytes WithFragment(Bytes stream, size_t octets) {
  stream.resize(stream.size() + octets, 0xEE);
  return stream;
}

TEST(RecordScanner, FindsHeadersInAnyPortions) {
  const Bytes stream = WithFragment(kStream, 256);
  for (size_t portion = 1; portion <= stream.size(); ++portion) {
    RecordScanner scanner;
    std::vector<RecordHeader> found;
    for (size_t at = 0; at < stream.size(); at += portion) {
      const ByteSpan rest = ByteSpan(stream).subspan(at);
      scanner.Feed(rest.first(std::min(portion, rest.size())),
                   [&](const RecordHeader& header) { found.push_back(header); });
    }
    ASSERT_EQ(found.size(), 2u) << portion;
    EXPECT_EQ(found[0].type, tls::ContentType::kHandshake);
    EXPECT_EQ(found[0].version, 0x0301);
    EXPECT_EQ(found[0].length, 3u);
    EXPECT_EQ(found[1].type, tls::ContentType::kApplicationData);
    EXPECT_EQ(found[1].length, 256u);
    EXPECT_FALSE(scanner.broken());
  }
}

TEST(RecordScanner, EmptyFragmentsAreRecords) {
  RecordScanner scanner;
  int found = 0;
  const Bytes stream = {20, 3, 3, 0, 0, 21, 3, 3, 0, 0};
  scanner.Feed(stream, [&](const RecordHeader&) { ++found; });
  EXPECT_EQ(found, 2);
}

TEST(RecordScanner, PlainTextWasNeverTls) {
  RecordScanner scanner;
  scanner.Feed(AsBytes("HTTP/1.1 400"), [](const RecordHeader&) { FAIL(); });
  EXPECT_TRUE(scanner.never_tls());
}

TEST(RecordScanner, ABadMajorVersionIsNotTls) {
  RecordScanner scanner;
  const Bytes stream = {22, 2};
  scanner.Feed(stream, [](const RecordHeader&) {});
  EXPECT_TRUE(scanner.never_tls());
}

TEST(RecordScanner, BreaksAfterGoodRecordsAreNotNeverTls) {
  RecordScanner scanner;
  int found = 0;
  const Bytes stream = {22, 3, 3, 0, 1, 0xFF, 'H', 'T', 22, 3, 3, 0, 0};
  scanner.Feed(stream, [&](const RecordHeader&) { ++found; });
  EXPECT_EQ(found, 1);
  EXPECT_TRUE(scanner.broken());
  EXPECT_FALSE(scanner.never_tls());
}

}  // namespace
}  // namespace shakedown::handshake
