#include "tls/new_session_ticket.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::ExtensionBytes;
using testing_support::Hex;
using testing_support::Join;
using testing_support::Octets;
using testing_support::Prefixed;

Bytes Body13(const Bytes& ticket, const Bytes& extensions) {
  return Join({Hex("00001c20"), Hex("01020304"), Prefixed(1, Hex("07")), Prefixed(2, ticket),
               Prefixed(2, extensions)});
}

DecodeErrorKind OnlyKind(const Bytes& body) {
  const auto decoded = DecodeNewSessionTicket(Version::kTls13, body);
  EXPECT_EQ(decoded.errors.size(), 1u);
  return decoded.errors.at(0).kind;
}

// RFC 9846 section 4.7.1
TEST(NewSessionTicket13, HoldsEveryField) {
  const auto decoded = DecodeNewSessionTicket(
      Version::kTls13, Body13(Octets("ticket"), ExtensionBytes(42, Hex("00004000"))));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded.value.lifetime_seconds, 7200u);
  EXPECT_EQ(decoded.value.age_add, 0x01020304u);
  EXPECT_EQ(decoded.value.nonce, Hex("07"));
  EXPECT_EQ(decoded.value.ticket, Octets("ticket"));
  EXPECT_EQ(decoded.value.extensions.size(), 1u);
}

TEST(NewSessionTicket13, IsBounded) {
  EXPECT_EQ(OnlyKind(Body13({}, {})), DecodeErrorKind::kOutOfBounds);
  EXPECT_EQ(OnlyKind(Body13(Octets("t"), ExtensionBytes(42, Hex("0000")))),
            DecodeErrorKind::kTruncated);
  EXPECT_EQ(OnlyKind(Body13(Octets("t"), ExtensionBytes(51, {}))), DecodeErrorKind::kIllegal);
}

// RFC 5077 section 3.3
TEST(NewSessionTicket12, HoldsLifetimeAndTicket) {
  const auto decoded =
      DecodeNewSessionTicket(Version::kTls12, Join({Hex("000f4240"), Prefixed(2, Octets("t"))}));
  ASSERT_TRUE(decoded.ok()) << "no upper bound for the lifetime";
  EXPECT_EQ(decoded.value.lifetime_seconds, 1'000'000u);
  EXPECT_EQ(decoded.value.ticket, Octets("t"));
}

TEST(NewSessionTicket12, MayBeEmpty) {
  EXPECT_TRUE(DecodeNewSessionTicket(Version::kTls12, Hex("000000000000")).ok());
}

}  // namespace
}  // namespace shakedown::tls
