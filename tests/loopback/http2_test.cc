// HTTP/2 as Apache httpd, nginx and HAProxy speak it: who gets in and why not is told as in
// HTTP/1.1, and a second host on the same connection is judged on its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "attempt/trace_view.h"
#include "cli/exit_code.h"
#include "tests/support/program.h"
#include "tests/support/servers/http2_plans.h"
#include "tests/support/servers/server_world.h"

namespace shakedown {
namespace {

using diagnosis::Outcome;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::ApacheHttp2Plan;
using testing_support::HaproxyHttp2Plan;
using testing_support::NginxHttp2Plan;
using testing_support::ServerPlan;
using testing_support::ServerWorld;
using testing_support::Told;
using tls::Version;

const std::vector<Version> kVersions = {Version::kTls12, Version::kTls13};

std::vector<ServerPlan> AllPlans() {
  return {ApacheHttp2Plan(), NginxHttp2Plan(), HaproxyHttp2Plan()};
}

/// A first request to the open host, then one to the secure host on the same connection.
attempt::HandshakeSpec Shared(ServerWorld& world, const ServerPlan& plan, Version version,
                              const std::string& alpn) {
  attempt::HandshakeSpec spec = world.Spec(plan, "hosts", version, {alpn});
  spec.sni = "open.test";
  spec.request->host = "open.test";
  spec.further_requests = {{.host = "secure.test"}};
  return spec;
}

TEST(Http2Servers, TellTheSameAsInHttp11) {
  ServerWorld world;
  for (const ServerPlan& plan : AllPlans()) {
    for (const Version version : kVersions) {
      SCOPED_TRACE(plan.name + " in " + tls::Name(version));
      const auto spec = world.Spec(plan, "require", version, {"h2"});
      const run::Investigation in = world.Explain(spec, world.good());
      EXPECT_EQ(in.diagnosis.outcome, Outcome::kAccepted) << Told(in);
      const attempt::HandshakeTrace& trace = in.attempts.front().trace;
      EXPECT_TRUE(attempt::SpeaksHttp2(trace));
      ASSERT_THAT(attempt::Exchanges(trace), SizeIs(1));
      EXPECT_EQ(attempt::Exchanges(trace).front().reply->status, 200);
      EXPECT_EQ(world.Explain(spec, nullptr).diagnosis.cause.id, "client.no-identity");
      const run::Investigation stranger = world.Explain(spec, world.untrusted());
      EXPECT_EQ(stranger.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(stranger);
    }
  }
}

TEST(Http2Servers, RefuseTheSecureHostOnAConnectionOfTheOpenOne) {
  ServerWorld world;
  for (const ServerPlan& plan : {ApacheHttp2Plan(), NginxHttp2Plan()}) {
    for (const Version version : kVersions) {
      for (const char* alpn : {"h2", "http/1.1"}) {
        SCOPED_TRACE(plan.name + " in " + tls::Name(version) + ", " + alpn);
        const auto spec = Shared(world, plan, version, alpn);
        const run::Investigation found = world.Explain(spec, world.good());
        const attempt::HandshakeTrace& trace = found.attempts.front().trace;
        EXPECT_TRUE(attempt::CertificateRequests(trace).empty());
        const auto exchanges = attempt::Exchanges(trace);
        ASSERT_THAT(exchanges, SizeIs(2));
        EXPECT_EQ(exchanges[0].reply->status, 200);
        EXPECT_EQ(exchanges[1].reply->status, 421);
        EXPECT_EQ(found.diagnosis.cause.id, "server.host-mismatch") << Told(found);
        EXPECT_THAT(Told(found), HasSubstr("secure.test"));
      }
    }
  }
}

// HAProxy does not compare the names: whoever stands behind it has to.
TEST(Http2Servers, HaproxyServesTheSecureHostOnAConnectionOfTheOpenOne) {
  ServerWorld world;
  const auto spec = Shared(world, HaproxyHttp2Plan(), Version::kTls13, "h2");
  const run::Investigation found = world.Explain(spec, nullptr);
  const auto exchanges = attempt::Exchanges(found.attempts.front().trace);
  ASSERT_THAT(exchanges, SizeIs(2));
  EXPECT_EQ(exchanges[1].reply->status, 200);
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kAccepted) << Told(found);
  EXPECT_EQ(found.diagnosis.enforcement, diagnosis::Enforcement::kNotRequested);
}

TEST(Http2Servers, ApacheWithPreforkFallsBackToHttp11) {
  ServerWorld world;
  const auto spec =
      world.Spec(ApacheHttp2Plan("prefork"), "require", Version::kTls13, {"h2", "http/1.1"});
  const run::Investigation found = world.Explain(spec, world.good());
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kAccepted) << Told(found);
  const auto returned = attempt::First<attempt::HandshakeReturned>(found.attempts.front().trace);
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->alpn, "http/1.1");
}

TEST(Http2Servers, AreJudgedByTheShippedStepForASharedConnection) {
  ServerWorld world;
  for (const ServerPlan& plan : AllPlans()) {
    const std::string port = std::to_string(world.Port(plan, "hosts"));
    const auto result = testing_support::RunProgram(
        {SHAKEDOWN_BINARY, "run", SHAKEDOWN_SOURCE_DIR "/scenarios/virtual-hosts.xml", "--filter",
         "virtual-hosts/sni-second-request.shared[*", "--target", "https://localhost:" + port + "/",
         "--server-ca", world.folder().File("server.pem"), "--set", "open_host=open.test", "--set",
         "secure_host=secure.test", "--junit", world.folder().File("junit.xml")},
        {"SSLKEYLOGFILE"}, world.folder().path());
    const bool compares_names = plan.name != "haproxy";
    EXPECT_EQ(result.exit_code, compares_names ? cli::kExitOk : cli::kExitFailure)
        << plan.name << '\n'
        << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr(compares_names ? "2 passed" : "2 failed")) << plan.name;
  }
}

// Apache httpd answers an offer without a known protocol with one that was not offered, which
// RFC 7301 section 3.2 forbids and clients take for an error.
TEST(Http2Servers, HaveNoDoorBesideTheGate) {
  ServerWorld world;
  for (const ServerPlan& plan : AllPlans()) {
    const std::string port = std::to_string(world.Port(plan, "require"));
    const std::string scenarios = std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/";
    const auto result = testing_support::RunProgram(
        {SHAKEDOWN_BINARY, "run", scenarios + "alpn.xml", scenarios + "other-doors.xml", "--target",
         "https://localhost:" + port + "/", "--server-ca", world.folder().File("server.pem"),
         "--set", "canary=open", "--set", "plain_address=127.0.0.1:" + port, "--junit",
         world.folder().File("junit.xml")},
        {"SSLKEYLOGFILE"}, world.folder().path());
    const bool invents = plan.name == "apache-event";
    EXPECT_EQ(result.exit_code, invents ? cli::kExitFailure : cli::kExitOk)
        << plan.name << '\n'
        << result.out << result.err;
    EXPECT_EQ(invents, result.out.find("FAIL alpn/alpn-unknown[tls=1.3]") != std::string::npos);
    EXPECT_EQ(invents, result.out.find("2 failed") != std::string::npos) << plan.name;
  }
}

TEST(Http2Servers, TheProgramSpeaksHttp2WhenAsked) {
  ServerWorld world;
  const std::string port = std::to_string(world.Port(NginxHttp2Plan(), "require"));
  const auto result = testing_support::RunProgram(
      {SHAKEDOWN_BINARY, "explain", "https://localhost:" + port + "/", "--server-ca",
       world.folder().File("server.pem"), "--alpn", "h2", "--json", "-"},
      {"SSLKEYLOGFILE"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  const auto json = nlohmann::json::parse(result.out, nullptr, false);
  ASSERT_FALSE(json.is_discarded()) << result.out;
  EXPECT_EQ(json["cause"]["id"], "client.no-identity");
  const auto& handshake = json["handshakes"][0];
  EXPECT_EQ(handshake["alpn"], "h2");
  EXPECT_EQ(handshake["http"]["status"], 400);
}

}  // namespace
}  // namespace shakedown
