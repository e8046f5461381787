#include "tls/oid.h"

#include <gtest/gtest.h>

#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

using testing_support::Hex;

struct Pair {
  const char* text;
  const char* hex;
};

// X.690 section 8.19
TEST(Oid, TurnsIntoDottedDecimalAndBack) {
  for (const Pair& pair :
       {Pair{"2.5.4.3", "550403"}, Pair{"0.0", "00"}, Pair{"0.39", "27"}, Pair{"1.0", "28"},
        Pair{"1.39", "4f"}, Pair{"2.0", "50"}, Pair{"2.47", "7f"}, Pair{"2.48", "8100"},
        Pair{"2.999.3", "883703"}, Pair{"1.2.840.113549.1.9.1", "2a864886f70d010901"},
        Pair{"1.3.4294967296", "2b9080808000"},
        Pair{"2.25.329800735698586629295641978511506172918",
             "6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776"}}) {
    EXPECT_EQ(OidText(Hex(pair.hex)), pair.text);
    EXPECT_EQ(OidFromText(pair.text), Hex(pair.hex)) << pair.text;
  }
}

TEST(Oid, IsRefusedIfNotDer) {
  // Empty; cut off inside an arc; an arc with a leading zero octet.
  for (const char* hex : {"", "5504ff", "80", "558003", "5504038001"}) {
    EXPECT_FALSE(OidText(Hex(hex))) << hex;
  }
}

TEST(Oid, IsRefusedAboveOurBound) {
  Bytes content(kMaxOidOctets, 0x81);
  content.back() = 1;
  EXPECT_TRUE(OidText(content));
  content.insert(content.begin(), 0x81);
  EXPECT_FALSE(OidText(content));
}

TEST(Oid, TextIsRefusedIfNotAnOid) {
  for (const char* text : {"", "2", "2.", "2..5", ".2.5", "3.1", "1.40", "0.100", "2.5.4.x", "2.05",
                           "2.5.4.3.", "-1.2", "22.1", " 2.5"}) {
    EXPECT_FALSE(OidFromText(text)) << text;
  }
  EXPECT_FALSE(OidFromText("2." + std::string(5000, '9')));
  EXPECT_FALSE(OidFromText("2." + std::string(200, '9')));
}

}  // namespace
}  // namespace shakedown::tls
