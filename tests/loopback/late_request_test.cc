// Apache httpd that wants a certificate for one path only, and so asks after the request: by
// renegotiation in TLS 1.2, by post-handshake authentication in TLS 1.3, and not at all in HTTP/2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "attempt/trace_view.h"
#include "tests/support/servers/http2_plans.h"
#include "tests/support/servers/server_world.h"

namespace shakedown {
namespace {

using attempt::Http2Error;
using attempt::RequestTime;
using diagnosis::Certainty;
using diagnosis::Enforcement;
using diagnosis::Outcome;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::ApacheHttp2Plan;
using testing_support::ServerWorld;
using testing_support::Told;
using tls::Version;

class LateRequest : public testing::Test {
 protected:
  attempt::HandshakeSpec Spec(Version version, std::vector<std::string> alpn,
                              const std::string& mpm = "event") {
    auto spec = world_.Spec(ApacheHttp2Plan(mpm), "location", version, std::move(alpn));
    spec.target.path = "/secure/";
    return spec;
  }

  /// The server asks once, at `when`, in the first handshake of `found`.
  static void ExpectAsked(const run::Investigation& found, RequestTime when) {
    const auto requests = attempt::CertificateRequests(found.attempts.front().trace);
    ASSERT_THAT(requests, SizeIs(1)) << Told(found);
    EXPECT_EQ(requests.front().when, when);
    EXPECT_FALSE(requests.front().request->ca_names.empty());
    EXPECT_GT(requests.front().number,
              attempt::First<attempt::RequestSent>(found.attempts.front().trace).number);
  }

  /// Good gets in, none and untrusted are explained, all three asked at `when`.
  void ExpectTheRightCauses(const attempt::HandshakeSpec& spec, RequestTime when) {
    const run::Investigation in = world_.Explain(spec, world_.good());
    EXPECT_EQ(in.diagnosis.outcome, Outcome::kAccepted) << Told(in);
    EXPECT_EQ(in.diagnosis.enforcement, Enforcement::kRequiredLater) << Told(in);
    ExpectAsked(in, when);
    const run::Investigation none = world_.Explain(spec, nullptr);
    EXPECT_EQ(none.diagnosis.cause.id, "client.no-identity") << Told(none);
    EXPECT_EQ(none.diagnosis.enforcement, Enforcement::kRequiredLater) << Told(none);
    ExpectAsked(none, when);
    const run::Investigation stranger = world_.Explain(spec, world_.untrusted());
    EXPECT_EQ(stranger.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(stranger);
    ExpectAsked(stranger, when);
  }

  ServerWorld world_;
};

TEST_F(LateRequest, IsAnsweredByRenegotiationInTls12) {
  for (const char* mpm : {"event", "prefork"}) {
    SCOPED_TRACE(mpm);
    const auto spec = Spec(Version::kTls12, {"http/1.1"}, mpm);
    ExpectTheRightCauses(spec, RequestTime::kRenegotiation);
  }
  const auto found = world_.Explain(Spec(Version::kTls12, {}), world_.good());
  const auto returned = attempt::First<attempt::HandshakeReturned>(found.attempts.front().trace);
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->secure_renegotiation, true);
}

TEST_F(LateRequest, IsAnsweredByPostHandshakeAuthenticationInTls13) {
  auto spec = Spec(Version::kTls13, {"http/1.1"});
  spec.offer_post_handshake_auth = true;
  ExpectTheRightCauses(spec, RequestTime::kPostHandshake);
}

TEST_F(LateRequest, CannotBeAnsweredInTls13ByAClientThatDidNotOffer) {
  for (const pki::IdentityPtr& identity : {world_.good(), world_.untrusted(), pki::IdentityPtr()}) {
    const auto found = world_.Explain(Spec(Version::kTls13, {}), identity);
    EXPECT_EQ(found.diagnosis.cause.id, "server.late-request") << Told(found);
    EXPECT_EQ(found.diagnosis.cause.certainty, Certainty::kCertain);
    EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredLater);
    EXPECT_THAT(Told(found), HasSubstr("for this path and not for the whole host"));
  }
}

TEST_F(LateRequest, IsForbiddenInHttp2) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    SCOPED_TRACE(tls::Name(version));
    const auto found = world_.Explain(Spec(version, {"h2"}), world_.good());
    const auto refusal = attempt::Http2RefusalOf(found.attempts.front().trace);
    ASSERT_TRUE(refusal) << Told(found);
    EXPECT_EQ(refusal->code, Http2Error::kHttp11Required);
    EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused);
    EXPECT_EQ(found.diagnosis.cause.id, "server.late-request") << Told(found);
    EXPECT_EQ(found.diagnosis.cause.certainty, Certainty::kCertain);
    EXPECT_THAT(Told(found), HasSubstr("HTTP_1_1_REQUIRED"));
    EXPECT_THAT(Told(found), HasSubstr("HTTP/2 forbids"));
    EXPECT_THAT(Told(found), HasSubstr("for this path and not for the whole host"));
  }
}

// Clients that offer both repeat the request over HTTP/1.1.
TEST_F(LateRequest, IsLookedIntoOverHttp11WhereThatIsOfferedToo) {
  const auto spec = Spec(Version::kTls12, {"h2", "http/1.1"});
  const auto in = world_.Explain(spec, world_.good());
  EXPECT_EQ(in.diagnosis.outcome, Outcome::kAccepted) << Told(in);
  EXPECT_EQ(in.subject, 1U);
  EXPECT_THAT(Told(in), HasSubstr("HTTP_1_1_REQUIRED"));
  EXPECT_EQ(world_.Explain(spec, nullptr).diagnosis.cause.id, "client.no-identity");
  const auto stranger = world_.Explain(spec, world_.untrusted());
  EXPECT_EQ(stranger.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(stranger);
}

TEST_F(LateRequest, ComesOnlyForThePathThatWantsIt) {
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    auto spec = Spec(version, {"http/1.1"});
    spec.offer_post_handshake_auth = true;
    spec.request->path = "/";
    spec.further_requests = {{.path = "/secure/"}, {.path = "/secure/index.html"}};
    const auto found = world_.Explain(spec, world_.good());
    const attempt::HandshakeTrace& trace = found.attempts.front().trace;
    const auto exchanges = attempt::Exchanges(trace);
    ASSERT_THAT(exchanges, SizeIs(3)) << Told(found);
    for (const auto& exchange : exchanges) EXPECT_EQ(exchange.reply->status, 200);
    const auto requests = attempt::CertificateRequests(trace);
    ASSERT_THAT(requests, SizeIs(1)) << "asked once, and remembered";
    EXPECT_GT(requests.front().number, exchanges[1].request.number);
    EXPECT_LT(requests.front().number, exchanges[1].reply.number);
  }
}

TEST_F(LateRequest, EndsOneStreamOfHttp2AndNotTheConnection) {
  auto spec = Spec(Version::kTls13, {"h2"});
  spec.request->path = "/";
  spec.further_requests = {{.path = "/secure/"}, {.path = "/"}};
  const auto found = world_.Explain(spec, world_.good());
  const auto exchanges = attempt::Exchanges(found.attempts.front().trace);
  ASSERT_THAT(exchanges, SizeIs(3)) << Told(found);
  EXPECT_EQ(exchanges[0].reply->status, 200);
  ASSERT_TRUE(exchanges[1].reset);
  EXPECT_EQ(exchanges[1].reset->code, Http2Error::kHttp11Required);
  EXPECT_EQ(exchanges[2].reply->status, 200);
}

}  // namespace
}  // namespace shakedown
