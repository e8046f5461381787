#include "tls/alert.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::Hex;

DecodeErrorKind OnlyKind(const Decoded<Alert>& decoded) {
  EXPECT_EQ(decoded.errors.size(), 1u);
  return decoded.errors.at(0).kind;
}

// RFC 9846 section 6
TEST(Alert, IsALevelAndADescription) {
  const auto decoded = DecodeAlert(Hex("0230"));
  EXPECT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value, (Alert{AlertLevel::kFatal, AlertDescription::kUnknownCa}));
}

TEST(Alert, MayBeUnknown) {
  const auto decoded = DecodeAlert(Hex("01fe"));
  EXPECT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.description, AlertDescription{254});
}

TEST(Alert, IsTruncatedBelowTwoOctets) {
  EXPECT_EQ(OnlyKind(DecodeAlert({})), DecodeErrorKind::kTruncated);
  const auto decoded = DecodeAlert(Hex("02"));
  EXPECT_EQ(OnlyKind(decoded), DecodeErrorKind::kTruncated);
  EXPECT_EQ(decoded.value.level, AlertLevel::kFatal);
}

TEST(Alert, HasNothingBehindIt) {
  const auto decoded = DecodeAlert(Hex("023000"));
  EXPECT_EQ(OnlyKind(decoded), DecodeErrorKind::kTrailing);
  EXPECT_EQ(decoded.value.description, AlertDescription::kUnknownCa);
}

TEST(Alert, HasOneOfTwoLevels) {
  const auto decoded = DecodeAlert(Hex("0330"));
  EXPECT_EQ(OnlyKind(decoded), DecodeErrorKind::kIllegal);
  EXPECT_EQ(decoded.value.description, AlertDescription::kUnknownCa);
}

}  // namespace
}  // namespace shakedown::tls
