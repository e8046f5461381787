// The suites about late certificates and renegotiations against real servers: Apache httpd, which
// asks late for one path, gnutls-serv, which takes part in renegotiations, and nginx, which does
// neither.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>
#include <string>

#include "core/file.h"
#include "tests/support/nginx.h"
#include "tests/support/servers/gnutls_plan.h"
#include "tests/support/servers/running_server.h"

namespace shakedown {
namespace {

using testing::IsEmpty;
using testing_support::Need;
using testing_support::RunningServer;
using testing_support::RunProgram;
using testing_support::ServerPlan;

constexpr Milliseconds kStart{60000};

ServerPlan ApacheLatePlan() {
  ServerPlan plan;
  plan.name = "apache-late";
  plan.program = "apache2";
  plan.gates = {"late"};
  plan.files = {{"apache/late.conf.in", "httpd.conf"}};
  // -X: one process in the foreground.
  plan.commands = {{{"apache2", "-X", "-f", "@FOLDER@/httpd.conf"}, {}}};
  return plan;
}

/// openssl s_server as nobody should run it: it takes part in renegotiations, bound or not.
ServerPlan LenientOpensslPlan() {
  ServerPlan plan;
  plan.name = "s_server";
  plan.program = "openssl";
  plan.gates = {"lenient"};
  plan.one_at_a_time = true;
  plan.commands = {
      {{"openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:@PORT:lenient@", "-cert",
        "@PKI@/server.pem", "-key", "@PKI@/server.key", "-CAfile", "@PKI@/root.pem", "-Verify", "9",
        "-verify_return_error", "-client_renegotiation", "-legacy_renegotiation"},
       {}}};
  return plan;
}

/// Names of scenarios by what became of their cases.
struct Verdicts {
  std::set<std::string> passed, failed, errors, skipped;
  std::string text;
};

class LateSuites : public testing::Test {
 protected:
  LateSuites() {
    EXPECT_TRUE(pki::WriteAuthority(out_.path(), "ca", *authorities_.root));
    EXPECT_TRUE(pki::WriteAuthority(out_.path(), "server-ca", *authorities_.server));
  }

  Verdicts Run(const std::string& suite, const std::string& host, uint16_t port,
               const std::vector<std::string>& variables,
               const std::vector<std::string>& more = {}) {
    const std::string endpoint = host + ":" + std::to_string(port);
    std::vector<std::string> words = {
        SHAKEDOWN_BINARY,
        "run",
        std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + suite + ".xml",
        "--target",
        "https://" + endpoint + "/",
        "--resolve",
        endpoint + ":127.0.0.1",
        "--server-ca",
        out_.File("server-ca.pem"),
        "--ca-cert",
        out_.File("ca.pem"),
        "--ca-key",
        out_.File("ca.key"),
        "--junit",
        out_.File("junit.xml")};
    for (const std::string& variable : variables) {
      words.push_back("--set");
      words.push_back(variable);
    }
    words.insert(words.end(), more.begin(), more.end());
    const auto result = RunProgram(words, {"SSLKEYLOGFILE"}, {}, Milliseconds(110000));
    Verdicts verdicts = Read();
    verdicts.text = result.out + result.err;
    return verdicts;
  }

  uint16_t Start(std::unique_ptr<RunningServer>* server, const ServerPlan& plan,
                 const std::string& gate) {
    EXPECT_TRUE(testing_support::IsInstalled(plan)) << plan.program;
    *server = std::make_unique<RunningServer>(plan, folder_, backend_);
    EXPECT_TRUE((*server)->Ready(Deadline::After(kStart))) << (*server)->Log();
    return (*server)->port(gate);
  }

 private:
  Verdicts Read() const {
    Verdicts verdicts;
    pugi::xml_document document;
    if (!document.load_file(out_.File("junit.xml").c_str())) return verdicts;
    for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase")) {
      const pugi::xml_node node = found.node();
      std::string name = node.attribute("name").value();
      name = name.substr(0, name.find_first_of("[ "));
      auto* set = &verdicts.passed;
      if (node.child("failure")) set = &verdicts.failed;
      if (node.child("error")) set = &verdicts.errors;
      if (node.child("skipped")) set = &verdicts.skipped;
      set->insert(name);
    }
    return verdicts;
  }

  testing_support::ClientAuthorities authorities_{pki::KeyKind::kP256};
  pki::IdentityPtr good_ = Need(pki::Mint(*authorities_.root, {.name = "good"}));
  testing_support::RevocationLists lists_{authorities_, good_->leaf.get()};
  testing_support::PkiFolder folder_{authorities_, lists_, good_->leaf.get()};
  testing_support::PlainBackend backend_;
  testing_support::TemporaryFolder out_;
};

TEST_F(LateSuites, ApacheAsksLateAndTakesNoWrongAnswer) {
  std::unique_ptr<RunningServer> apache;
  const uint16_t port = Start(&apache, ApacheLatePlan(), "late");
  const Verdicts late = Run("post-handshake", "late.test", port,
                            {"late_path=/secure/", "gated_text=behind the gate"});
  // Apache peeks for the answer, and takes a KeyUpdate before it for none: 403.
  EXPECT_THAT(late.failed, testing::ElementsAre("pha-data-before-answer")) << late.text;
  EXPECT_THAT(late.errors, IsEmpty()) << late.text;
  EXPECT_THAT(late.skipped, IsEmpty()) << late.text;
  EXPECT_GE(late.passed.size(), 15U);
  const Verdicts again =
      Run("renegotiation", "localhost", port,
          {"late_host=late.test", "late_path=/secure/", "other_host=open.test", "identity_echo=/"});
  EXPECT_THAT(again.failed, IsEmpty()) << again.text;
  EXPECT_THAT(again.errors, IsEmpty()) << again.text;
  EXPECT_THAT(again.skipped, IsEmpty()) << again.text;
}

TEST_F(LateSuites, GnutlsServTakesPartInRenegotiations) {
  std::unique_ptr<RunningServer> gnutls;
  const uint16_t port = Start(&gnutls, testing_support::GnutlsPlan(), "verify");
  const Verdicts found = Run("renegotiation", "localhost", port, {});
  EXPECT_TRUE(found.failed.contains("reneg-client-refused")) << found.text;
  EXPECT_FALSE(found.failed.contains("reneg-legacy-refused")) << found.text;
}

TEST_F(LateSuites, AServerThatTakesUnboundRenegotiationsIsFound) {
  std::unique_ptr<RunningServer> openssl;
  const uint16_t port = Start(&openssl, LenientOpensslPlan(), "lenient");
  const Verdicts found = Run("renegotiation", "localhost", port, {}, {"--jobs", "1"});
  EXPECT_TRUE(found.failed.contains("reneg-legacy-refused")) << found.text;
  EXPECT_TRUE(found.failed.contains("reneg-client-refused")) << found.text;
  EXPECT_TRUE(found.failed.contains("sni-reneg-change")) << found.text;
}

TEST_F(LateSuites, NginxNeitherAsksLateNorRenegotiates) {
  const testing_support::Nginx nginx({});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto result = RunProgram(
      {SHAKEDOWN_BINARY, "run", std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/renegotiation.xml",
       "--target", nginx.url(), "--server-ca", nginx.File("server-ca.pem"), "--ca-cert",
       nginx.File("ca.pem"), "--ca-key", nginx.File("ca.key")},
      {"SSLKEYLOGFILE"}, {}, Milliseconds(110000));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace shakedown
