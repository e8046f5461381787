#include "run/investigation.h"

#include "tests/unit/run/investigating.h"

namespace shakedown::run {
namespace {

// ---- who gets in, and whether everybody does --------------------------------------------------

TEST_F(Investigating, GoodCertificateAtStrictServerIsRequiredInTls) {
  Serve(Behaviour::kStrict);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredTls);
  EXPECT_THAT(ProbeIds(found), testing::ElementsAre("none"));
  EXPECT_THAT(found.probes.front().answer, HasSubstr("a certificate is required"));
}

TEST_F(Investigating, GoodCertificateAtNginxIsRequiredInHttp) {
  Serve(Behaviour::kNginx);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredHttp);
}

TEST_F(Investigating, GoodCertificateAtLenientServerIsOptional) {
  Serve(Behaviour::kOptional);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kOptional);
  EXPECT_THAT(found.diagnosis.cause.explanation, HasSubstr("optional"));
}

TEST_F(Investigating, OpenServerNeedsNoProbe) {
  Serve(Behaviour::kNone);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kNotRequested);
  EXPECT_THAT(ProbeIds(found), IsEmpty());
}

TEST_F(Investigating, NothingConfiguredIsSettledAtOnce) {
  for (const Behaviour behaviour : {Behaviour::kStrict, Behaviour::kNginx}) {
    Serve(behaviour);
    const Investigation found = Look();
    EXPECT_EQ(Verdict(found), "client.no-identity (certain)") << Told(found);
    EXPECT_THAT(ProbeIds(found), IsEmpty());
    EXPECT_THAT(found.diagnosis.client_profiles, Not(IsEmpty()));
    EXPECT_THAT(diagnosis::NextSteps(found.diagnosis, found.attempts), IsEmpty());
  }
}

// ---- refused certificates ---------------------------------------------------------------------

TEST_F(Investigating, StrangerIsToldFromMissingLinkByTheTrustProbe) {
  for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
    Serve(Behaviour::kStrict);
    const Investigation found = LookIn(version, stranger_.Client());
    EXPECT_EQ(Verdict(found), "certificate.untrusted-issuer (likely)") << Told(found);
    EXPECT_THAT(ProbeIds(found), testing::Contains("trust-anchor"));
    EXPECT_THAT(diagnosis::NextSteps(found.diagnosis, found.attempts).front(),
                HasSubstr("--client-ca"));
  }
}

TEST_F(Investigating, KnownTrustMakesAStrangerCertain) {
  Serve(Behaviour::kStrict);
  options_.client_trust = root_.Trust();
  const Investigation found = LookAs(stranger_.Client());
  EXPECT_EQ(found.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(found);
}

TEST_F(Investigating, ImpostorIsRecognisedWithoutAFile) {
  Serve(Behaviour::kStrict);
  const TestAuthority rekeyed("Trusted Root");
  const Investigation found = LookAs(rekeyed.Client());
  EXPECT_EQ(Verdict(found), "certificate.untrusted-issuer (certain)") << Told(found);
  EXPECT_THAT(found.diagnosis.cause.summary, HasSubstr("another key")) << Told(found);
}

TEST_F(Investigating, ImpostorWithAChainIsNotTakenForADeepOne) {
  Serve(Behaviour::kStrict);
  const TestAuthority rekeyed("Trusted Root");
  for (const int intermediates : {0, 2}) {
    const Investigation found = LookAs(rekeyed.Client(pki::Flaw::kGood, intermediates));
    EXPECT_EQ(found.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(found);
    EXPECT_NE(found.diagnosis.cause.certainty, Certainty::kPossible) << Told(found);
    EXPECT_THAT(found.diagnosis.cause.summary, HasSubstr("another key")) << Told(found);
  }
}

TEST_F(Investigating, DepthIsToldFromUnknownIssuerBehindOneAlert) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  host.verify_depth = 1;
  Serve({host});
  const Investigation found = LookAs(root_.Client(pki::Flaw::kGood, 3));
  EXPECT_EQ(Verdict(found), "certificate.too-deep (certain)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::IsSupersetOf({"trust-anchor", "trust-depth"}));
}

TEST_F(Investigating, MissingListOfAnIntermediateIsToldFromDepth) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  host.client_trust = root_.TrustWithCrl({});
  Serve({host});
  const Investigation found = LookAs(root_.Client(pki::Flaw::kGood, 1));
  EXPECT_EQ(Verdict(found), "certificate.revocation-unknown (likely)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::IsSupersetOf({"trust-depth", "trust-list"}));
}

TEST_F(Investigating, WithheldIntermediateIsProvenByTryingIt) {
  for (const Behaviour behaviour : {Behaviour::kStrict, Behaviour::kNginx}) {
    Serve(behaviour);
    options_.client_trust = nullptr;
    const Investigation found = LookAs(root_.Client(pki::Flaw::kMissingIntermediate));
    EXPECT_EQ(Verdict(found), "certificate.missing-intermediate (certain)") << Told(found);
  }
}

TEST_F(Investigating, StaleRevocationListIsToldFromAnExpiredCertificate) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  host.client_trust = root_.TrustWithCrl({}, Milliseconds(-3'600'000));
  Serve({host});
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "certificate.revocation-unknown (likely)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::Contains("trust-anchor"));
}

TEST_F(Investigating, RevokedIsCertainByItsAlert) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  const pki::IdentityPtr revoked = root_.Client();
  host.client_trust = root_.TrustWithCrl({revoked->leaf.get()});
  Serve({host});
  const Investigation found = LookAs(revoked);
  EXPECT_EQ(Verdict(found), "certificate.revoked (certain)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::ElementsAre("none")) << "only for the enforcement";
}

TEST_F(Investigating, RevokedBehindOnePageIsProvenByTheList) {
  handshake::PeerHost host = Host(Behaviour::kNginx);
  const pki::IdentityPtr revoked = root_.Client();
  host.client_trust = root_.TrustWithCrl({revoked->leaf.get()});
  Serve({host});
  options_.client_trust = host.client_trust;
  const Investigation found = LookAs(revoked);
  EXPECT_EQ(Verdict(found), "certificate.revoked (certain)") << Told(found);
}

// ---- names, paths and versions ----------------------------------------------------------------

TEST_F(Investigating, MissingServerNameIsSettledByTheHostsName) {
  Serve({Host(Behaviour::kNone, "open.test"), Host(Behaviour::kNginx, "gate.test")});
  options_.spec.sni = "";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused) << Told(found);
  EXPECT_EQ(Verdict(found), "server.no-request-sni (certain)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::Contains("sni-host"));
}

TEST_F(Investigating, TerminatedTlsIsToldFromAMissingServerName) {
  Serve(Behaviour::kNginx);
  handshake::TerminatorOptions front;
  front.certificate = root_.Server("front.test");
  front.origin = peer_->endpoint();
  front.origin_sni = "gate.test";
  const auto terminator = Need(handshake::StartTerminator(std::move(front)));
  options_ = OptionsFor(terminator->endpoint().port);
  options_.spec.sni = "";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "path.tls-terminated (likely)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::Contains("sni-host"));
}

TEST_F(Investigating, LateRequestIsSettledByOfferingToAnswerLate) {
  for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
    Serve(Behaviour::kLate);
    options_.spec.target.path = "/private";
    const Investigation found = LookIn(version, nullptr);
    EXPECT_THAT(found.diagnosis.outcome, Outcome::kRefused) << Told(found);
    EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredLater) << Told(found);
  }
}

// ---- other clients ----------------------------------------------------------------------------

TEST_F(Investigating, TakesThePlaceOfAClientThatWithholds) {
  Serve(Behaviour::kNginx);
  options_.as_profile = "go";
  const Investigation found = LookAs(stranger_.Client());
  EXPECT_EQ(Verdict(found), "client.issuer-not-listed (likely)") << Told(found);
  EXPECT_EQ(attempt::ClientCertificateSent(found.attempts.front().trace), false);
  EXPECT_THAT(found.diagnosis.cause.explanation, HasSubstr("so it sends no certificate"));
  ASSERT_THAT(ProbeIds(found), testing::ElementsAre("as-given"));
  EXPECT_EQ(attempt::ClientCertificateSent(found.attempts.back().trace), true);
}

TEST_F(Investigating, TakesThePlaceOfAClientThatSendsAsMuch) {
  Serve(Behaviour::kNginx);
  options_.as_profile = "go";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)") << Told(found);
  EXPECT_EQ(attempt::ClientCertificateSent(found.attempts.front().trace), true);
}

TEST_F(Investigating, TakesThePlaceOfAClientThatSendsItsLeafAlone) {
  Serve(Behaviour::kNginx);
  options_.as_profile = "openssl-s_client";
  const Investigation found = LookAs(root_.Client(pki::Flaw::kGood, 1));
  EXPECT_EQ(Verdict(found), "certificate.missing-intermediate (certain)") << Told(found);
  EXPECT_EQ(found.attempts.front().identity.chain.size(), 1u);
  EXPECT_EQ(found.attempts.front().identity.withheld.size(), 1u);
  ASSERT_THAT(ProbeIds(found), testing::ElementsAre("as-given", "none"));
  EXPECT_THAT(found.probes.front().answer, HasSubstr("gets in"));
}

TEST_F(Investigating, TakesThePlaceOfAClientThatEndsTheHandshakeItself) {
  handshake::PeerHost host = Host(Behaviour::kNginx);
  host.signature_algorithms = "rsa_pss_rsae_sha256:rsa_pkcs1_sha256";
  Serve({host});
  options_.as_profile = "boringssl-lib";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "client.key-not-accepted (likely)") << Told(found);
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused);
  EXPECT_THAT(found.diagnosis.observed, HasSubstr("not carried out"));
}

TEST_F(Investigating, ClientThatIsNotAskedHasNoPartInIt) {
  Serve(Behaviour::kNone);
  options_.as_profile = "go";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_THAT(found.diagnosis.notes, testing::Contains(HasSubstr("asked for no certificate")));
}

TEST_F(Investigating, UnknownClientIsAUsageErrorWithASuggestion) {
  options_.as_profile = "chromium-linus";
  const Result<Investigation> found = Investigate(options_);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(found.error().Text(), HasSubstr("did you mean 'chromium-linux'?"));
  options_.as_profile = "java";
  EXPECT_THAT(Investigate(options_).error().hint(), HasSubstr("java-pkix"));
}

TEST_F(Investigating, UnusableIdentityIsTheCauseAndTheRequestIsShown) {
  Serve(Behaviour::kStrict);
  options_.unusable = Error(ErrorCode::kPassphraseWrong, "me.key: wrong passphrase");
  const Investigation found = Look();
  EXPECT_EQ(Verdict(found), "client.identity-unusable (certain)");
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kNoVerdict);
  EXPECT_THAT(attempt::CertificateRequests(found.attempts.front().trace), Not(IsEmpty()));
  EXPECT_THAT(ProbeIds(found), IsEmpty());
}

}  // namespace
}  // namespace shakedown::run
