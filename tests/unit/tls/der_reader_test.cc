#include "tls/der_reader.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::Der;
using testing_support::Hex;

/// The only error of reading one element of `der`.
DecodeError OnlyError(const Bytes& der) {
  std::vector<DecodeError> errors;
  DerReader reader(der, &errors, 100);
  EXPECT_FALSE(reader.Next("field"));
  EXPECT_TRUE(reader.empty());
  EXPECT_EQ(errors.size(), 1u);
  return errors.at(0);
}

TEST(DerReader, ReadsElementsOfEveryLengthForm) {
  for (const size_t size : {0u, 1u, 127u, 128u, 255u, 256u, 65535u, 65536u}) {
    const Bytes der = Der(0x04, Bytes(size, 7));
    std::vector<DecodeError> errors;
    DerReader reader(der, &errors, 100);
    const auto element = reader.Next("field");
    ASSERT_TRUE(element) << size;
    EXPECT_EQ(element->tag, 0x04);
    EXPECT_EQ(element->content.size(), size);
    EXPECT_EQ(element->whole.size(), der.size());
    EXPECT_EQ(element->offset, 100u);
    EXPECT_EQ(element->content_offset(), 100 + der.size() - size);
    EXPECT_TRUE(reader.empty());
    EXPECT_TRUE(errors.empty());
  }
}

TEST(DerReader, CallsMissingOctetsTruncated) {
  for (const char* hex : {"", "30", "3001", "307f00", "3081", "308200", "30828000", "3084010000"}) {
    EXPECT_EQ(OnlyError(Hex(hex)).kind, DecodeErrorKind::kTruncated) << hex;
    EXPECT_EQ(OnlyError(Hex(hex)).offset, 100u);
  }
}

// X.690 section 10.1
TEST(DerReader, RefusesLengthsThatAreNotDer) {
  for (const char* hex : {"30800000",          // indefinite
                          "308100",            // long form of 0
                          "30810100",          // long form of 1
                          "3082000100",        // leading zero
                          "3085000000000100",  // more octets than any length needs
                          "30ff00"}) {
    EXPECT_EQ(OnlyError(Hex(hex)).kind, DecodeErrorKind::kBadDer) << hex;
  }
}

TEST(DerReader, RefusesHighTagNumbers) {
  EXPECT_EQ(OnlyError(Hex("1f8100")).kind, DecodeErrorKind::kBadDer);
}

TEST(DerReader, RefusesAnotherTag) {
  std::vector<DecodeError> errors;
  const Bytes der = Hex("31003000");
  DerReader reader(der, &errors, 0);
  EXPECT_FALSE(reader.Next(kDerSequence, "field"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].kind, DecodeErrorKind::kBadDer);
  EXPECT_EQ(errors[0].detail, "tag 0x31, expected 0x30");
  EXPECT_TRUE(reader.empty()) << "one defect, one error";
}

TEST(DerReader, ReportsWhatIsLeft) {
  std::vector<DecodeError> errors;
  const Bytes der = Hex("30003100");
  DerReader reader(der, &errors, 10);
  ASSERT_TRUE(reader.Next(kDerSequence, "field"));
  reader.ExpectEnd("field");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].Text(), "field at offset 12: trailing bytes (2 bytes left)");
}

TEST(DerReader, CountsElementsWithoutReporting) {
  std::vector<DecodeError> errors;
  const Bytes der = Hex("300031003200ff");
  const DerReader reader(der, &errors, 0);
  EXPECT_EQ(reader.Count(10), 3u);
  EXPECT_EQ(reader.Count(2), 2u);
  EXPECT_TRUE(errors.empty());
}

}  // namespace
}  // namespace shakedown::tls
