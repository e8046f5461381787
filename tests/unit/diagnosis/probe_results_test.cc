#include "diagnosis/probe.h"

#include "tests/unit/diagnosis/probe_cases.h"

namespace shakedown::diagnosis {
namespace {

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
