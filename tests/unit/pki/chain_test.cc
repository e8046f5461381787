#include "pki/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pki/mint.h"
#include "pki/order_chain.h"
#include "pki/read_facts.h"
#include "pki/verify_error.h"
#include "tests/support/test_authority.h"

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

using Defects = std::vector<std::pair<PathProblem, int>>;

Defects DefectsOf(const PathCheck& check) {
  Defects defects;
  for (const PathFinding& finding : check.findings) {
    defects.emplace_back(finding.problem, finding.depth);
  }
  return defects;
}

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

class CheckPathTest : public testing::Test {
 protected:
  IdentityPtr Make(const MintRequest& request) const { return Need(Mint(*root_, request)); }
  TrustStorePtr Trust() const {
    X509* const anchors[] = {root_->certificate.get()};
    return TrustStore::Of(anchors);
  }
  TrustStorePtr TrustWith(std::vector<X509*> anchors, std::vector<X509_CRL*> crls = {}) const {
    return TrustStore::Of(anchors, crls);
  }
  static PathCheck Check(const Identity& identity, const TrustStore& trust,
                         const CheckOptions& options = {}) {
    return CheckPath(identity.leaf.get(), identity.chain, identity.withheld, trust, options);
  }
  Defects DefectsOfFlaw(Flaw flaw) const {
    return DefectsOf(Check(*Make({.flaw = flaw}), *Trust()));
  }
  const AuthorityPtr root_ = Need(MintRoot("Root"));
};

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
  EXPECT_THAT(DefectsOf(check), ElementsAre(Pair(PathProblem::kUnknownIssuer, 1)));
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

/// `original` with one extension added or exchanged, signed anew.
ossl::X509Ptr Extended(X509* original, EVP_PKEY* issuer_key, int nid, bool critical,
                       const char* value) {
  ossl::X509Ptr copy(X509_dup(original));
  const int at = X509_get_ext_by_NID(copy.get(), nid, -1);
  const ossl::ExtensionPtr replaced(at < 0 ? nullptr : X509_delete_ext(copy.get(), at));
  const ossl::ExtensionPtr extension(X509V3_EXT_conf_nid(
      nullptr, nullptr, nid, (std::string(critical ? "critical," : "") + value).c_str()));
  EXPECT_NE(extension, nullptr);
  EXPECT_EQ(X509_add_ext(copy.get(), extension.get(), -1), 1);
  EXPECT_GT(X509_sign(copy.get(), issuer_key, EVP_sha256()), 0);
  return copy;
}

TEST_F(CheckPathTest, UnknownCriticalExtensionIsAnUnsupportedShape) {
  const IdentityPtr identity = Make({});
  const ossl::X509Ptr leaf =
      Extended(identity->leaf.get(), root_->key.get(), NID_netscape_comment, true, "DER:05:00");
  EXPECT_THAT(DefectsOf(CheckPath(leaf.get(), {}, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kUnsupportedShape, 0)));
}

TEST_F(CheckPathTest, ViolatedNameConstraintIsAnUnsupportedShape) {
  const AuthorityPtr middle = Need(MintIntermediate(*root_, "Middle"));
  const IdentityPtr leaf = Need(Mint(*middle, {.dns_names = {"a.test"}}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(Extended(middle->certificate.get(), root_->key.get(), NID_name_constraints,
                               true, "permitted;DNS:b.test"));
  EXPECT_THAT(DefectsOf(CheckPath(leaf->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kUnsupportedShape, 0)));
}

TEST_F(CheckPathTest, ExceededPathLengthIsNotACa) {
  const AuthorityPtr upper = Need(MintIntermediate(*root_, "Upper"));
  ossl::X509Ptr limited = Extended(upper->certificate.get(), root_->key.get(),
                                   NID_basic_constraints, true, "CA:TRUE,pathlen:0");
  const IdentityPtr leaf = Need(Mint(*upper, {.intermediates = 1}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(ossl::UpRef(leaf->chain[0].get()));
  presented.push_back(std::move(limited));
  EXPECT_THAT(DefectsOf(CheckPath(leaf->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kNotACa, 2)));
}

TEST_F(CheckPathTest, IntermediateForServersOnlyIsTheWrongPurpose) {
  const AuthorityPtr middle = Need(MintIntermediate(*root_, "Middle"));
  const IdentityPtr leaf = Need(Mint(*middle, {}));
  std::vector<ossl::X509Ptr> presented;
  presented.push_back(Extended(middle->certificate.get(), root_->key.get(), NID_ext_key_usage,
                               false, "serverAuth"));
  EXPECT_THAT(DefectsOf(CheckPath(leaf->leaf.get(), presented, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kWrongPurpose, 1)));
}

TEST_F(CheckPathTest, KeyIdentifierOfAnotherKeyIsSaid) {
  // Signed by the root, but the key identifier names another certificate.
  const IdentityPtr good = Make({});
  const ossl::X509Ptr leaf =
      Extended(good->leaf.get(), root_->key.get(), NID_authority_key_identifier, false,
               "DER:30:06:80:04:01:02:03:04");
  const PathCheck check = CheckPath(leaf.get(), {}, {}, *Trust());
  EXPECT_THAT(DefectsOf(check), ElementsAre(Pair(PathProblem::kUnknownIssuer, 0)));
  EXPECT_THAT(check.findings[0].detail, HasSubstr("authority key identifier"));
}

TEST_F(CheckPathTest, DamagedSignatureIsABadSignature) {
  const IdentityPtr good = Make({});
  Bytes der = ToDer(good->leaf.get());
  der.back() ^= 0x01;
  const uint8_t* position = der.data();
  const ossl::X509Ptr leaf(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  ASSERT_NE(leaf, nullptr);
  EXPECT_THAT(DefectsOf(CheckPath(leaf.get(), {}, {}, *Trust())),
              ElementsAre(Pair(PathProblem::kBadSignature, 0)));
}

TEST_F(CheckPathTest, CrlRevokesAndStillTrustsTheOthers) {
  const IdentityPtr revoked = Make({.flaw = Flaw::kRevoked});
  X509* const list[] = {revoked->leaf.get()};
  const ossl::CrlPtr crl = Need(MintCrl(*root_, list));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  EXPECT_TRUE(trust->has_crls());
  EXPECT_THAT(DefectsOf(Check(*revoked, *trust)), ElementsAre(Pair(PathProblem::kRevoked, 0)));
  EXPECT_TRUE(Check(*Make({}), *trust).trusted);
}

TEST_F(CheckPathTest, CrlOfTheRootOnlyRefusesEveryIntermediate) {
  const ossl::CrlPtr crl = Need(MintCrl(*root_, {}));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  EXPECT_THAT(DefectsOf(Check(*Make({.intermediates = 1}), *trust)),
              ElementsAre(Pair(PathProblem::kCrlMissing, 0)));
}

TEST_F(CheckPathTest, CrlsOfAllIssuersSuffice) {
  const AuthorityPtr intermediate = Need(MintIntermediate(*root_, "Middle"));
  const ossl::CrlPtr upper = Need(MintCrl(*root_, {}));
  const ossl::CrlPtr lower = Need(MintCrl(*intermediate, {}));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {upper.get(), lower.get()});
  EXPECT_TRUE(Check(*Need(Mint(*intermediate, {})), *trust).trusted);
}

TEST_F(CheckPathTest, StaleCrlRefusesEverybody) {
  const IdentityPtr revoked = Make({.flaw = Flaw::kRevoked});
  X509* const list[] = {revoked->leaf.get()};
  const ossl::CrlPtr crl = Need(MintCrl(*root_, list, Milliseconds(-3'600'000)));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  EXPECT_THAT(DefectsOf(Check(*Make({}), *trust)), ElementsAre(Pair(PathProblem::kCrlExpired, 0)));
  EXPECT_THAT(DefectsOf(Check(*revoked, *trust)),
              testing::UnorderedElementsAre(Pair(PathProblem::kCrlExpired, 0),
                                            Pair(PathProblem::kRevoked, 0)));
}

TEST_F(CheckPathTest, MissingCrlIsNotHeldAgainstAnUnknownIssuer) {
  const ossl::CrlPtr crl = Need(MintCrl(*root_, {}));
  const TrustStorePtr trust = TrustWith({root_->certificate.get()}, {crl.get()});
  const AuthorityPtr other = Need(MintRoot("Other"));
  EXPECT_THAT(DefectsOf(Check(*Need(Mint(*other, {})), *trust)),
              ElementsAre(Pair(PathProblem::kUnknownIssuer, 0)));
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
