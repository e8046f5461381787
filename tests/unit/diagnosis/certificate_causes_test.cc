#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using attempt::PathProblem;
using ::testing::HasSubstr;
using namespace testing_support;

/// How a kind of server refuses a bad certificate.
struct Server {
  const char* name;
  Hand hand;
  int alert;  ///< 0: nginx's page; -1: a close
};

attempt::Attempt RefusedBy(const Server& server, const attempt::IdentityFacts& identity,
                           tls::Version version = tls::Version::kTls13) {
  Story story(version);
  story.As(identity).Asks({"CN=Trusted Root"}, server.hand).Presents();
  if (server.alert == 0) return story.Ticket().NginxBad();
  if (server.alert < 0) return story.Closes();
  return story.Alert(server.alert);
}

constexpr Server kNginx{"nginx", Hand::kOpenSsl, 0};
constexpr Server kGo{"Go", Hand::kGo, 42};
constexpr Server kJdk{"JDK", Hand::kJdk, 46};
constexpr Server kGnuTls{"GnuTLS", Hand::kGnuTls, 49};
constexpr Server kSilent{"Node", Hand::kOpenSsl, -1};
constexpr Server OpenSsl(int alert) { return {"OpenSSL", Hand::kOpenSsl, alert}; }

attempt::IdentityFacts Expired() {
  attempt::IdentityFacts identity = Alice();
  identity.chain.front().not_after = *ParseUtc("2026-05-01T00:00:00Z");
  return identity;
}

attempt::IdentityFacts WrongEku() {
  attempt::IdentityFacts identity = Alice();
  identity.chain.front().extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
  return identity;
}

attempt::IdentityFacts Weak() {
  attempt::IdentityFacts identity = Alice();
  identity.chain.front().key = {attempt::KeyType::kRsa, 1024, ""};
  return identity;
}

// ---- the server's CA file is at hand: the identity's defect is proven -------------------------

struct Proven {
  const char* cause;
  attempt::IdentityFacts identity;
  int openssl_alert;
};

std::vector<Proven> ProvenDefects() {
  attempt::IdentityFacts future = Alice();
  future.chain.front().not_before = *ParseUtc("2026-07-01T00:00:00Z");
  const auto found = [](PathProblem problem) {
    return std::vector<attempt::PathFinding>{{problem, 0, "as the check says"}};
  };
  attempt::IdentityFacts leaf_only = Alice(1);
  leaf_only.chain.pop_back();
  attempt::IdentityFacts mallory_whole = Mallory();
  mallory_whole.chain.push_back(SelfSigned("CN=Unknown Root"));
  return {
      {"certificate.untrusted-issuer",
       Checked(mallory_whole, found(PathProblem::kSelfSignedInChain)), 48},
      {"certificate.untrusted-issuer", Checked(Alice(), found(PathProblem::kBadSignature)), 51},
      {"certificate.untrusted-issuer", Checked(Alice(), found(PathProblem::kBadSignature)), 48},
      {"certificate.self-signed",
       Checked(Identity({SelfSigned("CN=alice")}), found(PathProblem::kSelfSignedLeaf)), 48},
      {"certificate.missing-intermediate",
       Checked(leaf_only, found(PathProblem::kMissingIntermediate)), 48},
      {"certificate.expired", Checked(Expired(), found(PathProblem::kExpired)), 45},
      {"certificate.not-yet-valid", Checked(future, found(PathProblem::kNotYetValid)), 42},
      {"certificate.wrong-purpose", Checked(WrongEku(), found(PathProblem::kWrongPurpose)), 43},
      {"certificate.weak", Checked(Weak(), found(PathProblem::kWeak)), 42},
      {"certificate.revoked", Checked(Alice(), found(PathProblem::kRevoked)), 44},
  };
}

TEST(CertificateCauses, AreCertainWhenTheFileInHandProvesThem) {
  for (const Proven& proven : ProvenDefects()) {
    for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
      for (const Server& server : {kNginx, kGo, kJdk, kGnuTls, OpenSsl(proven.openssl_alert)}) {
        SCOPED_TRACE(std::string(proven.cause) + " " + server.name);
        const Diagnosis diagnosis = Explain(RefusedBy(server, proven.identity, version));
        EXPECT_EQ(Verdict(diagnosis), std::string(proven.cause) + " (certain)");
      }
    }
  }
}

TEST(CertificateCauses, AnIssuerThatNobodyHoldsMayStandBelowATrustedOne) {
  const std::vector<attempt::PathFinding> unknown{{PathProblem::kUnknownIssuer, 0, ""}};
  const Diagnosis diagnosis = Explain(RefusedBy(kNginx, Checked(Mallory(), unknown)));
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_NE(Alternative(diagnosis, "certificate.missing-intermediate"), nullptr);
}

TEST(CertificateCauses, TheServersListOutweighsAFileThatSomebodySaysItUses) {
  attempt::IdentityFacts other = Checked(Mallory());
  ASSERT_TRUE(other.path->trusted);
  const Diagnosis diagnosis = Explain(RefusedBy(kNginx, other));
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
}

TEST(CertificateCauses, AMissingRevocationListDoesNotHideADeepChain) {
  const std::vector<attempt::PathFinding> gap{{PathProblem::kCrlMissing, 1, "no list of Sub CA"}};
  const Diagnosis deep = Explain(RefusedBy(kNginx, Checked(Alice(3), gap)));
  EXPECT_EQ(Verdict(deep), "certificate.too-deep (likely)");
  EXPECT_NE(Alternative(deep, "certificate.revocation-unknown"), nullptr);
  const Diagnosis shallow = Explain(RefusedBy(kNginx, Checked(Alice(1), gap)));
  EXPECT_EQ(Verdict(shallow), "certificate.revocation-unknown (likely)");
}

TEST(CertificateCauses, ACloseWithoutAWordIsNeverCertain) {
  for (const Proven& proven : ProvenDefects()) {
    const Diagnosis diagnosis = Explain(RefusedBy(kSilent, proven.identity));
    EXPECT_EQ(Verdict(diagnosis), std::string(proven.cause) + " (likely)");
    EXPECT_NE(Alternative(diagnosis, "path.closed-without-reason"), nullptr);
  }
}

// ---- only the certificate and the wire are at hand --------------------------------------------

struct Wire {
  const char* name;
  attempt::Attempt attempt;
  const char* verdict;
};

void ExpectAll(const std::vector<Wire>& cases) {
  for (const Wire& wire : cases) {
    SCOPED_TRACE(wire.name);
    EXPECT_EQ(Verdict(Explain(wire.attempt)), wire.verdict);
  }
}

TEST(CertificateExpired, IsJudgedByTheServersClock) {
  attempt::IdentityFacts soon = Alice();
  soon.chain.front().not_after = StoryTime() + std::chrono::hours(1);
  attempt::IdentityFacts just_over = Alice();
  just_over.chain.front().not_after = StoryTime() - std::chrono::hours(1);
  const auto page = [](const attempt::IdentityFacts& identity, int date) {
    return Story().As(identity).Asks().Presents().NginxBad(date).Done();
  };
  ExpectAll({
      {"past by both clocks", page(Expired(), 0), "certificate.expired (certain)"},
      {"alert 45", RefusedBy(OpenSsl(45), Expired()), "certificate.expired (certain)"},
      {"Go says 42 for all", RefusedBy(kGo, Expired()), "certificate.expired (likely)"},
      {"server's clock is ahead", page(soon, 7200), "certificate.expired (certain)"},
      {"server's clock is behind", page(just_over, -7200), "certificate.expired (likely)"},
  });
  const Diagnosis ahead = Explain(page(soon, 7200));
  EXPECT_THAT(ahead.cause.explanation, HasSubstr("The server's clock shows 2026-06-01T14:00:00Z"));
  EXPECT_THAT(ahead.cause.explanation, HasSubstr("ours 2026-06-01T12:00:00Z"));
}

TEST(CertificateExpired, SaysWhichCertificate) {
  attempt::IdentityFacts identity = Alice(1);
  identity.chain.back().not_after = *ParseUtc("2026-05-01T00:00:00Z");
  const Diagnosis diagnosis = Explain(RefusedBy(OpenSsl(45), identity));
  EXPECT_EQ(Verdict(diagnosis), "certificate.expired (certain)");
  EXPECT_THAT(diagnosis.cause.summary,
              HasSubstr("the intermediate 'CN=Sub CA 1' expired on 2026-05-01T00:00:00Z"));
}

TEST(CertificateExpired, IsNotBlamedForAnotherComplaint) {
  // Revoked, wrong purpose, unknown issuer: the server's word goes first, the date is a remark.
  ExpectAll({
      {"44", RefusedBy(OpenSsl(44), Expired()), "certificate.revoked (certain)"},
      {"43", RefusedBy(OpenSsl(43), Expired()), "certificate.wrong-purpose (likely)"},
  });
  const Diagnosis revoked = Explain(RefusedBy(OpenSsl(44), Expired()));
  ASSERT_NE(Alternative(revoked, "certificate.expired"), nullptr);
  EXPECT_EQ(Alternative(revoked, "certificate.expired")->certainty, Certainty::kPossible);
}

TEST(CertificateRevocationUnknown, IsWhatExpiredMeansWhenEveryDateIsRight) {
  const Diagnosis diagnosis = Explain(RefusedBy(OpenSsl(45), Alice()));
  EXPECT_EQ(Verdict(diagnosis), "certificate.revocation-unknown (likely)");
  EXPECT_EQ(diagnosis.cause.fault, Fault::kServer);
  ExpectAll({{"Apache's stale list", RefusedBy(OpenSsl(46), Alice()),
              "certificate.revocation-unknown (likely)"}});
}

TEST(CertificateSelfSigned, IsReadFromTheCertificate) {
  const attempt::IdentityFacts self = Identity({SelfSigned("CN=alice")});
  ExpectAll({
      {"OpenSSL 48", RefusedBy(OpenSsl(48), self), "certificate.self-signed (certain)"},
      {"nginx", RefusedBy(kNginx, self), "certificate.self-signed (likely)"},
      {"Go", RefusedBy(kGo, self), "certificate.self-signed (likely)"},
      {"JDK", RefusedBy(kJdk, self), "certificate.self-signed (likely)"},
  });
  EXPECT_EQ(Alternative(Explain(RefusedBy(OpenSsl(48), self)), "certificate.untrusted-issuer"),
            nullptr);
}

TEST(CertificateSelfSigned, ThatTheServerListsIsOnlyPossible) {
  const attempt::IdentityFacts self = Identity({SelfSigned("CN=Trusted Root")});
  const Diagnosis diagnosis = Explain(RefusedBy(kNginx, self));
  EXPECT_NE(diagnosis.cause.certainty, Certainty::kCertain);
}

TEST(CertificateUntrustedIssuer, IsLikelyWhenItsNameIsNotListed) {
  for (const Server& server : {kNginx, kGo, kJdk, kGnuTls, OpenSsl(48)}) {
    SCOPED_TRACE(server.name);
    const Diagnosis diagnosis = Explain(RefusedBy(server, Mallory()));
    EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
    EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("CN=Unknown Root"));
    EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("CN=Trusted Root"));
  }
}

TEST(CertificateUntrustedIssuer, IsAGuessWithoutNames) {
  // Python, mosquitto and mod_gnutls announce nothing: leaf only, so a link may be missing as well.
  const attempt::Attempt silent = Story().As(Mallory()).Asks({}).Presents().Alert(48);
  const Diagnosis diagnosis = Explain(silent);
  EXPECT_EQ(diagnosis.cause.certainty, Certainty::kPossible);
  EXPECT_TRUE(diagnosis.cause.id == "certificate.untrusted-issuer" ||
              diagnosis.cause.id == "certificate.missing-intermediate");
}

TEST(CertificateUntrustedIssuer, AnImpostorIsSuspectedOnDecryptError) {
  const Diagnosis diagnosis = Explain(RefusedBy(OpenSsl(51), Alice()));
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_NE(Alternative(diagnosis, "certificate.proof-failed"), nullptr);
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("Names can be copied"));
}

TEST(CertificateUntrustedIssuer, ServersOwnChainShowsTheSameNameWithAnotherKey) {
  const auto refused = [](const std::string& own, const std::string& servers) {
    attempt::IdentityFacts identity = Alice();
    identity.chain.front().authority_key_id = own;
    attempt::ServerChecked checked;
    checked.chain.push_back(Leaf("CN=gate.test", "CN=Trusted Root"));
    checked.chain.front().authority_key_id = servers;
    return Verdict(
        Explain(Story::Tls13().As(identity).Asks().Add(checked).Presents().NginxBad().Done()));
  };
  EXPECT_EQ(refused("bbbb", "aaaa"), "certificate.untrusted-issuer (likely)");
  EXPECT_NE(refused("aaaa", "aaaa"), "certificate.untrusted-issuer (likely)");
  EXPECT_NE(refused("", "aaaa"), "certificate.untrusted-issuer (likely)");
}

TEST(CertificateUntrustedIssuer, AnImpostorIsKnownByTheKeyOfItsTwin) {
  attempt::IdentityFacts good = Alice();
  good.chain.front().authority_key_id = "aaaa";
  attempt::IdentityFacts twin = Alice();
  twin.chain.front().authority_key_id = "bbbb";
  const std::vector<attempt::Attempt> attempts = {RefusedBy(kNginx, twin),
                                                  Story().As(good).Asks().Presents().Replies(200)};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  EXPECT_EQ(diagnosis.cause.evidence.front().attempt, 1);
}

TEST(CertificateMissingIntermediate, IsCertainWhenTheLongerChainGotIn) {
  attempt::IdentityFacts whole = Alice(1);
  attempt::IdentityFacts leaf_only = whole;
  leaf_only.chain.pop_back();
  const std::vector<attempt::Attempt> attempts = {RefusedBy(kNginx, leaf_only),
                                                  Story().As(whole).Asks().Presents().Replies(200)};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "certificate.missing-intermediate (certain)");
}

TEST(CertificateMissingIntermediate, IsProvenByAWithheldLinkToTheList) {
  attempt::IdentityFacts leaf_only = Alice(1);
  leaf_only.withheld = {leaf_only.chain.back()};
  leaf_only.chain.pop_back();
  ExpectAll({
      {"48", RefusedBy(OpenSsl(48), leaf_only), "certificate.missing-intermediate (certain)"},
      {"nginx", RefusedBy(kNginx, leaf_only), "certificate.missing-intermediate (certain)"},
  });
}

TEST(CertificateMissingIntermediate, IsNotSaidOfAChainThatEndsAtAListedName) {
  const Diagnosis diagnosis = Explain(RefusedBy(kNginx, Alice(1)));
  EXPECT_NE(diagnosis.cause.id, "certificate.missing-intermediate");
  EXPECT_EQ(Alternative(diagnosis, "certificate.missing-intermediate"), nullptr);
}

TEST(CertificateWrongPurpose, IsSaidByItsAlertAndReadFromTheCertificate) {
  attempt::IdentityFacts no_signature = Alice();
  no_signature.chain.front().key_usage = attempt::KeyUsage{.key_encipherment = true};
  ExpectAll({
      {"43 and EKU", RefusedBy(OpenSsl(43), WrongEku()), "certificate.wrong-purpose (certain)"},
      {"43 and key usage", RefusedBy(OpenSsl(43), no_signature),
       "certificate.wrong-purpose (certain)"},
      {"GnuTLS says 80", RefusedBy({"", Hand::kGnuTls, 80}, no_signature),
       "certificate.wrong-purpose (certain)"},
      {"nginx", RefusedBy(kNginx, WrongEku()), "certificate.wrong-purpose (likely)"},
      {"43 alone", RefusedBy(OpenSsl(43), Alice()), "certificate.wrong-purpose (likely)"},
  });
  EXPECT_THAT(Explain(RefusedBy(OpenSsl(43), WrongEku())).cause.summary, HasSubstr("serverAuth"));
}

TEST(CertificateWeak, IsReadFromKeyAndDigest) {
  attempt::IdentityFacts sha1 = Alice();
  sha1.chain.front().signature_digest = "SHA1";
  ExpectAll({
      {"RSA 1024", RefusedBy(OpenSsl(42), Weak()), "certificate.weak (certain)"},
      {"SHA-1", RefusedBy(OpenSsl(42), sha1), "certificate.weak (certain)"},
      {"nginx", RefusedBy(kNginx, sha1), "certificate.weak (likely)"},
  });
  EXPECT_THAT(Explain(RefusedBy(OpenSsl(42), Weak())).cause.summary, HasSubstr("RSA 1024"));
}

TEST(CertificateProofFailed, IsCertainWhenTheKeyIsForeign) {
  attempt::IdentityFacts mismatch = Alice();
  mismatch.key_matches = false;
  Story damaged;
  damaged.spec().damage = {attempt::WrongKey()};
  ExpectAll({
      {"mismatch", RefusedBy(OpenSsl(51), mismatch), "certificate.proof-failed (certain)"},
      {"damage", damaged.As(Alice()).Asks().Presents().Alert(51),
       "certificate.proof-failed (certain)"},
      {"Go, key looks right", RefusedBy({"", Hand::kGo, 51}, Alice()),
       "certificate.proof-failed (likely)"},
      {"JDK says 40", RefusedBy({"", Hand::kJdk, 40}, mismatch, tls::Version::kTls12),
       "certificate.proof-failed (certain)"},
  });
}

TEST(CertificateRevoked, IsBeyondDoubtOnItsAlert) {
  for (const Hand hand : {Hand::kOpenSsl, Hand::kGo, Hand::kUnknown}) {
    EXPECT_EQ(Verdict(Explain(RefusedBy({"", hand, 44}, Alice()))),
              "certificate.revoked (certain)");
  }
}

TEST(CertificateRevoked, IsPossibleWhenNothingElseExplains) {
  for (const attempt::IdentityFacts& identity : {Alice(), Checked(Alice())}) {
    const Diagnosis diagnosis = Explain(RefusedBy(kNginx, identity));
    EXPECT_EQ(Verdict(diagnosis), "certificate.revoked (possible)");
    EXPECT_NE(Alternative(diagnosis, "server.misconfigured-trust"), nullptr);
    EXPECT_NE(Alternative(diagnosis, "certificate.revocation-unknown"), nullptr);
  }
}

TEST(CertificateTooDeep, CountsAsTheServerDoes) {
  ExpectAll({
      {"nginx takes one", RefusedBy(kNginx, Checked(Alice(1))), "certificate.too-deep (possible)"},
      {"nginx, two", RefusedBy(kNginx, Checked(Alice(2))), "certificate.too-deep (likely)"},
      {"nginx by names only", RefusedBy(kNginx, Alice(3)), "certificate.too-deep (likely)"},
      {"Apache, one", RefusedBy(OpenSsl(80), Checked(Alice(1))), "certificate.too-deep (likely)"},
      {"lighttpd, two", RefusedBy(OpenSsl(48), Checked(Alice(2))), "certificate.too-deep (likely)"},
  });
  const Diagnosis deep = Explain(RefusedBy(kNginx, Checked(Alice(3))));
  EXPECT_THAT(deep.cause.fixes.front(), HasSubstr("ssl_verify_depth to at least 3"));
  EXPECT_EQ(deep.cause.fault, Fault::kServer);
  EXPECT_NE(Alternative(deep, "certificate.revoked"), nullptr);
  EXPECT_NE(Alternative(deep, "server.misconfigured-trust"), nullptr);
}

TEST(CertificateTooDeep, IsCertainWhenAShorterChainGetsInAtApache) {
  const std::vector<attempt::Attempt> attempts = {
      RefusedBy(OpenSsl(80), Alice(1)), Story().As(Alice()).Asks().Presents().Replies(200)};
  EXPECT_EQ(Verdict(Explain(attempts)), "certificate.too-deep (certain)");
}

TEST(CertificateTooDeep, NeedsAnIntermediate) {
  for (const Server& server : {kNginx, OpenSsl(80), OpenSsl(48)}) {
    const Diagnosis diagnosis = Explain(RefusedBy(server, Checked(Alice(0))));
    EXPECT_NE(diagnosis.cause.id, "certificate.too-deep");
    EXPECT_EQ(Alternative(diagnosis, "certificate.too-deep"), nullptr);
  }
}

TEST(ServerMisconfiguredTrust, IsLikelyWhenTheFileSaysOtherwise) {
  const Diagnosis diagnosis = Explain(RefusedBy(OpenSsl(48), Checked(Alice())));
  EXPECT_EQ(Verdict(diagnosis), "server.misconfigured-trust (likely)");
}

TEST(CertificateNotAuthorised, IsTheApplicationsWord) {
  const attempt::Attempt forbidden = Story().As(Alice()).Asks().Presents().Replies(403);
  EXPECT_EQ(Verdict(Explain(forbidden)), "certificate.not-authorised (likely)");
  attempt::IdentityFacts bob = Identity({Leaf("CN=bob", "CN=Trusted Root")});
  const std::vector<attempt::Attempt> attempts = {forbidden,
                                                  Story().As(bob).Asks().Presents().Replies(200)};
  EXPECT_EQ(Verdict(Explain(attempts)), "certificate.not-authorised (certain)");
}

TEST(CertificateNotAuthorised, StepsBackWhenTheCertificateIsBad) {
  // Cloud gateways say 403 about certificates that they do not trust.
  const Diagnosis diagnosis = Explain(Story().As(Mallory()).Asks().Presents().Replies(403));
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  ASSERT_NE(Alternative(diagnosis, "certificate.not-authorised"), nullptr);
}

TEST(CertificateCauses, TwoDefectsShareTheBlame) {
  attempt::IdentityFacts both = Mallory();
  both.chain.front().not_after = *ParseUtc("2026-05-01T00:00:00Z");
  const Diagnosis diagnosis =
      Explain(RefusedBy(kNginx, Checked(both, {{PathProblem::kUnknownIssuer, 0, ""}})));
  EXPECT_EQ(Verdict(diagnosis), "certificate.untrusted-issuer (likely)");
  ASSERT_NE(Alternative(diagnosis, "certificate.expired"), nullptr);
  EXPECT_EQ(Alternative(diagnosis, "certificate.expired")->certainty, Certainty::kLikely);
}

TEST(CertificateCauses, ASoundCertificateIsNeverCertainlyAtFault) {
  // Whatever is answered to a certificate with nothing wrong, only "revoked" can be settled.
  for (const Hand hand : {Hand::kOpenSsl, Hand::kGo, Hand::kJdk, Hand::kGnuTls, Hand::kUnknown}) {
    for (int alert = -1; alert < 121; ++alert) {
      if (alert == 44) continue;
      for (const attempt::IdentityFacts& identity : {Alice(), Checked(Alice()), Alice(2)}) {
        const Diagnosis diagnosis = Explain(RefusedBy({"", hand, alert}, identity));
        if (alert == 112 || alert == 120) continue;  // about the name and ALPN, by definition
        EXPECT_NE(diagnosis.cause.certainty, Certainty::kCertain)
            << alert << " " << diagnosis.cause.id;
      }
    }
  }
}

}  // namespace
}  // namespace shakedown::diagnosis
