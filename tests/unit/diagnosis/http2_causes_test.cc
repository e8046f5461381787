// What the ends of HTTP/2 streams and connections mean for client certificates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/diagnosis.h"
#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using attempt::Http2Error;
using attempt::Side;
using ::testing::HasSubstr;
using namespace testing_support;

/// A request over HTTP/2 that a client without a certificate made.
Story Http2(Story story = Story()) {
  story.spec().alpn = {"h2", "http/1.1"};
  story.Finishes();
  attempt::Attempt attempt = story;
  for (attempt::Event& event : attempt.trace.events) {
    if (auto* returned = std::get_if<attempt::HandshakeReturned>(&event.body)) {
      returned->alpn = "h2";
    }
  }
  Story speaks;
  speaks.spec() = attempt.spec;
  for (attempt::Event& event : attempt.trace.events) speaks.Add(std::move(event.body));
  return speaks.Add(attempt::RequestSent{40, true, 1});
}

attempt::StreamReset Reset(Http2Error code, Side from = Side::kServer) { return {from, 1, code}; }

TEST(Http2Ending, Http11RequiredIsALateRequestInAllLikelihood) {
  const Diagnosis diagnosis = Explain(Http2().Add(Reset(Http2Error::kHttp11Required)));
  EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  EXPECT_EQ(diagnosis.layer, Layer::kHttp);
  EXPECT_EQ(Verdict(diagnosis), "server.late-request (likely)");
  EXPECT_THAT(diagnosis.observed, HasSubstr("HTTP_1_1_REQUIRED"));
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("RFC 9113"));
}

TEST(Http2Ending, OfAConnectionMeansTheSame) {
  const Diagnosis diagnosis = Explain(
      Http2().Add(attempt::GoAway{Side::kServer, 0, Http2Error::kHttp11Required, "go back"}));
  EXPECT_EQ(Verdict(diagnosis), "server.late-request (likely)");
  EXPECT_THAT(diagnosis.observed, HasSubstr("gave up the HTTP/2 connection"));
  EXPECT_THAT(diagnosis.observed, HasSubstr("go back"));
}

TEST(Http2Ending, WithAnotherCodeIsNoWordAboutThisClient) {
  for (const Http2Error code : {Http2Error::kRefusedStream, Http2Error::kInternalError,
                                Http2Error::kEnhanceYourCalm, Http2Error::kCancel}) {
    const Diagnosis diagnosis = Explain(Http2().Add(Reset(code)));
    EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict) << Name(code);
    EXPECT_NE(diagnosis.cause.id, "server.late-request") << Name(code);
    EXPECT_THAT(diagnosis.observed, HasSubstr(Name(code)));
  }
}

TEST(Http2Ending, OfOursIsNoRefusalByTheServer) {
  const Diagnosis diagnosis =
      Explain(Http2().Add(Reset(Http2Error::kProtocolError, Side::kClient)));
  EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict);
  EXPECT_THAT(diagnosis.observed, HasSubstr("the client reset the HTTP/2 stream"));
}

/// HTTP/2 forbids to ask after the handshake; who does has wanted a certificate all the same.
TEST(Http2Ending, BecauseTheServerAskedLateProvesTheLateRequest) {
  attempt::Message request;
  request.from = Side::kServer;
  request.type = tls::HandshakeType::kCertificateRequest;
  tls::CertificateRequest body;
  body.version = tls::Version::kTls13;
  request.body = body;
  const Diagnosis diagnosis = Explain(
      Http2().Add(request).Add(attempt::GoAway{Side::kClient, 0, Http2Error::kProtocolError, ""}));
  EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  EXPECT_EQ(Verdict(diagnosis), "server.late-request (certain)");
}

TEST(Http2Ending, BehindAReplyIsNoVerdict) {
  const Diagnosis diagnosis = Explain(
      Http2().Replies(200).Add(attempt::GoAway{Side::kServer, 1, Http2Error::kInternalError, ""}));
  EXPECT_EQ(diagnosis.outcome, Outcome::kAccepted);
}

/// The reply to an earlier request is not one to the last.
TEST(Http2Ending, OfTheLastRequestCounts) {
  const Diagnosis diagnosis =
      Explain(Http2()
                  .Replies(200)
                  .Add(attempt::RequestSent{40, true, 3})
                  .Add(attempt::StreamReset{Side::kServer, 3, Http2Error::kHttp11Required}));
  EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  EXPECT_EQ(diagnosis.cause.id, "server.late-request");
}

}  // namespace
}  // namespace shakedown::diagnosis
