#include "observe/decode_input.h"

#include <gtest/gtest.h>

#include "core/hex.h"

namespace shakedown::observe {
namespace {

const Bytes kAlertRecord = {21, 3, 3, 0, 2, 2, 48};

void ExpectRead(std::string_view text, Writing writing) {
  const auto input = ReadOctets(text);
  ASSERT_TRUE(input) << text;
  EXPECT_EQ(input->writing, writing) << text;
  ASSERT_EQ(input->runs.size(), 1u);
  EXPECT_EQ(input->runs[0].octets, kAlertRecord) << text;
}

TEST(ReadOctets, UnderstandsTheUsualWritings) {
  ExpectRead("15030300020230", Writing::kHex);
  ExpectRead("15 03 03 00 02\n02 30\n", Writing::kHex);
  ExpectRead("15:03:03:00:02:02:30", Writing::kHex);
  ExpectRead("0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x30", Writing::kHex);
  ExpectRead("# an alert\n00000000: 1503 0300\n00000004: 0202 30\n", Writing::kHex);
  ExpectRead("FQMDAAICMA==\n", Writing::kBase64);
  ExpectRead("FQMDAAICMA", Writing::kBase64);
  ExpectRead(AsText(kAlertRecord), Writing::kBinary);
  ExpectRead("-----BEGIN ANYTHING-----\nFQMDAAICMA==\n-----END ANYTHING-----\n", Writing::kPem);
}

TEST(ReadOctets, LeavesPrivateKeysOut) {
  const auto input = ReadOctets(
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
      "-----BEGIN CERTIFICATE-----\nFQMDAAICMA==\n-----END CERTIFICATE-----\n");
  ASSERT_TRUE(input);
  ASSERT_EQ(input->runs.size(), 1u);
  EXPECT_EQ(input->runs[0].label, "CERTIFICATE");
}

TEST(KindOf, TellsTheKindsApart) {
  EXPECT_EQ(KindOf(kAlertRecord), OctetKind::kRecords);
  EXPECT_EQ(KindOf(Bytes{14, 0, 0, 0}), OctetKind::kMessages);
  EXPECT_EQ(KindOf(*FromHex("300d310b3009060355040613024445")), OctetKind::kName);
  EXPECT_EQ(KindOf(*FromHex("d4c3b2a1020004000000000000000000ffff000001000000")),
            OctetKind::kCapture);
  EXPECT_EQ(KindOf(Bytes{0xff, 0xff}), std::nullopt);
  EXPECT_EQ(KindOf({}), std::nullopt);
}

}  // namespace
}  // namespace shakedown::observe
