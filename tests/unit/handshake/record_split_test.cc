#include "handshake/record_split.h"

#include <gtest/gtest.h>

namespace shakedown::handshake {
namespace {

TEST(SplitHandshakeRecords, CutsContentIntoSingleOctets) {
  const Bytes flight = {22, 3, 1, 0, 2, 0xAA, 0xBB};
  const Bytes expected = {22, 3, 1, 0, 1, 0xAA, 22, 3, 1, 0, 1, 0xBB};
  EXPECT_EQ(SplitHandshakeRecords(flight), expected);
}

TEST(SplitHandshakeRecords, LeavesOtherRecordsAndTornOnes) {
  const Bytes flight = {20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 9, 1};
  EXPECT_EQ(SplitHandshakeRecords(flight), flight);
}

TEST(SplitHandshakeRecords, NothingStaysNothing) { EXPECT_TRUE(SplitHandshakeRecords({}).empty()); }

}  // namespace
}  // namespace shakedown::handshake
