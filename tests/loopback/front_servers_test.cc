// nginx, HAProxy and Apache httpd in front of a strict nginx. Fronts that ask change nothing for
// the client. Fronts that do not are blamed whatever the client presents, and named by what they
// wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "cli/exit_code.h"
#include "tests/support/program.h"
#include "tests/support/servers/fronts_plan.h"
#include "tests/support/servers/hop_world.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::FrontsPlan;
using testing_support::HopWorld;
using testing_support::Told;

class FrontServers : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<HopWorld>(); }
  static void TearDownTestSuite() { world_.reset(); }

  static std::string Url(const std::string& gate) {
    return "https://localhost:" + world_->Port(FrontsPlan(), gate) + "/";
  }
  static diagnosis::Diagnosis Explain(const std::string& gate, const pki::IdentityPtr& identity) {
    return world_->Explain(Url(gate), "direct", identity).diagnosis;
  }

  static std::unique_ptr<HopWorld> world_;
};

std::unique_ptr<HopWorld> FrontServers::world_;

TEST_F(FrontServers, ThatAskAnswerForThemselves) {
  for (const char* gate : {"origin", "nginx-asks", "haproxy-asks", "apache-asks"}) {
    SCOPED_TRACE(gate);
    const auto in = Explain(gate, world_->good());
    EXPECT_EQ(in.outcome, diagnosis::Outcome::kAccepted) << in.observed;
    EXPECT_EQ(Explain(gate, nullptr).cause.id, "client.no-identity");
    EXPECT_EQ(Explain(gate, world_->untrusted()).cause.id, "certificate.untrusted-issuer");
  }
}

TEST_F(FrontServers, ThatDoNotAskAreBlamedAndNamed) {
  const std::pair<const char*, const char*> gates[] = {
      {"nginx", "TLS ends at something in front of the server"},
      {"nginx-via", "TLS ends at the proxy 'edge.test (nginx)' in front"},
      {"haproxy", "TLS ends at a proxy such as HAProxy in front"},
      {"haproxy-via", "TLS ends at HAProxy in front"},
      {"apache", "TLS ends at a proxy such as Apache httpd in front"},
      {"apache-via", "(Apache/2."},
  };
  for (const auto& [gate, named] : gates) {
    SCOPED_TRACE(gate);
    for (const auto& identity : {world_->good(), pki::IdentityPtr(), world_->untrusted()}) {
      const auto found = Explain(gate, identity);
      EXPECT_EQ(found.outcome, diagnosis::Outcome::kRefused);
      EXPECT_EQ(found.cause.id, "path.tls-terminated") << Told(found);
      EXPECT_EQ(found.cause.certainty, diagnosis::Certainty::kLikely);
      EXPECT_THAT(found.cause.summary, HasSubstr(named)) << Told(found);
    }
  }
}

TEST_F(FrontServers, AreNamedByTheirErrorPages) {
  const auto found = Explain("haproxy-down", world_->good());
  ASSERT_FALSE(found.alternatives.empty());
  EXPECT_EQ(found.alternatives.front().id, "path.tls-terminated");
  EXPECT_THAT(found.alternatives.front().summary, HasSubstr("TLS ends at HAProxy in front"));
  EXPECT_THAT(Told(found), HasSubstr("TLS ends at HAProxy (the words of its error page"));
}

// ---- what fronts tell the application -----------------------------------------------------------

class ForwardedIdentity : public FrontServers {
 protected:
  /// The shipped suite through a front of the application that believes headers.
  static testing_support::ProgramResult Run(const std::string& gate) {
    const std::string suite =
        std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/forwarded-identity.xml";
    const std::vector<std::string> words = {SHAKEDOWN_BINARY,
                                            "run",
                                            suite,
                                            "--target",
                                            Url(gate),
                                            "--set",
                                            "canary=the canary sings",
                                            "--set",
                                            "forged_certificate=MIIB",
                                            "--set",
                                            "identity_echo=/echo",
                                            "--server-ca",
                                            world_->File("server-ca.pem"),
                                            "--ca-cert",
                                            world_->File("client-ca.pem"),
                                            "--ca-key",
                                            world_->File("client-ca.key")};
    return testing_support::RunProgram(
        words, {"SSLKEYLOGFILE", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  }
};

// Only HAProxy can write a certificate as RFC 9440 wants it.
TEST_F(ForwardedIdentity, IsNotForgedWhereTheFrontWritesTheHeadersItself) {
  for (const char* gate : {"forward-safe", "forward-haproxy", "forward-apache"}) {
    const bool exact = std::string(gate) == "forward-haproxy";
    const auto result = Run(gate);
    EXPECT_EQ(result.exit_code, exact ? cli::kExitOk : cli::kExitFailure)
        << gate << result.out << result.err;
    if (!exact) {
      EXPECT_THAT(result.out, HasSubstr("2 failed")) << gate << result.out;
      EXPECT_THAT(result.out, HasSubstr("FAIL forwarded-identity/proxy-exact-copy[tls=1.2]"));
      EXPECT_THAT(result.out, HasSubstr("FAIL forwarded-identity/proxy-exact-copy[tls=1.3]"));
    }
    EXPECT_THAT(result.out + result.err, Not(HasSubstr("skipped"))) << gate;
  }
}

TEST_F(ForwardedIdentity, ForgedIsAFailureWhereTheFrontPassesHeadersOn) {
  const auto result = Run("forward-leaky");
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("the protected resource was served"));
  EXPECT_THAT(result.out, HasSubstr("forwarded-identity/proxy-strip-vendor[verdict=SUCCESS]"));
  // Whoever does not write the header is kept out there as well.
  EXPECT_THAT(result.out, HasSubstr("ok   forwarded-identity/nobody"));
}

}  // namespace
}  // namespace shakedown
