#include "pki/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pki/mint.h"
#include "pki/order_chain.h"
#include "pki/read_facts.h"
#include "pki/verify_error.h"
#include "tests/unit/pki/check_path_fixture.h"

namespace shakedown::pki {
namespace {

using attempt::PathCheck;
using attempt::PathFinding;
using attempt::PathProblem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing_support::Need;
using testing_support::SubjectDer;

using CheckPathTest = testing_support::CheckPathFixture;
using testing_support::DefectsOf;

/// What the library alone says at security level 2, stopping at the first error.
bool LibraryTrusts(const Identity& identity, const TrustStore& trust) {
  const ossl::X509StackPtr chain(sk_X509_new_null());
  for (const ossl::X509Ptr& certificate : identity.chain) {
    sk_X509_push(chain.get(), ossl::UpRef(certificate.get()).release());
  }
  const ossl::StoreCtxPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), trust.store(), identity.leaf.get(), chain.get());
  X509_STORE_CTX_set_default(context.get(), "ssl_client");
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context.get()), 2);
  return X509_verify_cert(context.get()) == 1;
}

TEST_F(CheckPathTest, FlawsThatServersAcceptHaveNoFinding) {
  for (const Flaw flaw : {Flaw::kGood, Flaw::kNoEku, Flaw::kCaAsLeaf, Flaw::kVersion1,
                          Flaw::kReencodedIssuer, Flaw::kRevoked}) {
    const PathCheck check = Check(*Make({.flaw = flaw}), *Trust());
    EXPECT_THAT(DefectsOf(check), IsEmpty()) << ToString(flaw);
    EXPECT_TRUE(check.trusted) << ToString(flaw);
  }
}

TEST_F(CheckPathTest, EachFlawIsNamedAtItsDepth) {
  EXPECT_THAT(DefectsOfFlaw(Flaw::kExpired), ElementsAre(Pair(PathProblem::kExpired, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kNotYetValid), ElementsAre(Pair(PathProblem::kNotYetValid, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kExpiredIntermediate),
              ElementsAre(Pair(PathProblem::kExpired, 1)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kMissingIntermediate),
              ElementsAre(Pair(PathProblem::kMissingIntermediate, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kSelfSigned), ElementsAre(Pair(PathProblem::kSelfSignedLeaf, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kWrongEku), ElementsAre(Pair(PathProblem::kWrongPurpose, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kNoDigitalSignature),
              ElementsAre(Pair(PathProblem::kWrongPurpose, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kWeakKey), ElementsAre(Pair(PathProblem::kWeak, 0)));
  EXPECT_THAT(DefectsOfFlaw(Flaw::kSha1), ElementsAre(Pair(PathProblem::kWeak, 0)));
}

TEST_F(CheckPathTest, EveryKeyKindOfIssuerAndLeafIsTrusted) {
  for (const KeyKind kind : {KeyKind::kRsa2048, KeyKind::kRsaPss2048, KeyKind::kP384,
                             KeyKind::kP521, KeyKind::kEd25519, KeyKind::kEd448}) {
    const AuthorityPtr root = Need(MintRoot("Root", kind));
    X509* const anchors[] = {root->certificate.get()};
    const IdentityPtr identity = Need(Mint(*root, {.key = kind, .intermediates = 1}));
    EXPECT_THAT(DefectsOf(Check(*identity, *TrustStore::Of(anchors))), IsEmpty()) << ToString(kind);
  }
}

TEST_F(CheckPathTest, CountsIntermediatesOnThePath) {
  for (const int count : {0, 1, 3}) {
    EXPECT_EQ(Check(*Make({.intermediates = count}), *Trust()).intermediates, count);
  }
  EXPECT_EQ(Check(*Make({.flaw = Flaw::kSelfSigned}), *Trust()).intermediates, 0);
}

TEST_F(CheckPathTest, DepthLimitCountsIntermediates) {
  const IdentityPtr identity = Make({.intermediates = 2});
  EXPECT_TRUE(Check(*identity, *Trust(), {.max_intermediates = 2}).trusted);
  EXPECT_THAT(DefectsOf(Check(*identity, *Trust(), {.max_intermediates = 1})),
              ElementsAre(Pair(PathProblem::kTooDeep, 2)));
  EXPECT_THAT(DefectsOf(Check(*identity, *Trust(), {.max_intermediates = 0})),
              ElementsAre(Pair(PathProblem::kTooDeep, 1)));
  EXPECT_TRUE(Check(*Make({}), *Trust(), {.max_intermediates = 0}).trusted);
}

TEST_F(CheckPathTest, OrderOfPresentedCertificatesDoesNotMatter) {
  const IdentityPtr identity = Make({.intermediates = 3});
  std::vector<ossl::X509Ptr> shuffled;
  for (const size_t i : {2, 0, 1, 0}) shuffled.push_back(ossl::UpRef(identity->chain[i].get()));
  EXPECT_TRUE(CheckPath(identity->leaf.get(), shuffled, {}, *Trust()).trusted);
}

TEST_F(CheckPathTest, UnknownCaIsUnknownIssuer) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  const PathCheck check = Check(*Need(Mint(*other, {})), *Trust());
  EXPECT_THAT(DefectsOf(check), ElementsAre(Pair(PathProblem::kUnknownIssuer, 0)));
  EXPECT_THAT(check.findings[0].detail, HasSubstr("CN=Other"));
  EXPECT_FALSE(check.trusted);
}

TEST_F(CheckPathTest, UnknownCaBehindIntermediatesIsNamedAtTheTop) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*other, {.intermediates = 2})), *Trust())),
              ElementsAre(Pair(PathProblem::kUnknownIssuer, 2)));
}

TEST_F(CheckPathTest, UntrustedRootInTheChainIsNamed) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  const IdentityPtr identity = Need(Mint(*other, {}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(ossl::UpRef(other->certificate.get()));
  const PathCheck check = CheckPath(identity->leaf.get(), presented, {}, *Trust());
  EXPECT_THAT(DefectsOf(check), ElementsAre(Pair(PathProblem::kSelfSignedInChain, 1)));
  EXPECT_EQ(check.intermediates, 0);
}

TEST_F(CheckPathTest, TwinIsABadSignatureWithAndWithoutItsRoot) {
  const AuthorityPtr twin = Need(MintTwin(SubjectDer(root_->certificate.get())));
  const IdentityPtr impostor = Need(Mint(*twin, {}));
  EXPECT_THAT(DefectsOf(Check(*impostor, *Trust())),
              ElementsAre(Pair(PathProblem::kBadSignature, 0)));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(ossl::UpRef(twin->certificate.get()));
  EXPECT_THAT(DefectsOf(CheckPath(impostor->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kBadSignature, 0)));
}

TEST_F(CheckPathTest, TwinBehindAnIntermediateIsFoundAtItsDepth) {
  const AuthorityPtr twin = Need(MintTwin(SubjectDer(root_->certificate.get())));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*twin, {.intermediates = 1})), *Trust())),
              ElementsAre(Pair(PathProblem::kBadSignature, 1)));
}

TEST_F(CheckPathTest, RekeyedCaWithKeyIdentifiersIsABadSignatureToo) {
  const AuthorityPtr rekeyed = Need(MintRoot("Root"));  // same name, other key, key identifiers
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*rekeyed, {})), *Trust())),
              ElementsAre(Pair(PathProblem::kBadSignature, 0)));
}

TEST_F(CheckPathTest, TrustFileWithoutTheRootOfItsIntermediate) {
  const AuthorityPtr intermediate = Need(MintIntermediate(*root_, "Middle"));
  const IdentityPtr identity = Need(Mint(*intermediate, {}));
  const PathCheck check = Check(*identity, *TrustWith({intermediate->certificate.get()}));
  EXPECT_THAT(DefectsOf(check), ElementsAre(Pair(PathProblem::kIncompleteTrust, 1)));
  EXPECT_THAT(check.findings[0].detail, HasSubstr("is in the trust file"));
}

TEST_F(CheckPathTest, IntermediateInTheTrustFileNeedNotBePresented) {
  const AuthorityPtr intermediate = Need(MintIntermediate(*root_, "Middle"));
  const IdentityPtr identity = Need(Mint(*intermediate, {.flaw = Flaw::kMissingIntermediate}));
  EXPECT_TRUE(
      Check(*identity, *TrustWith({intermediate->certificate.get(), root_->certificate.get()}))
          .trusted);
}

TEST_F(CheckPathTest, MissingIntermediateOfAnUntrustedCaIsNotTheCause) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*other, {.flaw = Flaw::kMissingIntermediate})), *Trust())),
              testing::Not(testing::Contains(Pair(PathProblem::kMissingIntermediate, testing::_))));
}

TEST_F(CheckPathTest, TrustedSelfSignedLeafIsTrusted) {
  const IdentityPtr identity = Make({.flaw = Flaw::kSelfSigned});
  const PathCheck check = Check(*identity, *TrustWith({identity->leaf.get()}));
  EXPECT_THAT(DefectsOf(check), IsEmpty());
  EXPECT_EQ(check.intermediates, 0);
}

TEST_F(CheckPathTest, SeveralDefectsAreAllListed) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  const IdentityPtr identity = Need(Mint(
      *other, {.flaw = Flaw::kWrongEku, .intermediates = 2, .not_after = Milliseconds(-1000)}));
  EXPECT_THAT(DefectsOf(Check(*identity, *Trust(), {.max_intermediates = 1})),
              testing::UnorderedElementsAre(
                  Pair(PathProblem::kUnknownIssuer, 2), Pair(PathProblem::kExpired, 0),
                  Pair(PathProblem::kWrongPurpose, 0), Pair(PathProblem::kTooDeep, 2)));
}

TEST_F(CheckPathTest, FindingsAreOrderedByDepth) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  const IdentityPtr identity = Need(Mint(*other, {.flaw = Flaw::kWrongEku, .intermediates = 2}));
  EXPECT_THAT(
      DefectsOf(Check(*identity, *Trust())),
      ElementsAre(Pair(PathProblem::kWrongPurpose, 0), Pair(PathProblem::kUnknownIssuer, 2)));
}

TEST_F(CheckPathTest, TopOfAnIncompleteChainIsLookedAtToo) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*other, {.flaw = Flaw::kExpiredIntermediate})), *Trust())),
              testing::UnorderedElementsAre(Pair(PathProblem::kUnknownIssuer, 1),
                                            Pair(PathProblem::kExpired, 1)));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*other, {.flaw = Flaw::kSha1})), *Trust())),
              testing::UnorderedElementsAre(Pair(PathProblem::kUnknownIssuer, 0),
                                            Pair(PathProblem::kWeak, 0)));
}

TEST_F(CheckPathTest, TimeIsTheOneAskedFor) {
  const IdentityPtr identity = Make({});
  const PathCheck late = Check(*identity, *Trust(), {.at = UtcNow() + std::chrono::hours(40 * 24)});
  EXPECT_THAT(DefectsOf(late), ElementsAre(Pair(PathProblem::kExpired, 0)));
  EXPECT_THAT(late.findings[0].detail, HasSubstr(FormatUtc(identity->facts.chain[0].not_after)));
  const IdentityPtr expired = Make({.not_after = Milliseconds(-7'200'000)});
  EXPECT_FALSE(Check(*expired, *Trust()).trusted);
  EXPECT_TRUE(Check(*expired, *Trust(), {.at = UtcNow() - std::chrono::hours(3)}).trusted);
}

TEST_F(CheckPathTest, ServerPurposeIsTheOtherWayRound) {
  const IdentityPtr server = Make({.server = true});
  EXPECT_TRUE(Check(*server, *Trust(), {.purpose = Purpose::kServer}).trusted);
  EXPECT_THAT(DefectsOf(Check(*server, *Trust())),
              ElementsAre(Pair(PathProblem::kWrongPurpose, 0)));
  EXPECT_THAT(DefectsOf(Check(*Make({}), *Trust(), {.purpose = Purpose::kServer})),
              ElementsAre(Pair(PathProblem::kWrongPurpose, 0)));
}

TEST_F(CheckPathTest, LeafAsIssuerIsNotACa) {
  const IdentityPtr leaf = Make({.name = "Not a CA"});
  Authority wrong;
  wrong.certificate = ossl::UpRef(leaf->leaf.get());
  wrong.key = ossl::UpRef(leaf->key.get());
  wrong.chain.push_back(ossl::UpRef(leaf->leaf.get()));
  const IdentityPtr below = Need(Mint(wrong, {}));
  EXPECT_THAT(DefectsOf(Check(*below, *Trust())), testing::Contains(Pair(PathProblem::kNotACa, 1)));
}

TEST_F(CheckPathTest, AgreesWithTheLibraryOnTrustForEveryFlawAndStore) {
  const AuthorityPtr other = Need(MintRoot("Other"));
  const AuthorityPtr twin = Need(MintTwin(SubjectDer(root_->certificate.get())));
  const IdentityPtr revoked = Make({.flaw = Flaw::kRevoked});
  X509* const list[] = {revoked->leaf.get()};
  const ossl::CrlPtr fresh = Need(MintCrl(*root_, list));
  const ossl::CrlPtr stale = Need(MintCrl(*root_, list, Milliseconds(-3'600'000)));
  const std::vector<TrustStorePtr> stores = {Trust(),
                                             TrustWith({root_->certificate.get()}, {fresh.get()}),
                                             TrustWith({root_->certificate.get()}, {stale.get()})};
  int trusted = 0;
  int cases = 0;
  for (const Flaw flaw : AllFlaws()) {
    for (const AuthorityPtr& issuer : {root_, other, twin}) {
      const IdentityPtr identity =
          flaw == Flaw::kRevoked && issuer == root_ ? revoked : Need(Mint(*issuer, {.flaw = flaw}));
      for (const TrustStorePtr& store : stores) {
        const PathCheck check = Check(*identity, *store);
        EXPECT_EQ(check.trusted, LibraryTrusts(*identity, *store)) << ToString(flaw);
        EXPECT_EQ(check.trusted, check.findings.empty());
        trusted += check.trusted ? 1 : 0;
        ++cases;
      }
    }
  }
  EXPECT_EQ(cases, 135);
  EXPECT_EQ(trusted, 11);  // six flaws without a CRL, five of them with a fresh one
}

TEST_F(CheckPathTest, NobodyIsTrustedByAnEmptyStore) {
  EXPECT_THAT(DefectsOf(Check(*Make({}), *TrustWith({}))),
              ElementsAre(Pair(PathProblem::kUnknownIssuer, 0)));
}

TEST_F(CheckPathTest, CirclesOfCasEnd) {
  const AuthorityPtr a = Need(MintRoot("A"));
  const AuthorityPtr b = Need(MintRoot("B"));
  // A certified by B and B certified by A, presented together.
  const auto certified = [](const Authority& subject, const Authority& issuer) {
    ossl::X509Ptr copy(X509_dup(subject.certificate.get()));
    X509_set_issuer_name(copy.get(), X509_get_subject_name(issuer.certificate.get()));
    X509_sign(copy.get(), issuer.key.get(), EVP_sha256());
    return copy;
  };
  std::vector<ossl::X509Ptr> circle;
  circle.push_back(certified(*a, *b));
  circle.push_back(certified(*b, *a));
  const IdentityPtr leaf = Need(Mint(*a, {}));
  EXPECT_FALSE(CheckPath(leaf->leaf.get(), circle, {}, *Trust()).trusted);
  EXPECT_THAT(OrderChain(leaf->leaf.get(), circle, UtcNow()), testing::SizeIs(2));
}

TEST_F(CheckPathTest, SubjectsInDetailsArePrintable) {
  const PathCheck check =
      Check(*Make({.common_name = "x\x1b[31m", .flaw = Flaw::kExpired}), *Trust());
  ASSERT_FALSE(check.findings.empty());
  EXPECT_EQ(check.findings[0].detail.find('\x1b'), std::string::npos);
}

TEST(VerifyError, EveryCodeOfTheLibraryHasAProblem) {
  // Codes that say "not trusted" must never come out as a success; the catalogue decides the rest.
  EXPECT_EQ(ProblemOf(X509_V_ERR_CERT_REVOKED), PathProblem::kRevoked);
  EXPECT_EQ(ProblemOf(X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION), PathProblem::kUnsupportedShape);
  EXPECT_EQ(ProblemOf(X509_V_ERR_PERMITTED_VIOLATION), PathProblem::kUnsupportedShape);
  EXPECT_EQ(ProblemOf(X509_V_ERR_PATH_LENGTH_EXCEEDED), PathProblem::kNotACa);
  EXPECT_EQ(ProblemOf(X509_V_ERR_OUT_OF_MEM), PathProblem::kOther);
  EXPECT_EQ(ProblemOf(100'000), PathProblem::kOther);
  EXPECT_TRUE(IsBuildingError(X509_V_ERR_CERT_UNTRUSTED));
  EXPECT_FALSE(IsBuildingError(X509_V_OK));
}

}  // namespace
}  // namespace shakedown::pki
