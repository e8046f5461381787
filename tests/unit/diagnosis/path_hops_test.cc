// Hops in the path are named by the diagnoses that blame them.
#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/probe.h"
#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing_support;

TEST(PathTlsTerminated, NamesTheHop) {
  const Diagnosis diagnosis =
      Explain(Story().As(Alice()).Finishes().NginxMissing().Header("CF-RAY", "8a1-FRA"));
  EXPECT_EQ(Verdict(diagnosis), "path.tls-terminated (likely)");
  EXPECT_EQ(diagnosis.cause.summary,
            "TLS ends at Cloudflare in front of the server, so the certificate never reaches it");
  EXPECT_THAT(AllText(diagnosis.cause),
              HasSubstr("the reply passed Cloudflare (content network): CF-RAY: 8a1-FRA"));
  EXPECT_THAT(diagnosis.cause.fixes.front(), HasSubstr("at Cloudflare"));
}

TEST(PathTlsTerminated, NamesTheAuthorOfAGatewayError) {
  const std::vector<attempt::Attempt> attempts = {
      Story().At(9001).Finishes().Replies(502, "502 Bad Gateway", "nginx/1.22.1"),
      Story().Called("direct").Asks().PresentsNothing().Alert(116)};
  EXPECT_THAT(Explain(attempts).cause.summary, HasSubstr("TLS ends at nginx in front"));
}

TEST(PathTlsTerminated, ShowsWhatDiffersFromTheDirectWay) {
  const std::vector<attempt::Attempt> attempts = {
      Story().Called("proxied").At(9001).ServedBy("front").Finishes().NginxMissing().Header(
          "Via", "1.1 edge"),
      Story().Called("direct").ServedBy("origin").Asks().PresentsNothing().NginxMissing()};
  const Diagnosis diagnosis = Explain(attempts);
  EXPECT_EQ(Verdict(diagnosis), "path.tls-terminated (certain)");
  const std::string text = AllText(diagnosis.cause);
  EXPECT_THAT(text, HasSubstr("TLS ends at the proxy 'edge'"));
  EXPECT_THAT(text, HasSubstr("CertificateRequest: none here, accepts 'CN=Trusted Root' there"));
  EXPECT_THAT(text, HasSubstr("header via: 1.1 edge here, none there"));
}

TEST(PathTlsTerminated, DoesNotNameWhatShowsNoMark) {
  EXPECT_THAT(Explain(Story().Finishes().NginxMissing()).cause.summary,
              HasSubstr("TLS ends at something in front of the server"));
}

/// The server certificate comes from `issuer`; there is a CA file for servers, which holds it or
/// not.
attempt::Attempt Inspected(const std::string& issuer, bool trusted, bool asks = false) {
  Story story;
  story.Called("as asked").As(Alice()).ServedBy("inspection");
  if (asks) story.Asks().Presents();
  attempt::Attempt attempt = asks ? story.NginxBad() : story.Finishes().NginxMissing();
  for (attempt::Event& event : attempt.trace.events) {
    if (auto* checked = std::get_if<attempt::ServerChecked>(&event.body)) {
      checked->trusted = trusted;
      checked->chain.front().issuer = Dn(issuer);
    }
  }
  return attempt;
}

TEST(PathIntercepted, IsLikelyWhereAnInspectionProductSignedTheServerCertificate) {
  for (const bool trusted : {true, false}) {
    const Diagnosis diagnosis =
        Explain(Inspected("CN=Zscaler Intermediate Root CA (zscaler.net),O=Zscaler Inc.", trusted));
    EXPECT_EQ(Verdict(diagnosis), "path.intercepted (likely)");
    EXPECT_THAT(diagnosis.cause.summary, HasSubstr("Zscaler opens the connection on the way"));
    EXPECT_THAT(diagnosis.cause.fixes.front(), HasSubstr("on Zscaler"));
  }
}

TEST(PathIntercepted, IsNotSaidWhereACertificateWasAskedFor) {
  const Diagnosis diagnosis = Explain(Inspected("CN=Zscaler Root CA,O=Zscaler Inc.", false, true));
  EXPECT_NE(diagnosis.cause.id, "path.intercepted");
  EXPECT_EQ(Alternative(diagnosis, "path.intercepted"), nullptr);
}

TEST(PathIntercepted, IsAGuessForAnUnknownCacheWithAnUnknownCertificate) {
  attempt::Attempt attempt = Inspected("CN=Somebody", false);
  std::get<attempt::HttpReply>(attempt.trace.events.back().body)
      .headers.emplace_back("Via", "1.1 edge");
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_EQ(Verdict(diagnosis), "path.tls-terminated (likely)");
  const Finding* opened = Alternative(diagnosis, "path.intercepted");
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->certainty, Certainty::kPossible);
  // A content network with a certificate of its own intercepts nothing.
  std::get<attempt::HttpReply>(attempt.trace.events.back().body).headers.back() = {"CF-RAY", "1"};
  EXPECT_EQ(Alternative(Explain(attempt), "path.intercepted"), nullptr);
}

TEST(PathIntercepted, NamesTheProxyWhoseTunnelIsOpened) {
  Story proxied;
  proxied.Called("as asked").Connected().Proxy(200, "Connection established");
  attempt::Attempt here = proxied.ServedBy("inspection").Finishes().NginxMissing();
  for (attempt::Event& event : here.trace.events) {
    if (auto* checked = std::get_if<attempt::ServerChecked>(&event.body)) {
      checked->trusted = false;
      checked->chain.front().issuer = Dn("CN=Corp Web CA");
    }
  }
  const Diagnosis diagnosis = Explain(
      {here, Story().Called("direct").ServedBy("origin").Asks().PresentsNothing().NginxMissing()});
  EXPECT_EQ(Verdict(diagnosis), "path.intercepted (certain)");
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("at or behind the proxy http://proxy.test:3128"));
  // What is opened near the client is not a front's doing.
  const Finding* front = Alternative(diagnosis, "path.tls-terminated");
  ASSERT_NE(front, nullptr);
  EXPECT_EQ(front->certainty, Certainty::kPossible);
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("CertificateRequest: none here, accepts"));
}

/// The ids of all probes that would be made, one after the other.
std::vector<std::string> ProbesOf(const attempt::Attempt& attempt) {
  const std::vector<attempt::Attempt> attempts = {attempt};
  const Diagnosis diagnosis = Explain(attempts);
  std::vector<ProbeRecord> done;
  std::vector<std::string> ids;
  while (const auto probe = NextProbe(attempts, diagnosis, done)) {
    ids.push_back(probe->id);
    done.push_back({probe->id, probe->question, 0, ""});
  }
  return ids;
}

TEST(DirectProbe, IsMadeWhereNobodyAskedAndTheCertificateIsStrange) {
  const auto through = [](bool trusted, bool silent) {
    Story story;
    story.Connected().Proxy(200, "Connection established").ServedBy("x").Finishes();
    attempt::Attempt attempt =
        silent ? story.Requests().Deadline(attempt::DeadlineHit::Wait::kReply) : story.Replies(200);
    for (attempt::Event& event : attempt.trace.events) {
      if (auto* checked = std::get_if<attempt::ServerChecked>(&event.body)) {
        checked->trusted = trusted;
      }
    }
    return attempt;
  };
  for (const bool silent : {true, false}) {
    EXPECT_THAT(ProbesOf(through(false, silent)), Contains("direct"));
    EXPECT_THAT(ProbesOf(through(true, silent)), Not(Contains("direct")));
  }
  // There is no other way without a proxy.
  EXPECT_THAT(ProbesOf(Story().ServedBy("x").Finishes().Replies(200)), Not(Contains("direct")));
}

TEST(HopNotes, SayThatAnOpenDoorMayHaveAnotherBehindIt) {
  const Diagnosis fronted = Explain(Story().Finishes().Replies(200).Header("CF-RAY", "1"));
  EXPECT_EQ(fronted.outcome, Outcome::kAccepted);
  EXPECT_THAT(fronted.notes, Contains(HasSubstr("TLS ends at Cloudflare (CF-RAY: 1)")));
  EXPECT_THAT(Explain(Story().Finishes().Replies(200)).notes, IsEmpty());
  EXPECT_THAT(
      Explain(Story().As(Alice()).Asks().Presents().Replies(200).Header("CF-RAY", "1")).notes,
      Not(Contains(HasSubstr("TLS ends"))));
}

TEST(HopNotes, SayThatTheDirectWayAsks) {
  const std::vector<attempt::Attempt> attempts = {
      Story().At(9001).Finishes().Replies(200),
      Story().Called("direct").Asks().PresentsNothing().NginxMissing()};
  EXPECT_THAT(Explain(attempts).notes, Contains(HasSubstr("On another way to this host")));
}

}  // namespace
}  // namespace shakedown::diagnosis
