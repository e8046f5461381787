#include "pki/mint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "pki/order_chain.h"
#include "pki/read_facts.h"
#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using attempt::CertificateFacts;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::Need;
using testing_support::SubjectDer;

constexpr Milliseconds kDay(86'400'000);

class MintTest : public testing::Test {
 protected:
  IdentityPtr Make(MintRequest request) const { return Need(Mint(*root_, request)); }
  CertificateFacts Leaf(MintRequest request) const {
    return Make(std::move(request))->facts.chain.front();
  }
  const AuthorityPtr root_ = Need(MintRoot("Root"));
};

TEST(MintWords, RoundTripForEveryFlawAndKind) {
  EXPECT_THAT(AllFlaws(), SizeIs(15));
  for (const Flaw flaw : AllFlaws()) EXPECT_EQ(FlawFromName(ToString(flaw)), flaw);
  EXPECT_THAT(AllKeyKinds(), SizeIs(10));
  for (const KeyKind kind : AllKeyKinds()) EXPECT_EQ(KeyKindFromName(ToString(kind)), kind);
}

TEST(MintWords, UnknownWordsAreNothing) {
  EXPECT_FALSE(FlawFromName("Good"));
  EXPECT_FALSE(FlawFromName(""));
  EXPECT_FALSE(KeyKindFromName("rsa"));
}

TEST_F(MintTest, GoodIdentityIsForClientsOnly) {
  const IdentityPtr identity = Make({.name = "alice", .dns_names = {}});
  EXPECT_EQ(identity->name, "alice");
  EXPECT_EQ(identity->facts.name, "alice");
  EXPECT_TRUE(identity->facts.present);
  EXPECT_TRUE(identity->facts.key_matches);
  EXPECT_THAT(identity->chain, IsEmpty());
  EXPECT_TRUE(attempt::PermitsClientAuthentication(identity->facts.chain[0]));
  EXPECT_EQ(identity->facts.chain[0].is_ca, false);
  EXPECT_TRUE(Issued(root_->certificate.get(), identity->leaf.get()));
}

TEST_F(MintTest, CommonNameOverridesTheIdentitysName) {
  EXPECT_EQ(tls::ToText(Leaf({.name = "id", .common_name = "Alice", .dns_names = {}}).subject),
            "CN=Alice");
}

TEST_F(MintTest, SerialsAreLongAndDiffer) {
  std::set<std::string> serials;
  for (int i = 0; i < 8; ++i) {
    const std::string serial = Leaf({}).serial;
    EXPECT_EQ(serial.size(), 32u);
    serials.insert(serial);
  }
  EXPECT_THAT(serials, SizeIs(8));
}

TEST_F(MintTest, GivenSerialIsUsed) {
  EXPECT_EQ(Leaf({.dns_names = {}, .serial = "ff:01"}).serial, "ff01");
}

TEST_F(MintTest, SenselessSerialsAreUsageErrors) {
  for (const char* serial : {"xyz", "0", "00", "-01", "0x01"}) {
    const auto identity = Mint(*root_, {.dns_names = {}, .serial = serial});
    ASSERT_FALSE(identity) << serial;
    EXPECT_EQ(identity.error().code(), ErrorCode::kUsage);
  }
  EXPECT_FALSE(Mint(*root_, {.dns_names = {}, .serial = std::string(130, 'a')}));
}

TEST_F(MintTest, ServerIdentityHasServerAuthAndLoopback) {
  const CertificateFacts facts = Leaf({.dns_names = {"a.test"}, .server = true});
  EXPECT_THAT(*facts.extended_key_usage, ElementsAre("1.3.6.1.5.5.7.3.1"));
  EXPECT_THAT(facts.subject_alt_names, ElementsAre("DNS:a.test", "IP:127.0.0.1", "IP:::1"));
  EXPECT_FALSE(attempt::PermitsClientAuthentication(facts));
}

TEST_F(MintTest, WrongEkuOfAServerIsClientAuth) {
  EXPECT_THAT(*Leaf({.flaw = Flaw::kWrongEku, .server = true}).extended_key_usage,
              ElementsAre(attempt::kClientAuthOid));
}

TEST_F(MintTest, ExpiredAndNotYetValidLieOutsideNow) {
  const UtcSeconds now = UtcNow();
  const CertificateFacts expired = Leaf({.flaw = Flaw::kExpired});
  EXPECT_LT(expired.not_after, now);
  EXPECT_LT(expired.not_before, expired.not_after);
  const CertificateFacts future = Leaf({.flaw = Flaw::kNotYetValid});
  EXPECT_GT(future.not_before, now);
  EXPECT_LT(future.not_before, future.not_after);
}

TEST_F(MintTest, RelativeTimesOverrideAndMoveTheOtherEnd) {
  const UtcSeconds now = UtcNow();
  const CertificateFacts past = Leaf({.not_after = -2 * kDay});
  EXPECT_LE(past.not_after, now - std::chrono::hours(47));
  EXPECT_LT(past.not_before, past.not_after);
  const CertificateFacts future = Leaf({.not_before = 90 * kDay});
  EXPECT_GE(future.not_before, now + std::chrono::hours(89 * 24));
  EXPECT_GT(future.not_after, future.not_before);
}

TEST_F(MintTest, EndBeforeStartIsAUsageError) {
  const auto identity = Mint(*root_, {.not_before = kDay, .not_after = -kDay});
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code(), ErrorCode::kUsage);
}

TEST_F(MintTest, IntermediatesArePresentedInOrderAndLinked) {
  const IdentityPtr identity = Make({.name = "deep", .intermediates = 3, .dns_names = {}});
  ASSERT_THAT(identity->chain, SizeIs(3));
  EXPECT_THAT(identity->facts.chain, SizeIs(4));
  EXPECT_TRUE(Issued(identity->chain[0].get(), identity->leaf.get()));
  EXPECT_TRUE(Issued(identity->chain[1].get(), identity->chain[0].get()));
  EXPECT_TRUE(Issued(identity->chain[2].get(), identity->chain[1].get()));
  EXPECT_TRUE(Issued(root_->certificate.get(), identity->chain[2].get()));
}

TEST_F(MintTest, SenselessCountsOfIntermediatesAreUsageErrors) {
  for (const int count : {-1, 101, 1'000'000}) {
    const auto identity = Mint(*root_, {.intermediates = count});
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().code(), ErrorCode::kUsage);
  }
}

TEST_F(MintTest, BelowAnIntermediateTheWholeWayToTheRootIsPresented) {
  const AuthorityPtr upper = Need(MintIntermediate(*root_, "Upper"));
  const AuthorityPtr lower = Need(MintIntermediate(*upper, "Lower"));
  EXPECT_THAT(root_->chain, IsEmpty());
  EXPECT_THAT(upper->chain, SizeIs(1));
  const IdentityPtr identity = Need(Mint(*lower, {.name = "a", .intermediates = 1}));
  ASSERT_THAT(identity->chain, SizeIs(3));
  EXPECT_EQ(X509_cmp(identity->chain[1].get(), lower->certificate.get()), 0);
  EXPECT_EQ(X509_cmp(identity->chain[2].get(), upper->certificate.get()), 0);
}

TEST_F(MintTest, ExpiredIntermediateIsTheLeafsIssuerAndPresented) {
  const IdentityPtr one = Make({.flaw = Flaw::kExpiredIntermediate});
  ASSERT_THAT(one->chain, SizeIs(1));
  EXPECT_LT(one->facts.chain[1].not_after, UtcNow());
  EXPECT_GT(one->facts.chain[0].not_after, UtcNow());
  const IdentityPtr two = Make({.flaw = Flaw::kExpiredIntermediate, .intermediates = 2});
  ASSERT_THAT(two->chain, SizeIs(2));
  EXPECT_LT(two->facts.chain[1].not_after, UtcNow());
  EXPECT_GT(two->facts.chain[2].not_after, UtcNow());
}

TEST_F(MintTest, MissingIntermediateIsWithheld) {
  const IdentityPtr identity = Make({.flaw = Flaw::kMissingIntermediate});
  EXPECT_THAT(identity->chain, IsEmpty());
  ASSERT_THAT(identity->withheld, SizeIs(1));
  EXPECT_THAT(identity->facts.withheld, SizeIs(1));
  EXPECT_THAT(identity->facts.chain, SizeIs(1));
  EXPECT_TRUE(Issued(identity->withheld[0].get(), identity->leaf.get()));
}

TEST_F(MintTest, MissingIntermediateBelowAnIntermediateNeedsNoFreshOne) {
  const AuthorityPtr upper = Need(MintIntermediate(*root_, "Upper"));
  const IdentityPtr identity = Need(Mint(*upper, {.flaw = Flaw::kMissingIntermediate}));
  EXPECT_THAT(identity->chain, IsEmpty());
  EXPECT_THAT(identity->withheld, SizeIs(1));
}

TEST_F(MintTest, SelfSignedStandsAlone) {
  const IdentityPtr identity = Make({.flaw = Flaw::kSelfSigned, .intermediates = 2});
  EXPECT_THAT(identity->chain, IsEmpty());
  EXPECT_TRUE(identity->facts.chain[0].self_signed);
}

TEST_F(MintTest, UsageFlawsSayWhatTheyAreNamedFor) {
  EXPECT_THAT(*Leaf({.flaw = Flaw::kWrongEku}).extended_key_usage,
              ElementsAre("1.3.6.1.5.5.7.3.1"));
  EXPECT_FALSE(Leaf({.flaw = Flaw::kNoEku}).extended_key_usage);
  EXPECT_EQ(Leaf({.flaw = Flaw::kNoDigitalSignature}).key_usage,
            (attempt::KeyUsage{.key_encipherment = true}));
  EXPECT_EQ(Leaf({.flaw = Flaw::kCaAsLeaf}).is_ca, true);
  EXPECT_TRUE(attempt::PermitsClientAuthentication(Leaf({.flaw = Flaw::kCaAsLeaf})));
}

TEST_F(MintTest, WeakFlawsAreWeak) {
  const CertificateFacts weak = Leaf({.flaw = Flaw::kWeakKey, .key = KeyKind::kP256});
  EXPECT_EQ(weak.key, (attempt::KeyFacts{attempt::KeyType::kRsa, 1024, ""}));
  EXPECT_EQ(weak.signature_digest, "SHA256");
  EXPECT_EQ(Leaf({.flaw = Flaw::kSha1}).signature_digest, "SHA1");
}

TEST(Mint, Sha1BelowAnEdwardsKeyIsUnsupported) {
  const AuthorityPtr root = Need(MintRoot("Root", KeyKind::kEd25519));
  const auto identity = Mint(*root, {.flaw = Flaw::kSha1});
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code(), ErrorCode::kUnsupported);
  EXPECT_THAT(identity.error().hint(), HasSubstr("RSA or EC"));
}

TEST_F(MintTest, ReencodedIssuerIsTheSameNameInOtherBytes) {
  const CertificateFacts leaf = Leaf({.flaw = Flaw::kReencodedIssuer});
  const CertificateFacts root = ReadFacts(root_->certificate.get());
  EXPECT_EQ(root.subject.rdns[0][0].string_tag, V_ASN1_UTF8STRING);
  EXPECT_EQ(leaf.issuer.rdns[0][0].string_tag, V_ASN1_PRINTABLESTRING);
  EXPECT_FALSE(tls::SameBytes(leaf.issuer, root.subject));
  EXPECT_TRUE(tls::SameName(leaf.issuer, root.subject));
}

TEST_F(MintTest, ReencodedIssuerStandsDirectlyBelowTheAuthority) {
  const IdentityPtr identity = Make({.flaw = Flaw::kReencodedIssuer, .intermediates = 2});
  const CertificateFacts root = ReadFacts(root_->certificate.get());
  EXPECT_FALSE(tls::SameBytes(identity->facts.chain[2].issuer, root.subject));
  EXPECT_TRUE(tls::SameName(identity->facts.chain[2].issuer, root.subject));
  EXPECT_TRUE(tls::SameBytes(identity->facts.chain[0].issuer, identity->facts.chain[1].subject));
}

TEST(Mint, ReencodingTurnsPrintableStringIntoUtf8String) {
  const auto name = tls::NameFromText("C=DE");  // RFC 5280 wants PrintableString for countries
  ASSERT_TRUE(name);
  const AuthorityPtr twin = Need(MintTwin(name->der));
  const IdentityPtr identity = Need(Mint(*twin, {.flaw = Flaw::kReencodedIssuer}));
  EXPECT_EQ(identity->facts.chain[0].issuer.rdns[0][0].string_tag, V_ASN1_UTF8STRING);
}

TEST(Mint, ReencodingKeepsTheOrderAndGroupingOfAttributes) {
  const auto name = tls::NameFromText("CN=R\xC3\xB6ot+OU=Unit,O=Org,DC=test");
  ASSERT_TRUE(name);
  const AuthorityPtr twin = Need(MintTwin(name->der));
  const IdentityPtr identity = Need(Mint(*twin, {.flaw = Flaw::kReencodedIssuer}));
  const tls::DistinguishedName& issuer = identity->facts.chain[0].issuer;
  EXPECT_FALSE(tls::SameBytes(issuer, *name));
  EXPECT_TRUE(tls::SameName(issuer, *name));
  EXPECT_EQ(issuer.rdns.size(), name->rdns.size());
  EXPECT_TRUE(Issued(twin->certificate.get(), identity->leaf.get()));
}

TEST(Mint, NamesWithoutAnotherEncodingAreUnsupported) {
  const auto name = tls::NameFromText("DC=test");
  ASSERT_TRUE(name);
  const AuthorityPtr twin = Need(MintTwin(name->der));
  const auto identity = Mint(*twin, {.flaw = Flaw::kReencodedIssuer});
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code(), ErrorCode::kUnsupported);
}

class MintBelow : public testing::TestWithParam<KeyKind> {};

TEST_P(MintBelow, EveryKindOfIssuerSignsEveryShape) {
  const AuthorityPtr root = Need(MintRoot("Root", GetParam()));
  EXPECT_TRUE(Issued(root->certificate.get(), root->certificate.get()));
  const IdentityPtr identity = Need(Mint(*root, {.intermediates = 1, .dns_names = {}}));
  EXPECT_TRUE(Issued(identity->chain[0].get(), identity->leaf.get()));
  EXPECT_TRUE(Issued(root->certificate.get(), identity->chain[0].get()));
  X509* const revoked[] = {identity->leaf.get()};
  const ossl::CrlPtr crl = Need(MintCrl(*root, revoked));
  EXPECT_EQ(X509_CRL_verify(crl.get(), root->key.get()), 1);
}

TEST_P(MintBelow, EveryKindOfLeafCanBeMinted) {
  const AuthorityPtr root = Need(MintRoot("Root"));
  const IdentityPtr identity = Need(Mint(*root, {.key = GetParam(), .dns_names = {}}));
  EXPECT_TRUE(identity->facts.key_matches);
  EXPECT_TRUE(Issued(root->certificate.get(), identity->leaf.get()));
}

INSTANTIATE_TEST_SUITE_P(Kinds, MintBelow,
                         testing::Values(KeyKind::kRsa2048, KeyKind::kRsaPss2048, KeyKind::kP256,
                                         KeyKind::kP384, KeyKind::kP521, KeyKind::kEd25519,
                                         KeyKind::kEd448),
                         [](const auto& param_info) {
                           std::string name = ToString(param_info.param);
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(MintTest, TwinHasTheNameAnotherKeyAndNoKeyIdentifiers) {
  const AuthorityPtr twin = Need(MintTwin(SubjectDer(root_->certificate.get())));
  const CertificateFacts twin_facts = ReadFacts(twin->certificate.get());
  const CertificateFacts facts = ReadFacts(root_->certificate.get());
  EXPECT_TRUE(tls::SameBytes(twin_facts.subject, facts.subject));
  EXPECT_EQ(EVP_PKEY_eq(twin->key.get(), root_->key.get()), 0);
  EXPECT_EQ(twin_facts.subject_key_id, "");
  const IdentityPtr impostor = Need(Mint(*twin, {}));
  EXPECT_EQ(impostor->facts.chain[0].authority_key_id, "");
  EXPECT_FALSE(Issued(root_->certificate.get(), impostor->leaf.get()));
}

TEST_F(MintTest, SelfIssuedLinksMakeAChainLongerUnderOneName) {
  const Bytes key_id = {0xc0, 0xff, 0xee};
  const AuthorityPtr twin = Need(MintTwinWithKeyId(SubjectDer(root_->certificate.get()), key_id));
  EXPECT_EQ(Need(Mint(*twin, {}))->facts.chain[0].authority_key_id, "c0ffee");
  const AuthorityPtr first = Need(MintSelfIssued(*twin));
  const AuthorityPtr second = Need(MintSelfIssued(*first));
  const IdentityPtr identity = Need(Mint(*second, {}));
  const auto& chain = identity->facts.chain;
  ASSERT_EQ(chain.size(), 3u);
  const CertificateFacts root = ReadFacts(root_->certificate.get());
  for (const CertificateFacts& link : {chain[1], chain[2]}) {
    EXPECT_TRUE(tls::SameBytes(link.subject, root.subject));
    EXPECT_TRUE(link.self_issued);
    EXPECT_FALSE(link.self_signed);
    EXPECT_EQ(link.is_ca, true);
  }
  EXPECT_EQ(chain[0].authority_key_id, chain[1].subject_key_id);
  EXPECT_EQ(chain[1].authority_key_id, chain[2].subject_key_id);
  EXPECT_EQ(chain[2].authority_key_id, "c0ffee");
}

TEST_F(MintTest, TwinOfRubbishIsAFormatError) {
  const Bytes rubbish = {0x30, 0x05, 0x01};
  const auto twin = MintTwin(rubbish);
  ASSERT_FALSE(twin);
  EXPECT_EQ(twin.error().code(), ErrorCode::kFormat);
  Bytes trailing = SubjectDer(root_->certificate.get());
  trailing.push_back(0);
  EXPECT_FALSE(MintTwin(trailing));
}

TEST_F(MintTest, BadCommonNamesAreUsageErrors) {
  for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("\xff\xfe")}) {
    const auto root = MintRoot(name);
    ASSERT_FALSE(root);
    EXPECT_EQ(root.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(root.error().hint(), HasSubstr("64"));
  }
  EXPECT_TRUE(MintRoot(std::string(64, 'x')));
}

TEST_F(MintTest, LongIdentityNamesStillGetIntermediates) {
  EXPECT_TRUE(Mint(*root_, {.name = std::string(64, 'x'), .intermediates = 1}));
}

TEST_F(MintTest, DnsNamesOutsideAsciiAreUsageErrors) {
  for (const char* name : {"",
                           "b\xC3\xBC"
                           "cher.test",
                           "a b"}) {
    const auto identity = Mint(*root_, {.dns_names = {name}});
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().code(), ErrorCode::kUsage);
  }
}

TEST_F(MintTest, DnsNamesCannotSmuggleOtherNames) {
  EXPECT_THAT(Leaf({.dns_names = {"a.test,IP:10.0.0.1"}}).subject_alt_names,
              ElementsAre("DNS:a.test,IP:10.0.0.1"));
}

TEST_F(MintTest, CrlListsTheSerialsAndLetsThemBeMintedAgain) {
  const IdentityPtr first = Make({.flaw = Flaw::kRevoked});
  X509* const revoked[] = {first->leaf.get()};
  const ossl::CrlPtr crl = Need(MintCrl(*root_, revoked));
  const std::vector<std::string> serials = RevokedSerials(crl.get());
  EXPECT_THAT(serials, ElementsAre(first->facts.chain[0].serial));
  const IdentityPtr second = Make({.flaw = Flaw::kRevoked, .dns_names = {}, .serial = serials[0]});
  EXPECT_EQ(second->facts.chain[0].serial, serials[0]);
}

TEST_F(MintTest, EmptyCrlHasNoSerials) {
  const ossl::CrlPtr crl = Need(MintCrl(*root_, {}));
  EXPECT_THAT(RevokedSerials(crl.get()), IsEmpty());
}

TEST_F(MintTest, CrlLifetimeCountsFromNow) {
  const UtcSeconds now = UtcNow();
  const ossl::CrlPtr fresh = Need(MintCrl(*root_, {}, kDay));
  EXPECT_LE(ToUtc(X509_CRL_get0_lastUpdate(fresh.get())), now);
  EXPECT_GE(ToUtc(X509_CRL_get0_nextUpdate(fresh.get())), now + std::chrono::hours(24));
  const ossl::CrlPtr stale = Need(MintCrl(*root_, {}, -kDay));
  EXPECT_LT(ToUtc(X509_CRL_get0_nextUpdate(stale.get())), now);
  EXPECT_LT(ToUtc(X509_CRL_get0_lastUpdate(stale.get())),
            ToUtc(X509_CRL_get0_nextUpdate(stale.get())));
}

}  // namespace
}  // namespace shakedown::pki
