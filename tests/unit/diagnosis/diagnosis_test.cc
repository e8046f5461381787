#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace testing_support;

// ---- accepted, and how it is enforced ---------------------------------------------------------

TEST(Accepted, SaysHowTheGateStands) {
  struct Gate {
    const char* name;
    attempt::Attempt attempt;
    const char* verdict;
    Enforcement enforcement;
    const char* words;
  };
  const Gate gates[] = {
      {"good", Story().As(Alice()).Asks().Presents().Ticket().Replies(200), "accepted (certain)",
       Enforcement::kUnknown, "accepted 'CN=alice'"},
      {"optional", Story().Asks().PresentsNothing().Replies(200), "accepted (certain)",
       Enforcement::kOptional, "optional"},
      {"open", Story().Finishes().Replies(200), "accepted (certain)", Enforcement::kNotRequested,
       "did not ask"},
      {"not found", Story().As(Alice()).Asks().Presents().Replies(404), "accepted (certain)",
       Enforcement::kUnknown, "status 404"},
      {"ticket", Story().ListenOnly().As(Alice()).Asks().Presents().Ticket(), "accepted (certain)",
       Enforcement::kUnknown, "accepted 'CN=alice'"},
      {"quiet", Story().ListenOnly().As(Alice()).Asks().Presents().Quiet(), "accepted (likely)",
       Enforcement::kUnknown, "accepted 'CN=alice'"},
      {"TLS 1.2", Story::Tls12().ListenOnly().As(Alice()).Asks().Presents().Ticket(),
       "accepted (certain)", Enforcement::kUnknown, "accepted 'CN=alice'"},
  };
  for (const Gate& gate : gates) {
    SCOPED_TRACE(gate.name);
    const Diagnosis diagnosis = Explain(gate.attempt);
    EXPECT_EQ(Verdict(diagnosis), gate.verdict);
    EXPECT_EQ(diagnosis.outcome, Outcome::kAccepted);
    EXPECT_EQ(diagnosis.enforcement, gate.enforcement);
    EXPECT_THAT(diagnosis.cause.explanation, HasSubstr(gate.words));
  }
}

TEST(Accepted, TellsThatABadCertificateWasTolerated) {
  const Diagnosis diagnosis =
      Explain(Story().As(Identity({SelfSigned("CN=x")})).Asks().Presents().Replies(200));
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("signed by itself"));
  EXPECT_THAT(Explain(Story().As(Alice()).Asks().Presents().Replies(200)).cause.explanation,
              Not(HasSubstr("Note that")));
}

TEST(Enforcement, IsLearnedFromTheOtherAttempts) {
  const attempt::Attempt good = Story().As(Alice()).Asks().Presents().Replies(200);
  const attempt::Attempt bad = Story().As(Mallory()).Asks().Presents().NginxBad();
  const auto beside = [](const attempt::Attempt& subject, const attempt::Attempt& other) {
    return Explain({subject, other}).enforcement;
  };
  EXPECT_EQ(beside(good, Story().Asks().PresentsNothing().NginxMissing()),
            Enforcement::kRequiredHttp);
  EXPECT_EQ(beside(good, Story().Asks().PresentsNothing().Alert(116)), Enforcement::kRequiredTls);
  EXPECT_EQ(beside(good, Story().Asks().PresentsNothing().Replies(200)), Enforcement::kOptional);
  // nginx refuses bad certificates where it forgives absence.
  EXPECT_EQ(Explain(bad).enforcement, Enforcement::kRequiredHttp);
  EXPECT_EQ(beside(bad, Story().Asks().PresentsNothing().Replies(200)), Enforcement::kOptional);
  // Another host's rules say nothing about this one.
  EXPECT_EQ(beside(good, Story().Sni("b.test").Asks().PresentsNothing().NginxMissing()),
            Enforcement::kUnknown);
}

TEST(Enforcement, ACloseOnTheRequestIsHttpOnlyIfTlsWasThrough) {
  const auto closed = [](Story story) { return Explain(story.Requests().Closes()).enforcement; };
  EXPECT_EQ(closed(Story().Asks().PresentsNothing().Ticket()), Enforcement::kRequiredHttp);
  EXPECT_EQ(closed(Story::Tls12().Asks().PresentsNothing()), Enforcement::kRequiredHttp);
  EXPECT_EQ(closed(Story().Asks().PresentsNothing()), Enforcement::kUnknown);
  EXPECT_EQ(Explain(Story().Asks().PresentsNothing().Closes()).enforcement,
            Enforcement::kRequiredTls);
}

TEST(Enforcement, IsReadFromARefusedEmptyCertificate) {
  EXPECT_EQ(Explain(Story().Asks().PresentsNothing().Alert(116)).enforcement,
            Enforcement::kRequiredTls);
  EXPECT_EQ(Explain(Story().Asks().PresentsNothing().NginxMissing()).enforcement,
            Enforcement::kRequiredHttp);
  EXPECT_EQ(Explain(Story().As(Mallory()).Asks().Presents().Alert(48)).enforcement,
            Enforcement::kUnknown);
}

// ---- hostile and odd input --------------------------------------------------------------------

TEST(Diagnosis, LongListsOfNamesStayShort) {
  tls::CertificateRequest request;
  request.has_signature_algorithms = true;
  request.signature_algorithms = SchemesOf(Hand::kOpenSsl);
  for (int i = 0; i < 3000; ++i) {
    request.ca_names.push_back(Dn("CN=Authority " + std::to_string(i) + std::string(200, 'x')));
  }
  for (const Diagnosis& diagnosis :
       {Explain(Story().As(Mallory()).AsksWith(request).Presents().NginxBad()),
        Explain(Story().AsksWith(request).PresentsNothing().NginxMissing())}) {
    EXPECT_LT(AllText(diagnosis.cause).size(), 6000u);
    EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("and 2995 more"));
  }
}

TEST(Diagnosis, HostileTextIsDefused) {
  const std::string evil = "\x1b[31m</script>\r\n::error::\xff";
  attempt::Attempt attempt =
      Story().Called(evil).Sni(evil).Host(evil).Finishes().Replies(421, evil);
  EXPECT_THAT(Explain(attempt).observed, Not(HasSubstr("\x1b")));
  attempt::Attempt plain = Story().Stranger(evil);
  EXPECT_TRUE(IsPlainAscii(Explain(plain).observed));
  attempt::Attempt proxy = Story().Connected().Proxy(403, evil);
  EXPECT_TRUE(IsPlainAscii(Explain(proxy).observed));
}

TEST(Diagnosis, OtherAttemptsAreNamedInTheirEvidence) {
  const std::vector<attempt::Attempt> attempts = {
      Story()
          .Called("probe: SNI = host")
          .Sni("a.test")
          .Host("a.test")
          .Asks()
          .PresentsNothing()
          .NginxMissing(),
      Story().Sni("").Host("a.test").Finishes().NginxMissing()};
  EXPECT_THAT(AllText(Explain(attempts, 1).cause), HasSubstr("'probe: SNI = host'"));
}

TEST(Diagnosis, AttemptsAgainstOtherServersAreIgnored) {
  Story elsewhere;
  elsewhere.spec().target.endpoint = {"elsewhere.test", 443};
  const std::vector<attempt::Attempt> attempts = {
      Story().Sni("").Host("secure.test").Finishes().NginxMissing(),
      elsewhere.Sni("secure.test").Host("secure.test").Asks().PresentsNothing().NginxMissing()};
  EXPECT_EQ(Verdict(Explain(attempts)), "server.no-request-sni (likely)");
}

/// Random but reproducible stories: every order of events, most of them impossible on a real wire.
class Soup {
 public:
  explicit Soup(uint32_t seed) : random_(seed) {}

  attempt::Attempt Cook() {
    Story story(Coin() ? tls::Version::kTls12 : tls::Version::kTls13);
    if (Coin()) story.As(AnyIdentity());
    if (Coin()) story.Sni(Coin() ? "" : "a.test");
    if (Coin()) story.Host("b.test");
    const int events = static_cast<int>(random_() % 12);
    for (int i = 0; i < events; ++i) AddEvent(story);
    attempt::Attempt attempt = story;
    if (random_() % 8 == 0) attempt.trace.started = {};
    return attempt;
  }

 private:
  bool Coin() { return random_() % 2 == 0; }

  attempt::IdentityFacts AnyIdentity() {
    attempt::IdentityFacts identity = Alice(static_cast<int>(random_() % 4));
    if (random_() % 4 == 0) identity = Mallory();
    if (random_() % 4 == 0) identity.chain.clear();
    if (Coin()) {
      identity = Checked(identity, Coin() ? std::vector<attempt::PathFinding>{}
                                          : std::vector<attempt::PathFinding>{
                                                {static_cast<attempt::PathProblem>(random_() % 16),
                                                 static_cast<int>(random_() % 7) - 1, "detail"}});
    }
    return identity;
  }

  void AddEvent(Story& story) {
    switch (random_() % 16) {
      case 0: story.Connected(); break;
      case 1: story.ConnectFails(static_cast<attempt::ConnectFailed::Reason>(random_() % 5)); break;
      case 2: story.Proxy(static_cast<int>(random_() % 600), "reason"); break;
      case 3: story.Hello(Coin()); break;
      case 4: story.Greeted(); break;
      case 5: story.Asks({"CN=Trusted Root"}, static_cast<Hand>(random_() % 5)); break;
      case 6: story.Presents(); break;
      case 7: story.PresentsNothing(); break;
      case 8: story.Finishes(); break;
      case 9: story.Resumes(); break;
      case 10: story.Ticket(); break;
      case 11: story.Quiet(); break;
      case 12: story.Replies(static_cast<int>(random_() % 600), Coin() ? "t" : ""); break;
      case 13:
        story.Alert(static_cast<int>(random_() % 256),
                    Coin() ? attempt::Side::kServer : attempt::Side::kClient);
        break;
      case 14: story.Closes(static_cast<attempt::PeerClosed::How>(random_() % 3)); break;
      default: story.Deadline(static_cast<attempt::DeadlineHit::Wait>(random_() % 6)); break;
    }
  }

  std::mt19937 random_;
};

TEST(Diagnosis, KeepsItsPromisesOnAnyTrace) {
  for (uint32_t seed = 0; seed < 1500; ++seed) {
    SCOPED_TRACE(seed);
    Soup soup(seed);
    std::vector<attempt::Attempt> attempts;
    for (uint32_t i = 0; i <= seed % 3; ++i) attempts.push_back(soup.Cook());
    for (size_t i = 0; i < attempts.size(); ++i) Explain(attempts, i);
    if (testing::Test::HasFailure()) break;
  }
}

TEST(Diagnosis, IsAPureFunction) {
  Soup soup(7);
  const std::vector<attempt::Attempt> attempts = {soup.Cook(), soup.Cook()};
  const Diagnosis once = Diagnose(attempts);
  const Diagnosis again = Diagnose(attempts);
  EXPECT_EQ(AllText(once.cause), AllText(again.cause));
  EXPECT_EQ(once.observed, again.observed);
}

}  // namespace
}  // namespace shakedown::diagnosis
