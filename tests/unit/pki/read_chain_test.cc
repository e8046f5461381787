#include "pki/read_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using attempt::CertificateFacts;
using testing::ElementsAre;
using testing::Optional;
using testing_support::Need;
using testing_support::TestAuthority;

std::vector<std::optional<bool>> Verified(std::span<const ossl::X509Ptr> certificates) {
  std::vector<std::optional<bool>> verified;
  for (const CertificateFacts& facts : ReadChain(certificates)) {
    verified.push_back(facts.signature_verified);
  }
  return verified;
}

std::vector<ossl::X509Ptr> List(std::initializer_list<X509*> certificates) {
  std::vector<ossl::X509Ptr> list;
  for (X509* certificate : certificates) list.push_back(ossl::UpRef(certificate));
  return list;
}

class ReadChainTest : public testing::Test {
 protected:
  const TestAuthority root_{"Root"};
  const IdentityPtr deep_ = root_.Client(Flaw::kGood, 1);
};

TEST_F(ReadChainTest, SaysWhichSignaturesTheIssuersVerify) {
  const auto chain = List({deep_->leaf.get(), deep_->chain[0].get(), root_.certificate()});
  EXPECT_THAT(Verified(chain), ElementsAre(Optional(true), Optional(true), std::nullopt));
}

TEST_F(ReadChainTest, KnowsNothingOfAnIssuerThatIsNotAtHand) {
  EXPECT_THAT(Verified(List({deep_->leaf.get()})), ElementsAre(std::nullopt));
  EXPECT_THAT(Verified(List({deep_->leaf.get(), root_.certificate()})),
              ElementsAre(std::nullopt, std::nullopt));
}

TEST_F(ReadChainTest, FindsTheIssuerWhereverItStands) {
  const auto reversed = List({root_.certificate(), deep_->chain[0].get(), deep_->leaf.get()});
  EXPECT_THAT(Verified(reversed), ElementsAre(std::nullopt, Optional(true), Optional(true)));
}

TEST_F(ReadChainTest, AnImpostorVerifiesNothing) {
  const TestAuthority twin("Root");
  const IdentityPtr client = root_.Client();
  EXPECT_THAT(Verified(List({client->leaf.get(), twin.certificate()})),
              ElementsAre(Optional(false), std::nullopt));
  // The next certificate is what a reader of the chain takes for the issuer.
  EXPECT_THAT(Verified(List({client->leaf.get(), twin.certificate(), root_.certificate()})).front(),
              Optional(false));
}

TEST_F(ReadChainTest, AFlippedBitIsSeen) {
  MintRequest request;
  request.defect = Defect::kIntermediateBadSignature;
  const IdentityPtr client = Need(Mint(root_.authority(), request));
  const auto chain = List({client->leaf.get(), client->chain[0].get(), root_.certificate()});
  EXPECT_THAT(Verified(chain), ElementsAre(Optional(true), Optional(false), std::nullopt));
}

TEST_F(ReadChainTest, AnIdentityKnowsOfWhatItWithholds) {
  const IdentityPtr client = root_.Client(Flaw::kMissingIntermediate);
  ASSERT_FALSE(client->facts.withheld.empty());
  EXPECT_THAT(client->facts.chain.back().signature_verified, Optional(true));
}

TEST_F(ReadChainTest, AHostileListCostsLittle) {
  std::vector<ossl::X509Ptr> many;
  for (int i = 0; i < 400; ++i) many.push_back(ossl::UpRef(deep_->chain[0].get()));
  many.push_back(ossl::UpRef(deep_->leaf.get()));
  const auto verified = Verified(many);
  EXPECT_EQ(verified.size(), 401u);
  EXPECT_EQ(verified.back(), std::nullopt) << "beyond what is checked";
}

}  // namespace
}  // namespace shakedown::pki
