#include "attempt/facts.h"

#include <gtest/gtest.h>

#include <set>

namespace shakedown::attempt {
namespace {

TEST(Facts, KeysReadLikePeopleWriteThem) {
  EXPECT_EQ(ToText(KeyFacts{KeyType::kRsa, 2048, ""}), "RSA 2048");
  EXPECT_EQ(ToText(KeyFacts{KeyType::kRsaPss, 3072, ""}), "RSA-PSS 3072");
  EXPECT_EQ(ToText(KeyFacts{KeyType::kEc, 256, "P-256"}), "EC P-256");
  EXPECT_EQ(ToText(KeyFacts{KeyType::kEc, 256, ""}), "EC 256");
  EXPECT_EQ(ToText(KeyFacts{KeyType::kEd25519, 256, ""}), "Ed25519");
  EXPECT_EQ(ToText(KeyFacts{KeyType::kOther, 0, ""}), "other");
}

TEST(Facts, ClientAuthenticationNeedsBothUsages) {
  CertificateFacts certificate;
  EXPECT_TRUE(PermitsClientAuthentication(certificate));
  certificate.extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
  EXPECT_FALSE(PermitsClientAuthentication(certificate));
  certificate.extended_key_usage->push_back(kClientAuthOid);
  EXPECT_TRUE(PermitsClientAuthentication(certificate));
  certificate.extended_key_usage = {kAnyExtendedKeyUsageOid};
  EXPECT_TRUE(PermitsClientAuthentication(certificate));
  certificate.extended_key_usage = std::vector<std::string>{};
  EXPECT_FALSE(PermitsClientAuthentication(certificate));
  certificate.extended_key_usage.reset();
  certificate.key_usage = KeyUsage{.key_encipherment = true};
  EXPECT_FALSE(PermitsClientAuthentication(certificate));
  certificate.key_usage->digital_signature = true;
  EXPECT_TRUE(PermitsClientAuthentication(certificate));
}

TEST(Facts, UsagesHaveNamesAndUnknownOnesTheirNumber) {
  EXPECT_EQ(UsageName(kClientAuthOid), "clientAuth");
  EXPECT_EQ(UsageName("1.3.6.1.5.5.7.3.1"), "serverAuth");
  EXPECT_EQ(UsageName("1.2.3"), "1.2.3");
}

TEST(Facts, EveryProblemHasAWordOfItsOwn) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(PathProblem::kOther); ++i) {
    EXPECT_TRUE(words.insert(ToString(static_cast<PathProblem>(i))).second) << i;
  }
}

}  // namespace
}  // namespace shakedown::attempt
