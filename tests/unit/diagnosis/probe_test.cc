#include "diagnosis/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Attempt;
using attempt::DeadlineHit;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing_support;

/// The probe that would be made next, or nothing.
std::optional<Probe> Next(const std::vector<Attempt>& attempts,
                          const std::vector<std::string>& done = {}) {
  std::vector<ProbeRecord> records;
  for (const std::string& id : done) records.push_back({id, "", 0, ""});
  return NextProbe(attempts, Explain(attempts), records);
}

/// All probes that would be made if none of them changed anything, in order.
std::vector<std::string> Planned(const std::vector<Attempt>& attempts) {
  std::vector<std::string> ids;
  for (auto probe = Next(attempts); probe && ids.size() < 20; probe = Next(attempts, ids)) {
    EXPECT_THAT(probe->question, Not(IsEmpty()));
    EXPECT_EQ(probe->question.back(), '?');
    EXPECT_TRUE(IsPlainAscii(probe->question)) << probe->question;
    ids.push_back(probe->id);
  }
  return ids;
}

/// A throw-away below `issuer` over `intermediates`, answered with `alert`.
Attempt ThrowawayBelow(const std::string& issuer, int alert, int intermediates = 0) {
  std::vector<attempt::CertificateFacts> chain;
  std::string above = issuer;
  for (int i = 0; i < intermediates; ++i) {
    const std::string subject = "CN=Shakedown probe " + std::to_string(i);
    chain.insert(chain.begin(), Intermediate(subject, above));
    above = subject;
  }
  chain.insert(chain.begin(), Leaf("CN=Shakedown probe", above));
  attempt::IdentityFacts facts = Identity(std::move(chain));
  facts.name = "throw-away below '" + issuer + "'";
  facts.throwaway = true;
  return Story::Tls13().Called("probe: trust").As(facts).Asks().Presents().Alert(alert);
}

/// The same, referring to the key identifier that `Keyed` identities refer to.
Attempt KeyedThrowaway(const std::string& issuer, int alert) {
  attempt::IdentityFacts facts = Identity({Leaf("CN=Shakedown probe", issuer)});
  facts.chain.front().authority_key_id = "c0ffee";
  facts.throwaway = true;
  return Story::Tls13().Called("probe: key").As(facts).Asks().Presents().Alert(alert);
}

attempt::IdentityFacts Keyed(attempt::IdentityFacts identity) {
  identity.chain.back().authority_key_id = "c0ffee";
  return identity;
}

/// The same over links that bear the issuer's own name.
Attempt LongThrowaway(const std::string& issuer, int alert, int links) {
  std::vector<attempt::CertificateFacts> chain = {Leaf("CN=Shakedown probe", issuer)};
  for (int i = 0; i < links; ++i) {
    chain.push_back(Intermediate(issuer, issuer));
    chain.back().self_issued = true;
  }
  attempt::IdentityFacts facts = Identity(std::move(chain));
  facts.throwaway = true;
  return Story::Tls13().Called("probe: length").As(facts).Asks().Presents().Alert(alert);
}

attempt::IdentityFacts Stranger() {
  attempt::IdentityFacts facts = Identity({SelfSigned("CN=Shakedown probe")});
  facts.name = "self-signed throw-away";
  facts.throwaway = true;
  return facts;
}

Attempt Refused(const attempt::IdentityFacts& identity, int alert,
                const std::vector<std::string>& names = {"CN=Trusted Root"}) {
  return Story::Tls13().As(identity).Asks(names).Presents().Alert(alert);
}

// ---- when nothing is asked --------------------------------------------------------------------

TEST(NextProbe, NothingForASettledRefusal) {
  EXPECT_THAT(Planned({Refused(Alice(), 44)}), testing::ElementsAre("none"))
      << "whether a certificate is required is still to be told";
  EXPECT_THAT(Planned({Story::Tls13().Asks().PresentsNothing().Alert(116)}), IsEmpty());
  EXPECT_THAT(Planned({Story().ConnectFails(attempt::ConnectFailed::Reason::kRefused)}), IsEmpty());
}

TEST(NextProbe, NothingForAnIdentityThatCannotBeUsed) {
  attempt::IdentityFacts broken;
  broken.present = true;
  broken.unusable = Error(ErrorCode::kPassphraseWrong, "wrong passphrase");
  const std::vector<Attempt> attempts = {
      Story::Tls13().As(broken).Asks().PresentsNothing().Alert(116)};
  EXPECT_EQ(NextProbe(attempts, Diagnose(attempts), {}), std::nullopt);
  EXPECT_EQ(Diagnose(attempts).cause.id, "client.identity-unusable");
}

TEST(NextProbe, OnlyEnforcementOnceAccepted) {
  const std::vector<Attempt> accepted = {Story::Tls13().As(Alice()).Asks().Presents().Replies(200)};
  EXPECT_THAT(Planned(accepted), testing::ElementsAre("none"));
  EXPECT_EQ(Next(accepted)->identity, ProbeIdentity::kNone);
  EXPECT_THAT(Planned({Story::Tls13().As(Alice()).Finishes().Replies(200)}), IsEmpty());
  EXPECT_THAT(Planned({Story::Tls13().Asks().PresentsNothing().Replies(200)}), IsEmpty());
}

TEST(NextProbe, AToleratedDefectRaisesTheQuestionWhoChecks) {
  attempt::IdentityFacts expired = Alice();
  expired.chain.front().not_after = *ParseUtc("2026-05-01T00:00:00Z");
  EXPECT_THAT(Planned({Story::Tls13().As(expired).Asks().Presents().Replies(200)}),
              Contains("self-signed"));
}

TEST(NextProbe, NoProbeIsMadeTwice) {
  const std::vector<Attempt> attempts = {Refused(Mallory(), 48)};
  for (const std::string& id : Planned(attempts)) {
    EXPECT_THAT(Planned(attempts), Contains(id).Times(1));
  }
}

// ---- what each probe is for -------------------------------------------------------------------

TEST(NextProbe, HostNameIsTriedWhereTheHandshakeNamedAnother) {
  for (const char* sni : {"", "open.test"}) {
    const std::vector<Attempt> attempts = {
        Story::Tls13().As(Alice()).Sni(sni).Host("gate.test").Finishes().NginxMissing()};
    const auto probe = Next(attempts);
    ASSERT_TRUE(probe);
    EXPECT_EQ(probe->id, "sni-host");
    EXPECT_EQ(probe->spec.sni, "gate.test");
  }
}

TEST(NextProbe, HostNameIsNotTriedForAnAddress) {
  EXPECT_THAT(Planned({Story::Tls13().Sni("").Host("127.0.0.1").Finishes().NginxMissing()}),
              Not(Contains("sni-host")));
}

TEST(NextProbe, NoNameIsTriedWhenTheFirstMessageIsRefused) {
  const auto probe = Next({Story::Tls13().Alert(40)});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "no-sni");
  EXPECT_EQ(probe->spec.sni, "");
}

TEST(NextProbe, LateAnswerIsOfferedForABareRefusalOfThePath) {
  const auto probe = Next({Story::Tls13().As(Alice()).Finishes().Replies(403)});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "late");
  EXPECT_TRUE(probe->spec.offer_post_handshake_auth);
}

TEST(NextProbe, TrustProbeNamesTheTopOfTheChain) {
  const auto probe = Next({Refused(Mallory(), 48)});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "trust-anchor");
  EXPECT_EQ(probe->identity, ProbeIdentity::kThrowawayBelow);
  EXPECT_EQ(probe->issuer_name, Dn("CN=Unknown Root").der);
  EXPECT_EQ(probe->intermediates, 0);
  EXPECT_THAT(probe->question, HasSubstr("CN=Unknown Root"));
}

TEST(NextProbe, TrustProbeIsNotForStacksThatAnswerEverythingAlike) {
  for (const auto& [hand, alert] :
       {std::pair(Hand::kGo, 42), {Hand::kJdk, 46}, {Hand::kGnuTls, 49}}) {
    EXPECT_THAT(
        Planned(
            {Story::Tls13().As(Mallory()).Asks({"CN=Trusted Root"}, hand).Presents().Alert(alert)}),
        Not(Contains("trust-anchor")));
  }
  EXPECT_THAT(Planned({Story::Tls13().As(Mallory()).Asks().Presents().NginxBad()}),
              Not(Contains("trust-anchor")));
}

TEST(NextProbe, LengthIsTriedOnceTheAuthorityIsKnownToBeThere) {
  std::vector<Attempt> attempts = {Refused(Keyed(Alice(3)), 48)};
  EXPECT_THAT(Planned(attempts), Not(Contains("trust-key")));
  attempts.push_back(ThrowawayBelow("CN=Trusted Root", 51));
  const auto key = Next(attempts, {"trust-anchor"});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->id, "trust-key");
  EXPECT_EQ(key->intermediates, 0);
  EXPECT_EQ(ToHex(key->issuer_key_id), "c0ffee");
  attempts.push_back(KeyedThrowaway("CN=Trusted Root", 51));
  const auto probe = Next(attempts, {"trust-anchor", "trust-key"});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "trust-depth");
  EXPECT_EQ(probe->intermediates, 3);
  EXPECT_EQ(ToHex(probe->issuer_key_id), "c0ffee");
}

TEST(NextProbe, ListsAreTriedWhereLengthIsNotTheReasonOrCannotBeTried) {
  const auto probe =
      Next({Refused(Alice(1), 48), ThrowawayBelow("CN=Trusted Root", 51)}, {"trust-anchor"});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "trust-list");
  EXPECT_EQ(probe->intermediates, 1);
  EXPECT_THAT(probe->issuer_key_id, IsEmpty());
}

TEST(NextProbe, LeafAloneIsTriedWhereItWouldBeAnsweredInOtherWords) {
  EXPECT_THAT(Planned({Refused(Alice(2), 80)}), Contains("leaf-only"));
  EXPECT_THAT(Planned({Refused(Alice(2), 48)}), Not(Contains("leaf-only")));
}

TEST(NextProbe, WithheldIntermediatesAreSent) {
  attempt::IdentityFacts bare = Alice(1);
  bare.withheld = {bare.chain.back()};
  bare.chain.pop_back();
  const auto probe = Next({Story::Tls13().As(bare).Asks({"CN=Other"}).Presents().NginxBad()});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "with-withheld");
  EXPECT_EQ(probe->identity, ProbeIdentity::kWithWithheld);
}

TEST(NextProbe, CloseWithoutAWordIsComparedWithAbsenceStrangersAndTheOtherVersion) {
  const auto planned = Planned({Story::Tls13().As(Alice()).Asks().Presents().Closes()});
  EXPECT_THAT(planned, testing::IsSupersetOf({"none", "self-signed", "other-version"}));
}

TEST(NextProbe, SilenceIsTriedInTheOtherVersion) {
  const auto probe = Next({Story::Tls13().Hello().Deadline(DeadlineHit::Wait::kHandshake)});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "other-version");
  EXPECT_EQ(probe->spec.max_version, tls::Version::kTls12);
  EXPECT_THAT(Planned({Story().Deadline(DeadlineHit::Wait::kConnect)}), IsEmpty());
}

TEST(NextProbe, ResumedSessionIsComparedWithAFullHandshake) {
  const std::vector<Attempt> attempts = {
      Story::Tls13().As(Alice()).Hello(true).Resumes().Replies(403)};
  const auto probe = Next(attempts);
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "full-handshake");
  EXPECT_FALSE(probe->resume);
}

TEST(NextProbe, HttpIsSpokenWhereTheServerChoseAnotherProtocol) {
  Attempt attempt = Story::Tls13().As(Alice()).Asks().Presents().Ticket();
  attempt.spec.alpn = {"acme-tls/1", "http/1.1"};
  for (attempt::Event& event : attempt.trace.events) {
    if (auto* returned = std::get_if<attempt::HandshakeReturned>(&event.body)) {
      returned->alpn = "acme-tls/1";
    }
  }
  const auto probe = Next({attempt});
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->id, "http11");
  EXPECT_THAT(probe->spec.alpn, testing::ElementsAre("http/1.1"));
}

TEST(NextProbe, DirectWayIsTriedBesideAProxy) {
  const std::vector<Attempt> attempts = {
      Story::Tls13().As(Alice()).Proxy(200, "OK").Finishes().NginxMissing()};
  EXPECT_THAT(Planned(attempts), Contains("direct"));
}

// ---- what answers change ----------------------------------------------------------------------

TEST(ProbeResults, AuthorityThatIsNotHeldMakesTheIssuerTheCause) {
  const std::vector<Attempt> attempts = {Refused(Mallory(), 48, {}),
                                         ThrowawayBelow("CN=Unknown Root", 48)};
  EXPECT_EQ(Verdict(Explain({attempts.front()})), "certificate.missing-intermediate (possible)");
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_THAT(AllText(diagnosis.cause),
              HasSubstr("holds no authority of that name and kind of key"));
  EXPECT_NE(Alternative(diagnosis, "certificate.missing-intermediate"), nullptr);
}

TEST(ProbeResults, HeldAuthorityOfADirectIssuerLeavesAnotherKey) {
  const Diagnosis diagnosis =
      Explain({Refused(Alice(), 48), ThrowawayBelow("CN=Trusted Root", 51)});
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("another key"));
}

TEST(ProbeResults, HeldAuthorityAndARefusedLengthMakeDepthTheCause) {
  const std::vector<Attempt> attempts = {
      Refused(Keyed(Alice(3)), 48), ThrowawayBelow("CN=Trusted Root", 51),
      KeyedThrowaway("CN=Trusted Root", 51), LongThrowaway("CN=Trusted Root", 48, 3)};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "certificate.too-deep (certain)");
  EXPECT_EQ(Alternative(diagnosis, "certificate.missing-intermediate"), nullptr);
}

TEST(ProbeResults, LengthThatIsTakenIsNotTheCause) {
  const std::vector<Attempt> attempts = {
      Refused(Keyed(Alice(3)), 48), ThrowawayBelow("CN=Trusted Root", 51),
      KeyedThrowaway("CN=Trusted Root", 51), LongThrowaway("CN=Trusted Root", 51, 3)};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_NE(diagnosis.cause.id, "certificate.too-deep");
  EXPECT_EQ(Alternative(diagnosis, "certificate.too-deep"), nullptr);
}

TEST(ProbeResults, AuthorityWithAnotherKeyIsCertainAndNoLengthIsBlamed) {
  const Diagnosis diagnosis =
      Explain({Refused(Keyed(Alice(3)), 48), ThrowawayBelow("CN=Trusted Root", 51),
               KeyedThrowaway("CN=Trusted Root", 48), LongThrowaway("CN=Trusted Root", 48, 3)});
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (certain)");
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("another key"));
  EXPECT_EQ(Alternative(diagnosis, "certificate.too-deep"), nullptr);
}

TEST(ProbeResults, AnotherKeyThanInTheFileAtHandIsTheServersFileForCertain) {
  const Diagnosis diagnosis =
      Explain({Refused(Checked(Keyed(Alice())), 48), ThrowawayBelow("CN=Trusted Root", 51),
               KeyedThrowaway("CN=Trusted Root", 48)});
  EXPECT_EQ(Verdict(diagnosis), "server.misconfigured-trust (certain)");
}

TEST(ProbeResults, StrangeIntermediateThatIsRefusedPointsAtMissingLists) {
  const Attempt direct = ThrowawayBelow("CN=Trusted Root", 51);
  const Attempt key = KeyedThrowaway("CN=Trusted Root", 51);
  const Attempt length = LongThrowaway("CN=Trusted Root", 51, 1);
  EXPECT_EQ(Verdict(Explain({Refused(Keyed(Alice(1)), 48), direct, key, length,
                             ThrowawayBelow("CN=Trusted Root", 48, 1)})),
            "certificate.revocation-unknown (likely)");
  const Diagnosis no_lists = Explain({Refused(Keyed(Alice(1)), 48), direct, key, length,
                                      ThrowawayBelow("CN=Trusted Root", 51, 1)});
  EXPECT_EQ(Verdict(no_lists), "server.misconfigured-trust (possible)");
  EXPECT_EQ(Alternative(no_lists, "certificate.revocation-unknown"), nullptr);
}

TEST(ProbeResults, ThrowawayOfTodayThatIsExpiredPointsAtTheServersList) {
  const Diagnosis diagnosis =
      Explain({Refused(Alice(), 45), ThrowawayBelow("CN=Trusted Root", 45)});
  EXPECT_EQ(Verdict(diagnosis), "certificate.revocation-unknown (likely)");
}

TEST(ProbeResults, StaleListIsSeenThroughAnAlertThatSpeaksOfSomethingElse) {
  const Diagnosis diagnosis =
      Explain({Refused(Alice(1), 48), ThrowawayBelow("CN=Trusted Root", 46)});
  EXPECT_EQ(Verdict(diagnosis), "certificate.revocation-unknown (likely)");
}

TEST(ProbeResults, LengthIsCertainWhereOnlyLengthIsRefusedSo) {
  const std::vector<Attempt> attempts = {
      Refused(Keyed(Alice(1)), 80), ThrowawayBelow("CN=Trusted Root", 51),
      KeyedThrowaway("CN=Trusted Root", 51), LongThrowaway("CN=Trusted Root", 80, 1)};
  EXPECT_EQ(Verdict(Explain({attempts.front()})), "certificate.too-deep (likely)");
  EXPECT_EQ(Verdict(Explain(attempts)), "certificate.too-deep (certain)");
}

TEST(ProbeResults, LeafThatAloneIsUnknownShowsThatItsChainWasFollowed) {
  attempt::IdentityFacts leaf = Alice(2);
  leaf.chain.resize(1);
  const Attempt alone = Story::Tls13().Called("probe: leaf").As(leaf).Asks().Presents().Alert(48);
  EXPECT_EQ(Verdict(Explain({Refused(Alice(2), 80), alone})), "certificate.too-deep (certain)");
}

TEST(ProbeResults, ListedNameThatIsNotHeldIsTheServersMistake) {
  const Diagnosis diagnosis =
      Explain({Refused(Alice(), 48), ThrowawayBelow("CN=Trusted Root", 48)});
  EXPECT_EQ(Verdict(diagnosis), "server.misconfigured-trust (likely)");
}

TEST(ProbeResults, ThrowawaysAreNoOtherClients) {
  const Attempt forbidden = Story::Tls13().As(Alice()).Asks().Presents().Replies(403);
  const Attempt stranger =
      Story::Tls13().Called("probe: anybody").As(Stranger()).Asks().Presents().Replies(200);
  EXPECT_EQ(Verdict(Explain({forbidden, stranger})), "certificate.not-authorised (likely)");
}

TEST(ProbeResults, StrangerRefusedInTlsLeavesTheApplication) {
  const Attempt forbidden = Story::Tls13().As(Alice()).Asks().Presents().Replies(403);
  const Attempt stranger =
      Story::Tls13().Called("probe: anybody").As(Stranger()).Asks().Presents().Alert(48);
  EXPECT_EQ(Verdict(Explain({forbidden, stranger})), "certificate.not-authorised (certain)");
}

TEST(ProbeResults, StrangerLetInMeansThatNobodyChecks) {
  const Diagnosis diagnosis =
      Explain({Story::Tls13().As(Alice()).Asks().Presents().Replies(200),
               Story::Tls13().Called("probe: x").As(Stranger()).Asks().Presents().Replies(200)});
  EXPECT_EQ(diagnosis.outcome, Outcome::kAccepted);
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("nobody checks"));
}

TEST(ProbeResults, AbsenceShowsEnforcement) {
  const Attempt accepted = Story::Tls13().As(Alice()).Asks().Presents().Replies(200);
  const auto with = [&](Story& none) {
    return Explain({accepted, none.Called("probe: none")}).enforcement;
  };
  EXPECT_EQ(with(Story().Asks().PresentsNothing().Alert(116)), Enforcement::kRequiredTls);
  EXPECT_EQ(with(Story().Asks().PresentsNothing().NginxMissing()), Enforcement::kRequiredHttp);
  EXPECT_EQ(with(Story().Asks().PresentsNothing().Replies(200)), Enforcement::kOptional);
}

TEST(ProbeResults, HostThatDoesNotAskEitherMeansThatTlsEndsElsewhere) {
  const Attempt nameless =
      Story::Tls13().As(Alice()).Sni("").Host("gate.test").Finishes().NginxMissing();
  EXPECT_EQ(Verdict(Explain({nameless})), "server.no-request-sni (likely)");
  const Attempt named = Story::Tls13()
                            .Called("probe: name")
                            .As(Alice())
                            .Sni("gate.test")
                            .Host("gate.test")
                            .Finishes()
                            .NginxMissing();
  EXPECT_EQ(Verdict(Explain({nameless, named})), "path.tls-terminated (likely)");
  const Attempt asked = Story::Tls13()
                            .Called("probe: name")
                            .As(Alice())
                            .Sni("gate.test")
                            .Host("gate.test")
                            .Asks()
                            .Presents()
                            .Replies(200);
  EXPECT_EQ(Verdict(Explain({nameless, asked})), "server.no-request-sni (certain)");
}

TEST(ProbeResults, NamelessHandshakeThatIsAnsweredProvesTheNameIsRefused) {
  const Attempt refused = Story::Tls13().Alert(40);
  EXPECT_EQ(Verdict(Explain({refused})), "path.no-common-cipher (likely)");
  const Attempt nameless = Story::Tls13().Called("probe: name").Sni("").Finishes().Replies(200);
  EXPECT_EQ(Verdict(Explain({refused, nameless})), "path.unknown-name (certain)");
}

TEST(ProbeResults, OtherVersionThatIsAnsweredExplainsSilence) {
  const Attempt silent = Story::Tls13().Hello().Deadline(DeadlineHit::Wait::kHandshake);
  EXPECT_EQ(Verdict(Explain({silent})), "path.unreachable (likely)");
  Story lower = Story::Tls12();
  lower.spec().max_version = tls::Version::kTls12;
  const Attempt answered = lower.Called("probe: version").Finishes().Replies(200);
  EXPECT_EQ(Verdict(Explain({silent, answered})), "path.no-common-version (likely)");
}

TEST(ProbeResults, WordsOfTheOtherVersionAreReadInPlaceOfAClose) {
  const Attempt closed = Story::Tls13().As(Mallory()).Asks().Presents().Closes();
  Story lower = Story::Tls12();
  const Attempt alert = lower.Called("probe: version").As(Mallory()).Asks().Presents().Alert(48);
  const Diagnosis diagnosis = Explain({closed, alert});
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("the same question was answered with"));
  EXPECT_EQ(Alternative(diagnosis, "path.closed-without-reason"), nullptr);
}

TEST(ProbeResults, CloseIsAWordWhereAbsenceIsAnsweredInWords) {
  attempt::IdentityFacts expired = Checked(Alice());
  expired.chain.front().not_after = *ParseUtc("2026-05-01T00:00:00Z");
  const Attempt closed = Story::Tls13().As(expired).Asks().Presents().Closes();
  const Attempt none = Story::Tls13().Called("probe: none").Asks().PresentsNothing().Alert(116);
  const Attempt stranger =
      Story::Tls13().Called("probe: anybody").As(Stranger()).Asks().Presents().Closes();
  EXPECT_EQ(Verdict(Explain({closed, none})), "certificate.expired (likely)");
  EXPECT_EQ(Verdict(Explain({closed, none, stranger})), "certificate.expired (certain)");
  const Attempt shut = Story::Tls13().Called("probe: none").Asks().PresentsNothing().Closes();
  EXPECT_EQ(Verdict(Explain({closed, shut, stranger})), "certificate.expired (likely)");
}

TEST(ProbeResults, LateOfferInVainLeavesTheApplication) {
  const Attempt forbidden = Story::Tls13().As(Alice()).Finishes().Replies(403, "", "Apache");
  EXPECT_NE(Alternative(Explain({forbidden}), "server.late-request"), nullptr);
  Story offer = Story::Tls13();
  offer.spec().offer_post_handshake_auth = true;
  const Attempt offered = offer.Called("probe: late").As(Alice()).Finishes().Replies(403);
  EXPECT_EQ(Alternative(Explain({forbidden, offered}), "server.late-request"), nullptr);
}

// ---- in words ---------------------------------------------------------------------------------

std::string AnswerTo(const std::string& id, const Attempt& attempt) {
  Probe probe;
  probe.id = id;
  return Answer(probe, attempt);
}

TEST(Answer, SaysWhatWasLearnedAndWhatWasSeen) {
  const Attempt missing = Story::Tls13().Asks().PresentsNothing().Alert(116);
  EXPECT_EQ(AnswerTo("none", missing),
            "it is refused: a certificate is required (alert certificate_required (116) from the "
            "server)");
  EXPECT_THAT(AnswerTo("none", Story::Tls13().Asks().PresentsNothing().Replies(200)),
              HasSubstr("optional"));
  EXPECT_THAT(AnswerTo("self-signed", Story().As(Stranger()).Asks().Presents().Replies(200)),
              HasSubstr("nobody checks"));
  EXPECT_THAT(AnswerTo("trust-anchor", ThrowawayBelow("CN=A", 51)), HasSubstr("yes"));
  EXPECT_THAT(AnswerTo("trust-anchor", ThrowawayBelow("CN=A", 48)), HasSubstr("no, or"));
  EXPECT_THAT(AnswerTo("trust-anchor", ThrowawayBelow("CN=A", 42)), HasSubstr("does not tell"));
  EXPECT_THAT(AnswerTo("sni-host", Story().As(Alice()).Asks().Presents().Replies(200)),
              HasSubstr("asks for a certificate in the handshake"));
  EXPECT_THAT(AnswerTo("no-sni", Story().Alert(112)), HasSubstr("hello"));
  EXPECT_THAT(AnswerTo("with-withheld", Story().As(Alice()).Asks().Presents().Replies(200)),
              HasSubstr("gets in"));
}

TEST(NextSteps, NameWhatWouldSettleTheQuestion) {
  const std::vector<Attempt> attempts = {Refused(Mallory(), 48)};
  EXPECT_THAT(NextSteps(Explain(attempts), attempts), Contains(HasSubstr("--client-ca")));
  EXPECT_THAT(NextSteps(Explain(attempts), attempts),
              Contains(HasSubstr("the issuer 'CN=Unknown Root': with --chain")));
  const std::vector<Attempt> nginx = {Story::Tls13().As(Mallory()).Asks().Presents().NginxBad()};
  EXPECT_THAT(NextSteps(Explain(nginx)), Contains(HasSubstr("client SSL certificate verify")));
}

TEST(NextSteps, DoNotAskForWhatIsAtHand) {
  const std::vector<Attempt> attempts = {
      Story::Tls13().As(Checked(Alice())).Asks().Presents().NginxBad()};
  const Diagnosis diagnosis = Explain(attempts);
  ASSERT_NE(diagnosis.cause.certainty, Certainty::kCertain);
  EXPECT_THAT(NextSteps(diagnosis, attempts), Not(Contains(HasSubstr("of authorities"))));
  EXPECT_THAT(NextSteps(diagnosis, attempts), Contains(HasSubstr("--crl")));
}

TEST(NextSteps, NoneWhereNothingIsOpen) {
  EXPECT_THAT(NextSteps(Explain(Refused(Alice(), 44))), IsEmpty());
  EXPECT_THAT(NextSteps(Explain(Story::Tls13().As(Alice()).Asks().Presents().Replies(200).Done())),
              IsEmpty());
}

}  // namespace
}  // namespace shakedown::diagnosis
