#include "diagnosis/probe.h"

#include "tests/unit/diagnosis/probe_cases.h"

namespace shakedown::diagnosis {
namespace {

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

}  // namespace
}  // namespace shakedown::diagnosis
