#include "scenario/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/observed.h"

namespace shakedown::scenario {
namespace {

using diagnosis::Enforcement;
using diagnosis::Layer;
using diagnosis::Outcome;
using testing::ElementsAre;
using testing_support::Observed;

/// "met what: expected / observed" of each result, with "@handshake" in front where there is one.
std::vector<std::string> Results(const std::vector<Expectation>& expectations,
                                 const std::vector<Observed>& seen) {
  std::vector<attempt::Attempt> attempts;
  std::vector<diagnosis::Diagnosis> diagnoses;
  for (const Observed& one : seen) {
    attempts.push_back(one.attempt());
    diagnoses.push_back(one.diagnosis());
  }
  std::vector<std::string> lines;
  for (const CheckResult& result : Match(expectations, {attempts, diagnoses})) {
    const std::string at = result.handshake.empty() ? "" : "@" + result.handshake + ' ';
    lines.push_back(at + (result.met ? "met " : "unmet ") + result.what + ": " + result.expected +
                    " / " + result.observed);
  }
  return lines;
}

template <typename Change>
std::vector<std::string> ResultsOf(const Observed& seen, Change change) {
  Expectation expectation;
  change(expectation);
  return Results({expectation}, {seen});
}

Observed Nginx400() {
  return Observed()
      .Version(tls::Version::kTls13)
      .Reply(400, "400 No required SSL certificate was sent")
      .Verdict(Outcome::kRefused, "client.no-identity", Enforcement::kRequiredHttp)
      .Saying("HTTP 400");
}

TEST(Match, ComparesTheOutcome) {
  EXPECT_THAT(ResultsOf(Nginx400(), [](Expectation& e) { e.outcome = Outcome::kRefused; }),
              ElementsAre("met outcome: refused / refused (HTTP 400)"));
  EXPECT_THAT(ResultsOf(Nginx400(), [](Expectation& e) { e.outcome = Outcome::kAccepted; }),
              ElementsAre("unmet outcome: accepted / refused (HTTP 400)"));
  EXPECT_THAT(ResultsOf(Observed(), [](Expectation& e) { e.outcome = Outcome::kNoVerdict; }),
              ElementsAre("met outcome: no-verdict / no-verdict"));
}

TEST(Match, AnyVerdictIsDecidedAndNoneIsNot) {
  const auto decided = [](Expectation& e) { e.decided = true; };
  EXPECT_THAT(ResultsOf(Nginx400(), decided),
              ElementsAre("met outcome: accepted or refused / refused"));
  EXPECT_THAT(ResultsOf(Observed(), decided),
              ElementsAre("unmet outcome: accepted or refused / no-verdict"));
}

TEST(Match, WhoClosesHasDecidedUnlessWeGaveUpFirst) {
  Expectation expectation;
  expectation.decided = true;
  attempt::Attempt closed;
  closed.trace.events.push_back({{}, attempt::PeerClosed{}});
  attempt::Attempt ours;
  attempt::AlertSeen alert;
  alert.level = tls::AlertLevel::kFatal;
  alert.description = tls::AlertDescription{110};
  alert.from = attempt::Side::kClient;
  ours.trace.events.push_back({{}, alert});
  ours.trace.events.push_back({{}, attempt::PeerClosed{}});
  const std::vector<diagnosis::Diagnosis> none(1);
  EXPECT_TRUE(Match(std::vector{expectation}, {std::vector{closed}, none}).front().met);
  EXPECT_FALSE(Match(std::vector{expectation}, {std::vector{ours}, none}).front().met);
}

TEST(Match, TakesCausesAndEnforcementsAsAlternatives) {
  EXPECT_THAT(ResultsOf(Nginx400(),
                        [](Expectation& e) {
                          e.causes = {"certificate.expired", "client.no-identity"};
                          e.enforcements = {"required-tls", "required-http"};
                        }),
              ElementsAre("met cause: certificate.expired or client.no-identity / "
                          "client.no-identity (certain)",
                          "met enforcement: required-tls or required-http / required-http"));
  EXPECT_THAT(ResultsOf(Nginx400(),
                        [](Expectation& e) {
                          e.causes = {"certificate.expired"};
                          e.enforcements = {"optional"};
                        }),
              ElementsAre("unmet cause: certificate.expired / client.no-identity (certain)",
                          "unmet enforcement: optional / required-http"));
}

TEST(Match, LooksOnlyAtTheFirstCause) {
  Observed seen = Nginx400();
  EXPECT_THAT(ResultsOf(seen, [](Expectation& e) { e.causes = {"server.no-request"}; }),
              ElementsAre("unmet cause: server.no-request / client.no-identity (certain)"));
}

TEST(Match, ComparesTheLayer) {
  EXPECT_THAT(ResultsOf(Nginx400(), [](Expectation& e) { e.layer = "http"; }),
              ElementsAre("met layer: http / http"));
  EXPECT_THAT(ResultsOf(Nginx400(), [](Expectation& e) { e.layer = "tls"; }),
              ElementsAre("unmet layer: tls / http"));
}

TEST(Match, ComparesAlertsByNameNumberAndAbsence) {
  const Observed unknown_ca = Observed().Alert(48);
  const auto alerts = [](const std::vector<std::string>& wanted) {
    return [wanted](Expectation& e) { e.alerts = wanted; };
  };
  EXPECT_THAT(ResultsOf(unknown_ca, alerts({"unknown_ca"})),
              ElementsAre("met alert: unknown_ca / unknown_ca (48), after-finished"));
  EXPECT_THAT(ResultsOf(unknown_ca, alerts({"none", "48"})),
              ElementsAre("met alert: none or 48 / unknown_ca (48), after-finished"));
  EXPECT_THAT(ResultsOf(unknown_ca, alerts({"none"})),
              ElementsAre("unmet alert: none / unknown_ca (48), after-finished"));
  EXPECT_THAT(ResultsOf(unknown_ca, alerts({"bad_certificate", "45"})),
              ElementsAre("unmet alert: bad_certificate or 45 / unknown_ca (48), after-finished"));
  EXPECT_THAT(ResultsOf(Nginx400(), alerts({"none"})), ElementsAre("met alert: none / none"));
  EXPECT_THAT(ResultsOf(Nginx400(), alerts({"48"})), ElementsAre("unmet alert: 48 / none"));
}

TEST(Match, IgnoresAlertsOfTheClientAndClosures) {
  Observed seen;
  seen.Add(attempt::AlertSeen{attempt::Side::kClient, tls::AlertLevel::kFatal,
                              tls::AlertDescription::kUnknownCa, attempt::Phase::kHandshake});
  seen.Add(attempt::AlertSeen{attempt::Side::kServer, tls::AlertLevel::kWarning,
                              tls::AlertDescription::kCloseNotify, attempt::Phase::kAfterRequest});
  EXPECT_THAT(ResultsOf(seen, [](Expectation& e) { e.alerts = {"none"}; }),
              ElementsAre("met alert: none / none"));
}

TEST(Match, ComparesTheStatusWithPatterns) {
  const auto statuses = [](const std::vector<std::string>& wanted) {
    return [wanted](Expectation& e) { e.statuses = wanted; };
  };
  EXPECT_THAT(ResultsOf(Nginx400(), statuses({"400"})), ElementsAre("met HTTP status: 400 / 400"));
  EXPECT_THAT(ResultsOf(Nginx400(), statuses({"5??", "4??"})),
              ElementsAre("met HTTP status: 5?? or 4?? / 400"));
  EXPECT_THAT(ResultsOf(Nginx400(), statuses({"2??"})),
              ElementsAre("unmet HTTP status: 2?? / 400"));
  EXPECT_THAT(ResultsOf(Observed(), statuses({"???"})),
              ElementsAre("unmet HTTP status: ??? / no HTTP reply"));
}

TEST(Match, ComparesTheTitleAsAGlob) {
  const auto title = [](const std::string& wanted) {
    return [wanted](Expectation& e) { e.title = wanted; };
  };
  EXPECT_THAT(
      ResultsOf(Nginx400(), title("*No required*")),
      ElementsAre("met page title: \"*No required*\" / \"400 No required SSL certificate was "
                  "sent\""));
  EXPECT_THAT(ResultsOf(Nginx400(), title("No required*")),
              ElementsAre("unmet page title: \"No required*\" / \"400 No required SSL certificate "
                          "was sent\""));
  EXPECT_THAT(ResultsOf(Observed().Reply(400, ""), title("x")),
              ElementsAre("unmet page title: \"x\" / a reply without a title"));
  EXPECT_THAT(ResultsOf(Observed(), title("*")),
              ElementsAre("unmet page title: \"*\" / no HTTP reply"));
}

TEST(Match, ComparesTheNegotiatedVersion) {
  EXPECT_THAT(ResultsOf(Nginx400(), [](Expectation& e) { e.tls = "1.3"; }),
              ElementsAre("met TLS version: TLSv1.3 / TLSv1.3"));
  EXPECT_THAT(ResultsOf(Nginx400(), [](Expectation& e) { e.tls = "1.2"; }),
              ElementsAre("unmet TLS version: TLSv1.2 / TLSv1.3"));
  EXPECT_THAT(ResultsOf(Observed(), [](Expectation& e) { e.tls = "1.2"; }),
              ElementsAre("unmet TLS version: TLSv1.2 / none negotiated"));
}

TEST(Match, ComparesResumption) {
  EXPECT_THAT(ResultsOf(Observed().Resumed(), [](Expectation& e) { e.resumed = true; }),
              ElementsAre("met session resumed: yes / yes"));
  EXPECT_THAT(ResultsOf(Observed().Resumed(), [](Expectation& e) { e.resumed = false; }),
              ElementsAre("unmet session resumed: no / yes"));
}

TEST(Match, AddressesHandshakesByIdAndTheLastByDefault) {
  const std::vector<Observed> seen = {
      Observed("one").Reply(200, "").Verdict(Outcome::kAccepted, "accepted"),
      Observed("two").Verdict(Outcome::kRefused, "client.no-identity"),
      Observed("").Verdict(Outcome::kNoVerdict, "path.unreachable")};
  std::vector<Expectation> expectations(3);
  expectations[0].handshake = "two";
  expectations[0].outcome = Outcome::kRefused;
  expectations[1].outcome = Outcome::kNoVerdict;
  expectations[2].handshake = "one";
  expectations[2].outcome = Outcome::kRefused;
  EXPECT_THAT(Results(expectations, seen),
              ElementsAre("@two met outcome: refused / refused",
                          "@handshake 3 met outcome: no-verdict / no-verdict",
                          "@one unmet outcome: refused / accepted"));
}

TEST(Match, SaysWhenAHandshakeWasNotRun) {
  Expectation expectation;
  expectation.handshake = "second";
  expectation.outcome = Outcome::kAccepted;
  EXPECT_THAT(Results({expectation}, {Observed("first")}),
              ElementsAre("@second unmet handshake: handshake 'second' is run / it was not run"));
  EXPECT_THAT(Results({Expectation()}, {}),
              ElementsAre("unmet handshake: a handshake is run / it was not run"));
}

TEST(Match, BoundsWhatIsObserved) {
  const Observed seen = Observed()
                            .Reply(400, std::string(5000, 't'))
                            .Verdict(Outcome::kRefused, "undetermined")
                            .Saying(std::string(5000, 'o'));
  for (const std::string& line : ResultsOf(seen, [](Expectation& e) {
         e.outcome = Outcome::kAccepted;
         e.title = "x";
       })) {
    EXPECT_LT(line.size(), 300U);
  }
}

}  // namespace
}  // namespace shakedown::scenario
