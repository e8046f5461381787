#include "pki/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pki/mint.h"
#include "pki/read_facts.h"
#include "tests/unit/pki/check_path_fixture.h"

namespace shakedown::pki {
namespace {

using attempt::PathCheck;
using attempt::PathProblem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing_support::DefectsOf;
using testing_support::Need;
using CheckPathCrlTest = testing_support::CheckPathFixture;

TEST_F(CheckPathCrlTest, CrlRevokesAndStillTrustsTheOthers) {
  const IdentityPtr revoked = Make({.flaw = Flaw::kRevoked});
  X509* const list[] = {revoked->leaf.get()};
  const ossl::CrlPtr crl = Need(MintCrl(*root_, list));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  EXPECT_TRUE(trust->has_crls());
  EXPECT_THAT(DefectsOf(Check(*revoked, *trust)), ElementsAre(Pair(PathProblem::kRevoked, 0)));
  EXPECT_TRUE(Check(*Make({}), *trust).trusted);
}

TEST_F(CheckPathCrlTest, CrlOfTheRootOnlyRefusesEveryIntermediate) {
  const ossl::CrlPtr crl = Need(MintCrl(*root_, {}));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  EXPECT_THAT(DefectsOf(Check(*Make({.intermediates = 1}), *trust)),
              ElementsAre(Pair(PathProblem::kCrlMissing, 0)));
}

TEST_F(CheckPathCrlTest, CrlsOfAllIssuersSuffice) {
  const AuthorityPtr intermediate = Need(MintIntermediate(*root_, "Middle"));
  const ossl::CrlPtr upper = Need(MintCrl(*root_, {}));
  const ossl::CrlPtr lower = Need(MintCrl(*intermediate, {}));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {upper.get(), lower.get()});
  EXPECT_TRUE(Check(*Need(Mint(*intermediate, {})), *trust).trusted);
}

TEST_F(CheckPathCrlTest, StaleCrlRefusesEverybody) {
  const IdentityPtr revoked = Make({.flaw = Flaw::kRevoked});
  X509* const list[] = {revoked->leaf.get()};
  const ossl::CrlPtr crl = Need(MintCrl(*root_, list, Milliseconds(-3'600'000)));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  EXPECT_THAT(DefectsOf(Check(*Make({}), *trust)), ElementsAre(Pair(PathProblem::kCrlExpired, 0)));
  EXPECT_THAT(DefectsOf(Check(*revoked, *trust)),
              testing::UnorderedElementsAre(Pair(PathProblem::kCrlExpired, 0),
                                            Pair(PathProblem::kRevoked, 0)));
}

TEST_F(CheckPathCrlTest, MissingCrlIsNotHeldAgainstAnUnknownIssuer) {
  const ossl::CrlPtr crl = Need(MintCrl(*root_, {}));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  const AuthorityPtr other = Need(MintRoot("Other"));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*other, {})), *trust)),
              ElementsAre(Pair(PathProblem::kUnknownIssuer, 0)));
}

}  // namespace
}  // namespace shakedown::pki
