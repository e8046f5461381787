#include "diagnosis/plain.h"

#include <gtest/gtest.h>

namespace shakedown::diagnosis {
namespace {

attempt::Attempt Attempt(std::vector<attempt::EventBody> events) {
  attempt::Attempt made;
  made.spec.plain = true;
  made.trace.events.push_back({{}, attempt::Connected{"127.0.0.1", 443}});
  made.trace.events.push_back({{}, attempt::RequestSent{10}});
  for (auto& event : events) made.trace.events.push_back({{}, std::move(event)});
  return made;
}

attempt::HttpReply Reply(int status) {
  attempt::HttpReply reply;
  reply.status = status;
  return reply;
}

TEST(DiagnosePlain, OnlyASuccessIsServed) {
  const auto served = DiagnosePlain(Attempt({Reply(200)}), 0);
  ASSERT_TRUE(served);
  EXPECT_EQ(served->outcome, Outcome::kAccepted);
  EXPECT_EQ(served->cause.id, "accepted");
  for (const int status : {301, 400, 403, 500}) {
    EXPECT_EQ(DiagnosePlain(Attempt({Reply(status)}), 0)->outcome, Outcome::kRefused) << status;
  }
}

TEST(DiagnosePlain, AnAlertAndACloseAreRefusals) {
  attempt::AlertSeen alert;
  alert.from = attempt::Side::kServer;
  alert.level = tls::AlertLevel::kFatal;
  alert.description = tls::AlertDescription::kUnexpectedMessage;
  EXPECT_EQ(DiagnosePlain(Attempt({alert}), 0)->outcome, Outcome::kRefused);
  EXPECT_EQ(DiagnosePlain(Attempt({attempt::PeerClosed{}}), 0)->outcome, Outcome::kRefused);
  EXPECT_EQ(DiagnosePlain(Attempt({attempt::DeadlineHit{}}), 0)->outcome, Outcome::kNoVerdict);
}

TEST(DiagnosePlain, IsNotAboutTlsNorAboutWhatWasNotReached) {
  attempt::Attempt tls = Attempt({Reply(200)});
  tls.spec.plain = false;
  EXPECT_FALSE(DiagnosePlain(tls, 0));
  attempt::Attempt unreached;
  unreached.spec.plain = true;
  EXPECT_FALSE(DiagnosePlain(unreached, 0));
}

}  // namespace
}  // namespace shakedown::diagnosis
