#include "handshake/damage/flight_records.h"

#include <gtest/gtest.h>

namespace shakedown::handshake::damage {
namespace {

using tls::HandshakeType;

Flight OneMessage(Bytes message) {
  Flight flight;
  flight.items.emplace_back();
  flight.items[0].type = HandshakeType::kCertificate;
  flight.items[0].message = std::move(message);
  return flight;
}

TEST(flight_records, CutsContentIntoSingleOctets) {
  const Bytes flight = {22, 3, 1, 0, 2, 0xAA, 0xBB};
  const Bytes expected = {22, 3, 1, 0, 1, 0xAA, 22, 3, 1, 0, 1, 0xBB};
  EXPECT_EQ(SplitHandshakeRecords(flight, 1), expected);
  EXPECT_EQ(SplitHandshakeRecords(flight, 2), flight);
}

TEST(flight_records, LeavesOtherRecordsAndTornOnes) {
  const Bytes flight = {20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 9, 1};
  EXPECT_EQ(SplitHandshakeRecords(flight, 1), flight);
  EXPECT_TRUE(SplitHandshakeRecords({}, 1).empty());
}

TEST(flight_records, MessagesInClearAreCutJoinedAndInterleaved) {
  RecordProtection unused;
  const Bytes change = {20, 3, 3, 0, 1, 1};
  const auto with_change = [&](Bytes records) {
    records.insert(records.end(), change.begin(), change.end());
    return records;
  };
  Flight cut = OneMessage({11, 0, 0, 0});
  cut.items[0].split = 3;
  EXPECT_EQ(Records12(cut, &unused), with_change({22, 3, 3, 0, 3, 11, 0, 0, 22, 3, 3, 0, 1, 0}));
  Flight joined = OneMessage({11, 0, 0, 0});
  joined.items[0].join = true;
  joined.items.push_back(OneMessage({15, 0, 0, 0}).items[0]);
  EXPECT_EQ(Records12(joined, &unused), with_change({22, 3, 3, 0, 8, 11, 0, 0, 0, 15, 0, 0, 0}));
  Flight stray = OneMessage({11, 0, 0, 0});
  stray.items[0].interleave = "warning-alert";
  EXPECT_EQ(Records12(stray, &unused),
            with_change({22, 3, 3, 0, 2, 11, 0, 21, 3, 3, 0, 2, 1, 90, 22, 3, 3, 0, 2, 0, 0}));
  Flight before = OneMessage({11, 0, 0, 0});
  before.items[0].precede = "empty-record";
  EXPECT_EQ(Records12(before, &unused), with_change({22, 3, 3, 0, 0, 22, 3, 3, 0, 4, 11, 0, 0, 0}));
}

TEST(flight_records, AProtectedRecordOfTls12OpensAgainAndOnlyUntouched) {
  const Aead gcm{EVP_aes_128_gcm(), 16, true};
  RecordProtection writer(gcm, Bytes(16, 1), Bytes(4, 2));
  const RecordProtection reader(gcm, Bytes(16, 1), Bytes(4, 2));
  const Bytes content = {20, 0, 0, 1, 7};
  Bytes record = writer.Seal12(tls::ContentType::kHandshake, content);
  EXPECT_EQ(reader.Open12(record), content);
  record.back() ^= 1;
  EXPECT_FALSE(reader.Open12(record));
  EXPECT_FALSE(reader.Open12(Bytes(9, 22)));
}

}  // namespace
}  // namespace shakedown::handshake::damage
