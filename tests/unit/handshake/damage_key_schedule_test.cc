#include "handshake/damage/key_schedule.h"

#include <gtest/gtest.h>

#include "core/hex.h"

namespace shakedown::handshake::damage {
namespace {

/// The client's handshake traffic secret of the first trace of RFC 8448 section 3.
const Bytes& ClientSecret() {
  static const Bytes secret =
      *FromHex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21");
  return secret;
}

TEST(key_schedule, KeysOfTls13AreThoseOfThePublishedTrace) {
  EXPECT_EQ(ToHex(ExpandLabel(EVP_sha256(), ClientSecret(), "key", 16)),
            "dbfaa693d1762c5b666af5d950258d01");
  EXPECT_EQ(ToHex(ExpandLabel(EVP_sha256(), ClientSecret(), "iv", 12)), "5bd3c71b836e0b76bb73265f");
}

TEST(key_schedule, ThePrfIsThePublishedOne) {
  // The widely used test vector of P_SHA256.
  const Bytes secret = *FromHex("9bbe436ba940f017b17652849a71db35");
  const Bytes seed = *FromHex("a0ba9f936cda311827a6f796ffd5198c");
  EXPECT_EQ(ToHex(Prf(EVP_sha256(), secret, "test label", seed, 32)),
            "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a");
}

TEST(key_schedule, FinishedHasTheLengthOfItsVersion) {
  const Bytes hash(32, 7);
  EXPECT_EQ(VerifyData13(EVP_sha256(), ClientSecret(), hash).size(), 32U);
  EXPECT_EQ(VerifyData12(EVP_sha256(), ClientSecret(), "client finished", hash).size(), 12U);
  EXPECT_NE(VerifyData12(EVP_sha256(), ClientSecret(), "client finished", hash),
            VerifyData12(EVP_sha256(), ClientSecret(), "server finished", hash));
}

}  // namespace
}  // namespace shakedown::handshake::damage
