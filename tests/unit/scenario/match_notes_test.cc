#include "scenario/match_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/diagnosis.h"
#include "tests/support/suite_builder.h"
#include "tests/support/trace_builder.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::Story;

Expectation Refusal(std::vector<std::string> alerts) {
  Expectation expected = testing_support::ExpectOutcome(diagnosis::Outcome::kRefused);
  expected.proper_alerts = std::move(alerts);
  return expected;
}

std::vector<Note> Take(const Expectation& expected, std::vector<attempt::Attempt> attempts) {
  std::vector<diagnosis::Diagnosis> diagnoses;
  for (size_t i = 0; i < attempts.size(); ++i) {
    diagnoses.push_back(diagnosis::Diagnose(attempts, i));
  }
  return TakeNotes({&expected, 1}, {attempts, diagnoses, {}});
}

attempt::Attempt Alerted(int code) {
  return Story().Connected().Hello().Greeted().Asks().PresentsNothing().Alert(code).Closes().Done();
}

TEST(MatchNotes, AnAlertThatFitsIsNoNote) {
  EXPECT_THAT(Take(Refusal({"certificate_required", "116"}), {Alerted(116)}), IsEmpty());
  EXPECT_THAT(Take(Refusal({"handshake_failure", "116"}), {Alerted(116)}), IsEmpty());
  EXPECT_THAT(Take(Refusal({}), {Alerted(10)}), IsEmpty());
}

TEST(MatchNotes, AnotherAlertIsANoteOnInterop) {
  const auto notes = Take(Refusal({"certificate_required"}), {Alerted(42)});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].id, "alert.other");
  EXPECT_EQ(notes[0].grade, "interop");
  EXPECT_EQ(notes[0].handshake, "");
  EXPECT_THAT(notes[0].text, HasSubstr("bad_certificate (42), where certificate_required"));
}

TEST(MatchNotes, ACloseWithoutAWordIsANoteOnHygiene) {
  const attempt::Attempt closed =
      Story().Connected().Hello().Greeted().Asks().PresentsNothing().Closes().Done();
  const auto notes = Take(Refusal({"certificate_required"}), {closed});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].id, "alert.none");
  EXPECT_EQ(notes[0].grade, "hygiene");
  EXPECT_THAT(Take(Refusal({"none", "certificate_required"}), {closed}), IsEmpty());
}

TEST(MatchNotes, ACloseOnTheClientHelloIsARefusalToWhomAlertsAreNamed) {
  const attempt::Attempt closed = Story().Connected().Hello().Closes().Done();
  EXPECT_TRUE(ClosedOnHello(closed.trace));
  EXPECT_EQ(Take(Refusal({"protocol_version"}), {closed}).at(0).id, "alert.none");
  const auto met = [&closed](const Expectation& expected) {
    const std::vector<attempt::Attempt> attempts = {closed};
    const std::vector<diagnosis::Diagnosis> diagnoses = {diagnosis::Diagnose(attempts, 0)};
    return Match({&expected, 1}, {attempts, diagnoses, {}}).at(0).met;
  };
  EXPECT_TRUE(met(Refusal({"protocol_version"})));
  EXPECT_FALSE(met(Refusal({}))) << "it may be no TLS server at all";
  EXPECT_FALSE(ClosedOnHello(Story().Connected().Hello().Greeted().Closes().Done().trace));
}

TEST(MatchNotes, ARefusalInHttpNeedsNoAlert) {
  EXPECT_THAT(Take(Refusal({"certificate_required"}), {Story()
                                                           .Connected()
                                                           .Hello()
                                                           .Greeted()
                                                           .Asks()
                                                           .PresentsNothing()
                                                           .Finishes()
                                                           .Requests()
                                                           .NginxMissing()
                                                           .Closes()
                                                           .Done()}),
              IsEmpty());
}

TEST(MatchNotes, WhoGotInIsNoRefusalToRemarkOn) {
  EXPECT_THAT(
      Take(Refusal({"certificate_required"}),
           {Story().Connected().Hello().Greeted().Finishes().Requests().Replies(200).Done()}),
      IsEmpty());
}

TEST(MatchNotes, SilenceOfAServerThatSpokeIsANoteOnTime) {
  const auto wait = attempt::DeadlineHit::Wait::kHandshake;
  const auto notes =
      Take(Refusal({}),
           {Story().Connected().Hello().Greeted().Asks().PresentsNothing().Deadline(wait).Done()});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].id, "time.no-answer");
  EXPECT_THAT(Take(Refusal({}), {Story().Connected().Hello().Deadline(wait).Done()}), IsEmpty());
}

/// An attempt whose server answers the client's Certificate after `time`.
attempt::Attempt AnsweredAfter(const char* id, std::chrono::milliseconds time) {
  attempt::Attempt attempt = Story().Called(id).Connected().Hello().Greeted().Asks().Done();
  for (attempt::Event& event : attempt.trace.events) event.at = {};
  tls::CertificateMessage message;
  attempt.trace.events.push_back(
      {{},
       attempt::Message{
           attempt::Side::kClient, tls::HandshakeType::kCertificate, Bytes(4), message, {}}});
  attempt.trace.events.push_back(
      {time, attempt::Record{attempt::Side::kServer, tls::ContentType::kAlert}});
  return attempt;
}

TEST(MatchNotes, AGapBetweenTwoAnswersIsANoteAndNeverMore) {
  Expectation expected;
  expected.handshake = "forger";
  expected.answer_time = AnswerTimeExpectation{"stranger", "50ms", {}};
  const auto stranger = AnsweredAfter("stranger", std::chrono::milliseconds(2));
  EXPECT_THAT(Take(expected, {stranger, AnsweredAfter("forger", std::chrono::milliseconds(52))}),
              IsEmpty());
  const auto notes =
      Take(expected, {stranger, AnsweredAfter("forger", std::chrono::milliseconds(53))});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].id, "time.gap");
  EXPECT_EQ(notes[0].handshake, "forger");
  EXPECT_THAT(notes[0].text, HasSubstr("after 53.0 ms, handshake 'stranger' after 2.0 ms"));
  expected.answer_time->like = "nobody";
  EXPECT_THAT(Take(expected, {stranger, AnsweredAfter("forger", std::chrono::milliseconds(99))}),
              IsEmpty());
}

}  // namespace
}  // namespace shakedown::scenario
