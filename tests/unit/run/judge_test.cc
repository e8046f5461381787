#include "run/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

attempt::Attempt Attempted(std::string purpose, std::vector<attempt::EventBody> events) {
  attempt::Attempt attempt;
  attempt.purpose = std::move(purpose);
  attempt.spec.target.endpoint = {"gate.test", 443};
  attempt.identity.name = "none";
  for (attempt::EventBody& body : events) attempt.trace.events.push_back({{}, std::move(body)});
  return attempt;
}

attempt::Attempt Refused(std::string purpose = "as asked") {
  return Attempted(std::move(purpose),
                   {attempt::ConnectFailed{.reason = attempt::ConnectFailed::Reason::kRefused,
                                           .address = "127.0.0.1"}});
}

std::vector<scenario::Expectation> Expect(diagnosis::Outcome outcome,
                                          std::vector<std::string> causes = {}) {
  return {testing_support::ExpectOutcome(outcome, std::move(causes))};
}

TEST(judge, UnreachedTargetIsAnErrorAndNotAFailure) {
  CaseExecution execution;
  execution.attempts.push_back(Refused());
  Judge(Expect(diagnosis::Outcome::kRefused), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kError);
  ASSERT_EQ(execution.errors.size(), 1u);
  EXPECT_EQ(execution.errors[0].code(), ErrorCode::kConnect);
  EXPECT_THAT(execution.message, StartsWith("expected refused, observed no-verdict"));
}

TEST(judge, UnreachedTargetPassesIfThatIsExpected) {
  CaseExecution execution;
  execution.attempts.push_back(Refused());
  Judge(Expect(diagnosis::Outcome::kNoVerdict, {"path.unreachable"}), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kPassed) << execution.message;
  EXPECT_TRUE(execution.errors.empty());
  EXPECT_EQ(execution.message, "");
}

TEST(judge, DamageThatWasNotDoneSaysNothingAboutTheServer) {
  const attempt::Damage omitted{attempt::Damage::Message::kCertificateVerify,
                                attempt::Damage::Operation::kOmit, ""};
  CaseExecution undone;
  undone.attempts.push_back(Refused());
  undone.attempts[0].spec.damage = {omitted};
  Judge(Expect(diagnosis::Outcome::kNoVerdict), &undone);
  EXPECT_EQ(undone.verdict, Verdict::kError);
  ASSERT_EQ(undone.errors.size(), 1u);
  EXPECT_EQ(undone.errors[0].code(), ErrorCode::kUnsupported);
  EXPECT_THAT(undone.message, HasSubstr("certificate-verify omit"));

  CaseExecution done;
  done.attempts.push_back(Attempted("as asked", {attempt::Damaged{"certificate-verify omit"}}));
  done.attempts[0].spec.damage = {omitted};
  Judge(Expect(diagnosis::Outcome::kNoVerdict), &done);
  EXPECT_EQ(done.verdict, Verdict::kPassed) << done.message;
}

/// A TLS handshake that stands, and nothing behind it.
std::vector<attempt::EventBody> Standing() {
  attempt::HandshakeReturned returned;
  returned.ok = true;
  returned.version = tls::Version::kTls13;
  return {
      attempt::Connected{"127.0.0.1", 443},
      attempt::Message{attempt::Side::kServer, tls::HandshakeType::kServerHello, Bytes(4), {}, {}},
      returned, attempt::QuietAfterFinished{Milliseconds(300)}};
}

TEST(judge, TlsAloneIsNoVerdictOnARefusal) {
  CaseExecution execution;
  execution.attempts.push_back(Attempted("as asked", Standing()));
  Judge(Expect(diagnosis::Outcome::kRefused), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kError);
  EXPECT_TRUE(execution.inconclusive);
  ASSERT_EQ(execution.errors.size(), 1u);
  EXPECT_THAT(execution.errors[0].Line(), HasSubstr("nothing was answered"));
  EXPECT_THAT(execution.errors[0].hint(), HasSubstr("--canary"));
  CaseExecution open;
  open.attempts.push_back(Attempted("as asked", Standing()));
  Judge(Expect(diagnosis::Outcome::kAccepted), &open);
  EXPECT_EQ(open.verdict, Verdict::kPassed) << open.message;
}

TEST(judge, WhatIsPlainlyWrongComesBeforeWhatCannotBeSeen) {
  CaseExecution execution;
  execution.attempts.push_back(Attempted("as asked", Standing()));
  Judge(Expect(diagnosis::Outcome::kRefused, {"certificate.expired"}), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kFailed);
  EXPECT_FALSE(execution.inconclusive);
}

TEST(judge, TheCanaryDecidesWhereThereIsOne) {
  const auto judged = [](int status, const std::string& body, diagnosis::Outcome expected) {
    std::vector<attempt::EventBody> events = Standing();
    attempt::HttpReply reply;
    reply.status = status;
    reply.body = body;
    events.emplace_back(attempt::RequestSent{100});
    events.emplace_back(reply);
    CaseExecution execution;
    execution.attempts.push_back(Attempted("as asked", std::move(events)));
    Judge(Expect(expected), &execution, "Your account");
    return execution.verdict;
  };
  EXPECT_EQ(judged(200, "Please log in", diagnosis::Outcome::kRefused), Verdict::kPassed);
  EXPECT_EQ(judged(404, "", diagnosis::Outcome::kRefused), Verdict::kPassed);
  EXPECT_EQ(judged(200, "Your account: 7", diagnosis::Outcome::kRefused), Verdict::kFailed);
  EXPECT_EQ(judged(403, "Your account", diagnosis::Outcome::kRefused), Verdict::kFailed);
  // Without a certificate another page than the canary's may be meant.
  EXPECT_EQ(judged(200, "Welcome", diagnosis::Outcome::kAccepted), Verdict::kPassed);
}

TEST(judge, AnOfferThatIsNotTakenGivesNoOccasionForDamage) {
  const auto alerted = [](tls::AlertDescription description) {
    CaseExecution execution;
    execution.attempts.push_back(Attempted(
        "as asked",
        {attempt::Connected{"127.0.0.1", 443},
         attempt::AlertSeen{attempt::Side::kServer, tls::AlertLevel::kFatal, description}}));
    return execution;
  };
  CaseExecution old = alerted(tls::AlertDescription::kProtocolVersion);
  EXPECT_EQ(NotApplicable(old), "");
  old.attempts[0].spec.damage = {attempt::WrongKey()};
  EXPECT_THAT(NotApplicable(old), HasSubstr("protocol_version"));
  CaseExecution other = alerted(tls::AlertDescription::kUnrecognizedName);
  other.attempts[0].spec.damage = {attempt::WrongKey()};
  EXPECT_EQ(NotApplicable(other), "");
}

TEST(judge, NameThatDoesNotResolveHasItsOwnCode) {
  CaseExecution execution;
  execution.attempts.push_back(Attempted(
      "as asked", {attempt::ConnectFailed{.reason = attempt::ConnectFailed::Reason::kResolve}}));
  Judge(Expect(diagnosis::Outcome::kAccepted), &execution);
  ASSERT_EQ(execution.errors.size(), 1u);
  EXPECT_EQ(execution.errors[0].code(), ErrorCode::kResolve);
}

TEST(judge, SilenceAfterThePeerSpokeTlsIsAFailure) {
  CaseExecution execution;
  execution.attempts.push_back(
      Attempted("as asked", {attempt::Connected{"127.0.0.1", 443},
                             attempt::Record{attempt::Side::kServer, tls::ContentType::kHandshake},
                             attempt::DeadlineHit{attempt::DeadlineHit::Wait::kHandshake}}));
  Judge(Expect(diagnosis::Outcome::kAccepted), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kFailed);
  EXPECT_TRUE(execution.errors.empty());
}

TEST(judge, SubjectIsTheHandshakeOfTheFirstUnmetCheck) {
  CaseExecution execution;
  execution.attempts.push_back(Refused("first"));
  execution.attempts.push_back(Refused("second"));
  std::vector<scenario::Expectation> expectations = Expect(diagnosis::Outcome::kNoVerdict);
  expectations.push_back(testing_support::ExpectOutcome(diagnosis::Outcome::kAccepted));
  expectations.back().handshake = "first";
  Judge(expectations, &execution);
  EXPECT_EQ(execution.subject, 0u);
  EXPECT_THAT(execution.message, StartsWith("first: expected accepted"));
}

TEST(judge, SubjectOfAPassIsTheLastHandshake) {
  CaseExecution execution;
  execution.attempts.push_back(Refused("first"));
  execution.attempts.push_back(Refused("second"));
  Judge(Expect(diagnosis::Outcome::kNoVerdict), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kPassed);
  EXPECT_EQ(execution.subject, 1u);
}

TEST(judge, ErrorsComeBeforeComparison) {
  CaseExecution execution;
  execution.errors.push_back(Error(ErrorCode::kFileRead, "cannot read <a> & \"b\""));
  Judge(Expect(diagnosis::Outcome::kAccepted), &execution);
  EXPECT_EQ(execution.verdict, Verdict::kError);
  EXPECT_TRUE(execution.checks.empty());
  EXPECT_THAT(execution.message, HasSubstr("cannot read (a) + 'b'"));
}

TEST(judge, MessagesFitAnAttribute) {
  const std::string line = OneLine("\x1b[31m<x>&\"\n" + std::string(400, 'y'));
  EXPECT_THAT(line, AllOf(Not(HasSubstr("<")), Not(HasSubstr("&")), Not(HasSubstr("\"")),
                          Not(HasSubstr("\n")), Not(HasSubstr("\x1b"))));
  EXPECT_LE(line.size(), 200u);
}

TEST(judge, WantsCauseLooksAtAllExpectations) {
  std::vector<scenario::Expectation> expectations =
      Expect(diagnosis::Outcome::kRefused, {"a", "b"});
  EXPECT_TRUE(WantsCause(expectations, "b"));
  EXPECT_FALSE(WantsCause(expectations, "c"));
  EXPECT_FALSE(WantsCause({}, "a"));
}

CaseResult ResultWith(Verdict verdict) {
  CaseResult result;
  result.verdict = verdict;
  result.executions.emplace_back().verdict = verdict;
  return result;
}

TEST(judge, KnownFailureCountsAsPassed) {
  CaseResult result = ResultWith(Verdict::kFailed);
  ApplyKnownFailure("bug 17", &result);
  EXPECT_EQ(result.verdict, Verdict::kPassed);
  EXPECT_TRUE(result.known_failure);
  EXPECT_EQ(result.executions.back().verdict, Verdict::kFailed);
}

TEST(judge, UnexpectedPassFailsWithTheReason) {
  CaseResult result = ResultWith(Verdict::kPassed);
  ApplyKnownFailure("bug 17", &result);
  EXPECT_EQ(result.verdict, Verdict::kFailed);
  EXPECT_FALSE(result.known_failure);
  EXPECT_THAT(result.executions.back().message, HasSubstr("bug 17"));
}

TEST(judge, ErrorOfAKnownFailureStaysAnError) {
  CaseResult result = ResultWith(Verdict::kError);
  ApplyKnownFailure("bug 17", &result);
  EXPECT_EQ(result.verdict, Verdict::kError);
  EXPECT_FALSE(result.known_failure);
}

TEST(judge, WithoutAKnownFailureNothingChanges) {
  CaseResult result = ResultWith(Verdict::kFailed);
  ApplyKnownFailure("", &result);
  EXPECT_EQ(result.verdict, Verdict::kFailed);
}

}  // namespace
}  // namespace shakedown::run
