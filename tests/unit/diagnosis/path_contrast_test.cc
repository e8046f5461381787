#include "diagnosis/path_contrast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/probe.h"
#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Attempt;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using namespace testing_support;

constexpr const char* kNoLateAnswer = "Reason: Cannot perform Post-Handshake Authentication.";

/// A request for `path`.
Story For(const std::string& path) {
  Story story = Story::Tls13();
  story.spec().request->path = path;
  if (path == "/") story.Called("probe: '/'");
  return story.As(Alice());
}
Attempt WantedLate(const std::string& path) {
  return For(path).Finishes().Replies(403, "", "Apache").Body(kNoLateAnswer);
}
Attempt Forbidden(const std::string& path) { return For(path).Asks().Presents().Replies(403); }
Attempt LetIn(const std::string& path) { return For(path).Asks().Presents().Replies(200); }

Diagnosis DiagnosisOf(const std::vector<Attempt>& attempts) { return Diagnose(attempts, 0); }

Scope ScopeOf(const std::vector<Attempt>& attempts) {
  return ContrastPaths(Examine(attempts, 0)).scope;
}

TEST(PathContrast, ComparesWithTheRootOfTheSameHost) {
  EXPECT_EQ(ScopeOf({Forbidden("/secure")}), Scope::kUnknown);
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), LetIn("/other")}), Scope::kUnknown);
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), LetIn("/")}), Scope::kThisPath);
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), Forbidden("/")}), Scope::kWholeHost);
  EXPECT_EQ(ScopeOf({Forbidden("/"), LetIn("/")}), Scope::kUnknown) << "the same path";
  EXPECT_EQ(ScopeOf({LetIn("/secure"), Forbidden("/")}), Scope::kUnknown) << "nothing to explain";
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), For("/").Asks().Presents().Alert(80)}), Scope::kUnknown)
      << "refused for something else";
}

TEST(PathContrast, TakesNobodyElsesWord) {
  Story elsewhere = For("/").Host("other.test");
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), elsewhere.Asks().Presents().Replies(200)}),
            Scope::kUnknown);
  Story named = For("/").Sni("other.test");
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), named.Asks().Presents().Replies(200)}), Scope::kUnknown);
  attempt::IdentityFacts throwaway = Alice();
  throwaway.throwaway = true;
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), For("/").As(throwaway).Asks().Presents().Replies(200)}),
            Scope::kUnknown);
  EXPECT_EQ(ScopeOf({Forbidden("/secure"), For("/").Resumes().Replies(200)}), Scope::kUnknown);
}

TEST(PathContrast, TellsWhetherALateRequestIsForOnePath) {
  EXPECT_THAT(DiagnosisOf({WantedLate("/secure")}).cause.explanation,
              Not(HasSubstr("not for the whole host")));
  const Diagnosis one = DiagnosisOf({WantedLate("/secure"), For("/").Finishes().Replies(200)});
  EXPECT_EQ(one.cause.id, "server.late-request");
  EXPECT_EQ(one.cause.certainty, Certainty::kCertain);
  EXPECT_THAT(one.cause.explanation, HasSubstr("for this path and not for the whole host"));
  EXPECT_THAT(
      one.cause.evidence,
      Contains(testing::Field(&Evidence::text, HasSubstr("nobody asks for a certificate"))));
  const Diagnosis all = DiagnosisOf({WantedLate("/secure"), WantedLate("/")});
  EXPECT_THAT(all.cause.explanation, HasSubstr("covers '/' as well"));
  EXPECT_THAT(all.cause.fixes.front(), Not(HasSubstr("host name of their own")));
}

TEST(PathContrast, TellsWhetherTheApplicationsRuleIsForOnePath) {
  const Diagnosis one = DiagnosisOf({Forbidden("/secure"), LetIn("/")});
  EXPECT_EQ(one.cause.id, "certificate.not-authorised");
  EXPECT_THAT(one.cause.explanation, HasSubstr("a rule for this path"));
  const Diagnosis all = DiagnosisOf({Forbidden("/secure"), Forbidden("/")});
  EXPECT_THAT(all.cause.explanation, HasSubstr("whole host"));
}

TEST(NextProbeForAPath, AsksForTheRootWhereRulesForPathsMayRefuse) {
  const auto planned = [](const std::vector<Attempt>& attempts) {
    std::vector<ProbeRecord> done;
    std::vector<std::string> ids;
    while (const auto probe = NextProbe(attempts, Diagnose(attempts, 0), done)) {
      EXPECT_TRUE(probe->id != "other-path" || probe->spec.request->path == "/");
      ids.push_back(probe->id);
      done.push_back({probe->id, probe->question, 0, ""});
    }
    return ids;
  };
  EXPECT_THAT(planned({Forbidden("/secure")}), Contains("other-path"));
  EXPECT_THAT(planned({WantedLate("/secure")}), testing::ElementsAre("other-path"))
      << "the cause is certain, its reach is not";
  EXPECT_THAT(planned({Forbidden("/")}), Not(Contains("other-path")));
  EXPECT_THAT(planned({For("/secure").Asks().PresentsNothing().Alert(116)}),
              Not(Contains("other-path")));
  EXPECT_THAT(planned({LetIn("/secure")}), Not(Contains("other-path")));
}

TEST(NextProbeForAPath, TellsWhatItShowed) {
  Probe probe;
  probe.id = "other-path";
  EXPECT_THAT(Answer(probe, LetIn("/")), HasSubstr("only for the path"));
  EXPECT_THAT(Answer(probe, WantedLate("/")), HasSubstr("refused as well"));
  EXPECT_THAT(Answer(probe, For("/").Deadline(attempt::DeadlineHit::Wait::kReply)),
              HasSubstr("no verdict"));
  probe.id = "http11";
  EXPECT_THAT(Answer(probe, WantedLate("/secure")), HasSubstr("wants a certificate"));
}

}  // namespace
}  // namespace shakedown::diagnosis
