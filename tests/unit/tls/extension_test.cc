#include "tls/extension.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::ExtensionBytes;
using testing_support::Hex;
using testing_support::Join;

std::vector<Extension> Read(const Bytes& list, std::vector<DecodeError>* errors) {
  return ReadExtensions(ByteReader(list, errors, 10), "Message");
}

TEST(Extensions, AreKeptRawInWireOrderKnownOrNot) {
  std::vector<DecodeError> errors;
  const auto extensions =
      Read(Join({ExtensionBytes(0x9999, Hex("aabb")), ExtensionBytes(13, {})}), &errors);
  EXPECT_TRUE(errors.empty());
  ASSERT_EQ(extensions.size(), 2u);
  EXPECT_EQ(extensions[0], (Extension{ExtensionType{0x9999}, Hex("aabb"), 14}));
  EXPECT_EQ(extensions[1], (Extension{ExtensionType::kSignatureAlgorithms, {}, 20}));
}

// RFC 9846 section 4.3
TEST(Extensions, AppearOnce) {
  std::vector<DecodeError> errors;
  const Bytes one = ExtensionBytes(0, {});
  const auto extensions = Read(Join({one, one, one}), &errors);
  EXPECT_EQ(extensions.size(), 3u);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].Text(), "Message.extensions at offset 14: duplicate (server_name)");
}

TEST(Extensions, AreReadUpToTheOneThatIsCutOff) {
  std::vector<DecodeError> errors;
  const auto extensions = Read(Join({ExtensionBytes(1, {}), Hex("00020003ff")}), &errors);
  EXPECT_EQ(extensions.size(), 1u);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kTruncated);
}

TEST(Extensions, AreBounded) {
  Bytes list;
  for (uint16_t type = 1000; type < 1513; ++type) list = Join({list, ExtensionBytes(type, {})});
  std::vector<DecodeError> errors;
  EXPECT_EQ(Read(list, &errors).size(), 512u);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kTooLarge);
}

TEST(Extensions, AreFoundByType) {
  const std::vector<Extension> extensions{{ExtensionType::kAlpn, Hex("01"), 0},
                                          {ExtensionType::kAlpn, Hex("02"), 9}};
  EXPECT_EQ(Find(extensions, ExtensionType::kAlpn), extensions.data());
  EXPECT_EQ(Find(extensions, ExtensionType::kServerName), nullptr);
}

// RFC 9846 section 4.3, table
TEST(Extensions, BelongToCertainMessages) {
  EXPECT_TRUE(IsAllowed(ExtensionType::kOidFilters, ExtensionPlace::kCertificateRequest));
  EXPECT_FALSE(IsAllowed(ExtensionType::kOidFilters, ExtensionPlace::kClientHello));
  EXPECT_FALSE(IsAllowed(ExtensionType::kRenegotiationInfo, ExtensionPlace::kServerHello));
  EXPECT_TRUE(IsAllowed(ExtensionType{62}, ExtensionPlace::kServerHello)) << "not in the table";
  EXPECT_TRUE(IsAllowed(ExtensionType{0x9999}, ExtensionPlace::kServerHello)) << "unknown";
  EXPECT_TRUE(IsAllowed(ExtensionType{0x0a0a}, ExtensionPlace::kCertificateRequest)) << "GREASE";
  EXPECT_FALSE(IsAllowed(ExtensionType{0x0a0a}, ExtensionPlace::kServerHello)) << "GREASE";
}

TEST(Extensions, AreReportedWhereTheyDoNotBelong) {
  std::vector<DecodeError> errors;
  ReportMisplaced({{ExtensionType::kAlpn, {}, 20}, {ExtensionType::kKeyShare, {}, 30}},
                  ExtensionPlace::kServerHello, "ServerHello", &errors);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kIllegal);
  EXPECT_EQ(errors[0].offset, 16u);
}

}  // namespace
}  // namespace shakedown::tls
