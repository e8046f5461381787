// Names and addresses against a real nginx: a pool of which one node lists no CA, virtual hosts
// that share sessions, early data, and the same suite against a list of targets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "core/file.h"
#include "tests/support/loopback_server.h"
#include "tests/support/nginx_hosts.h"

namespace shakedown {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing_support::ClosedPort;
using testing_support::NginxHosts;
using testing_support::ProgramResult;
using testing_support::RunProgram;

class HostsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    nginx_ = new NginxHosts;
    ASSERT_TRUE(nginx_->running()) << nginx_->Log();
  }
  static void TearDownTestSuite() {
    delete nginx_;
    nginx_ = nullptr;
  }
  static ProgramResult Shakedown(std::vector<std::string> words) {
    words.insert(words.begin(), SHAKEDOWN_BINARY);
    return RunProgram(words, {"SSLKEYLOGFILE", "NO_COLOR"}, nginx_->folder(), Milliseconds(60'000));
  }
  static ProgramResult Explain(std::vector<std::string> words) {
    words.insert(words.begin(), "explain");
    for (const char* word : {"--server-ca", "server-ca.pem", "--timeout", "5s"}) {
      words.emplace_back(word);
    }
    return Shakedown(std::move(words));
  }
  static json Read(const std::string& name) {
    const auto text = ReadFile(nginx_->File(name), 64u << 20);
    return text ? json::parse(*text, nullptr, false) : json();
  }
  static std::string Port(uint16_t port) { return std::to_string(port); }

  static NginxHosts* nginx_;
};
NginxHosts* HostsTest::nginx_ = nullptr;

TEST_F(HostsTest, TheNodeOfAPoolThatListsNoCaIsTheOddOneOut) {
  const std::string port = Port(nginx_->pool());
  const ProgramResult result =
      Explain({"https://localhost:" + port + "/", "--cert", "alice.pem", "--key", "alice.key",
               "--all-addresses", "--resolve", "localhost:" + port + ":127.0.0.1,127.0.0.2,[::1]",
               "--json", "pool.json"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.err << result.out;
  EXPECT_THAT(result.out,
              HasSubstr("3 addresses of localhost: 127.0.0.2:" + port + " is the odd one out"));
  EXPECT_THAT(result.out, HasSubstr("CA names listed"));
  EXPECT_THAT(result.out, HasSubstr("127.0.0.2:" + port + "  none"));
  EXPECT_THAT(result.out, testing::ContainsRegex("2 of 3 +CN=Clients CA"));
  EXPECT_THAT(result.out, HasSubstr("[::1]:" + port));
  const json document = Read("pool.json");
  ASSERT_TRUE(document.contains("pool")) << result.out;
  EXPECT_EQ(document["pool"]["host"], "localhost");
  EXPECT_THAT(document["pool"]["odd"], ElementsAre(1));
  std::set<std::string> what;
  for (const json& difference : document["pool"]["differences"]) what.insert(difference["what"]);
  EXPECT_TRUE(what.contains("ca-names"));
  EXPECT_FALSE(what.contains("server-certificate"));
  EXPECT_FALSE(what.contains("request"));
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  const ProgramResult valid =
      RunProgram({"python3", source + "/tests/support/validate_json.py",
                  source + "/reports/survey.schema.json", nginx_->File("pool.json")});
  EXPECT_EQ(valid.exit_code, 0) << valid.out << valid.err;
}

TEST_F(HostsTest, NodesThatAnswerAlikeAreSaidToDoSo) {
  const std::string port = Port(nginx_->pool());
  const ProgramResult result = Explain({"https://localhost:" + port + "/", "--cert", "alice.pem",
                                        "--key", "alice.key", "--all-addresses", "--resolve",
                                        "localhost:" + port + ":127.0.0.1", "--origin", "::1"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.err;
  EXPECT_THAT(result.out, HasSubstr("2 addresses of localhost answer alike"));
  EXPECT_THAT(result.out, HasSubstr("[::1]:" + port + " (origin)"));
}

TEST_F(HostsTest, ADeadNodeStopsNobody) {
  const std::string port = Port(nginx_->hosts());  // nobody listens on 127.0.0.3
  const ProgramResult result = Explain({"https://open.test:" + port + "/", "--all-addresses",
                                        "--resolve", "open.test:" + port + ":127.0.0.3,127.0.0.1"});
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.out;
  EXPECT_THAT(result.out, HasSubstr("2 addresses: 1 accepted, 0 refused, 1 without a verdict"));
}

TEST_F(HostsTest, OriginIsReachedUnderTheNamesOfTheUrl) {
  // The name does not exist: everything goes to the origin, and the URL's port with it.
  const std::string port = Port(nginx_->hosts());
  const ProgramResult result =
      Explain({"https://Secure.TEST.:" + port + "/", "--origin", "127.0.0.1", "--cert", "alice.pem",
               "--key", "alice.key", "--json", "-"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  const json document = json::parse(result.out, nullptr, false);
  ASSERT_FALSE(document.is_discarded()) << result.out;
  EXPECT_EQ(document["target"]["sni"], "secure.test");
  EXPECT_EQ(document["target"]["address"], "127.0.0.1");
}

TEST_F(HostsTest, InternationalNamesAreSentAsALabels) {
  const std::string url =
      "https://B\xc3\xbc"
      "cher.test:" +
      Port(nginx_->hosts()) + "/";
  const ProgramResult result = Explain({url, "--origin", "127.0.0.1", "--json", "-"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  const json document = json::parse(result.out, nullptr, false);
  ASSERT_FALSE(document.is_discarded()) << result.out;
  EXPECT_EQ(document["target"]["host"], "xn--bcher-kva.test");
  EXPECT_EQ(document["target"]["sni"], "xn--bcher-kva.test");
}

TEST_F(HostsTest, AnAddressSendsNoServerName) {
  const ProgramResult result = Explain({"https://[::1]:" + Port(nginx_->pool()) + "/", "--cert",
                                        "alice.pem", "--key", "alice.key", "--json", "-"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  const json document = json::parse(result.out, nullptr, false);
  ASSERT_FALSE(document.is_discarded()) << result.out;
  EXPECT_EQ(document["target"]["sni"], "");
  const ProgramResult refused = Explain({"https://localhost:1/", "--sni", "127.0.0.1"});
  EXPECT_EQ(refused.exit_code, cli::kExitUsage);
  EXPECT_THAT(refused.err, HasSubstr("never is"));
}

TEST_F(HostsTest, VirtualHostsOfNginxKeepTheirSessionsApart) {
  const ProgramResult result =
      Shakedown({"run",         SHAKEDOWN_SOURCE_DIR "/scenarios/virtual-hosts.xml",
                 "--target",    "https://secure.test:" + Port(nginx_->hosts()) + "/",
                 "--origin",    "127.0.0.1",
                 "--server-ca", "server-ca.pem",
                 "--ca-cert",   "clients-ca.pem",
                 "--ca-key",    "clients-ca.key",
                 "--set",       "open_host=open.test",
                 "--set",       "secure_host=secure.test",
                 "--set",       "secure_host_mixed=SeCuRe.Test",
                 "--set",       "partner_host=partner.test",
                 "--set",       "wildcard_host=fresh.secure.test",
                 "--not-tag",   "slow",
                 "--json",      "hosts.json",
                 "--timeout",   "5s"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  const json document = Read("hosts.json");
  ASSERT_TRUE(document.contains("counts"));
  EXPECT_EQ(document["counts"]["failed"], 0) << result.out;
  EXPECT_GE(document["counts"]["passed"], 30) << result.out;
}

TEST_F(HostsTest, NginxHasNoDoorBesideTheGate) {
  const std::string port = Port(nginx_->hosts());
  const ProgramResult result = Shakedown({"run",
                                          SHAKEDOWN_SOURCE_DIR "/scenarios/alpn.xml",
                                          SHAKEDOWN_SOURCE_DIR "/scenarios/other-doors.xml",
                                          "--target",
                                          "https://secure.test:" + port + "/",
                                          "--origin",
                                          "127.0.0.1",
                                          "--server-ca",
                                          "server-ca.pem",
                                          "--ca-cert",
                                          "clients-ca.pem",
                                          "--ca-key",
                                          "clients-ca.key",
                                          "--set",
                                          "open_host=open.test",
                                          "--set",
                                          "canary=secure: CN",
                                          "--set",
                                          "identity_echo=/",
                                          "--set",
                                          "plain_address=127.0.0.1:" + port,
                                          "--json",
                                          "doors.json",
                                          "--timeout",
                                          "5s"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  const json document = Read("doors.json");
  ASSERT_TRUE(document.contains("counts"));
  EXPECT_EQ(document["counts"]["failed"], 0) << result.out;
  // Only what asks late is not there.
  EXPECT_EQ(document["counts"]["skipped"], 2) << result.out;
  EXPECT_GE(document["counts"]["passed"], 50) << result.out;
}

TEST_F(HostsTest, NginxRunsARequestInEarlyDataWithTheCertificateOfAnOldSession) {
  const ProgramResult result =
      Shakedown({"run",         SHAKEDOWN_SOURCE_DIR "/scenarios/virtual-hosts.xml",
                 "--target",    "https://secure.test:" + Port(nginx_->hasty()) + "/",
                 "--origin",    "127.0.0.1",
                 "--server-ca", "server-ca.pem",
                 "--ca-cert",   "clients-ca.pem",
                 "--ca-key",    "clients-ca.key",
                 "--set",       "secure_host=secure.test",
                 "--filter",    "early-data-is-not-answered",
                 "--json",      "early.json",
                 "--timeout",   "5s"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("answered"));
  const json document = Read("early.json");
  ASSERT_EQ(document["counts"]["failed"], 1) << result.out;
  EXPECT_THAT(document.dump(), HasSubstr("early data taken"));
}

class RunTargetsTest : public HostsTest {
 protected:
  /// Three targets: the secure host, the open one under a name of its own, and a dead one.
  void WriteList() const {
    const std::string port = Port(nginx_->hosts());
    ASSERT_TRUE(WriteFile(nginx_->File("targets.txt"),
                          "# three of a kind\n"
                          "https://secure.test:" +
                              port +
                              "/ --origin 127.0.0.1\n"
                              "https://open.test:" +
                              port +
                              "/ --origin 127.0.0.1 --name 'the open one' --set want=accepted\n"
                              "https://dead.test:" +
                              Port(dead_.port()) + "/ --origin 127.0.0.1\n"));
    ASSERT_TRUE(WriteFile(nginx_->File("gate.xml"),
                          "<suite xmlns='urn:shakedown:suite:1' name='gate'>"
                          "<scenario id='nobody' tls='1.2 1.3'><handshake/>"
                          "<expect outcome='refused'/></scenario>"
                          "<scenario id='hello'><handshake/>"
                          "<expect><at layer='http'/></expect></scenario></suite>"));
  }
  static ProgramResult Run(std::vector<std::string> words) {
    for (const char* word : {"gate.xml", "run"}) words.insert(words.begin(), word);
    for (const char* word : {"--targets", "targets.txt", "--server-ca", "server-ca.pem"}) {
      words.emplace_back(word);
    }
    return Shakedown(std::move(words));
  }
  ClosedPort dead_;
};

TEST_F(RunTargetsTest, EveryTargetGetsTheSuiteAndNoneStopsAnother) {
  WriteList();
  const ProgramResult unknown = Run({});
  EXPECT_EQ(unknown.exit_code, cli::kExitFailure) << unknown.out << unknown.err;
  const ProgramResult result = Run({"--json", "run.json", "--junit", "run.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  const json document = Read("run.json");
  ASSERT_TRUE(document.contains("suites")) << result.err;
  EXPECT_EQ(document["counts"]["total"], 9);
  EXPECT_EQ(document["counts"]["passed"], 4) << result.out;
  EXPECT_EQ(document["counts"]["failed"], 2) << result.out;
  EXPECT_EQ(document["counts"]["errors"], 3) << result.out;
  std::vector<std::string> names;
  for (const json& suite : document["suites"]) names.push_back(suite["name"]);
  EXPECT_THAT(names, ElementsAre("gate@dead.test-" + Port(dead_.port()),
                                 "gate@secure.test-" + Port(nginx_->hosts()), "gate@the-open-one"));
  EXPECT_EQ(document["suites"][2]["target"]["name"], "the open one");
  EXPECT_EQ(document["suites"][2]["cases"][0]["id"], "gate@the-open-one/nobody[tls=1.2]");
  EXPECT_THAT(
      document["suites"][0]["cases"][0]["executions"][0]["errors"][0]["message"].get<std::string>(),
      HasSubstr("is not reached"));
  EXPECT_THAT(result.out, HasSubstr("By target"));
  EXPECT_THAT(result.out, HasSubstr("and 2 cases that could not run for the same trouble"));

  pugi::xml_document junit;
  ASSERT_TRUE(junit.load_file(nginx_->File("run.xml").c_str()));
  EXPECT_EQ(junit.child("testsuites").attribute("tests").as_int(), 9);
  EXPECT_EQ(junit.select_nodes("//testsuite").size(), 3U);
  std::set<std::string> classes;
  for (const auto& node : junit.select_nodes("//testcase")) {
    classes.insert(node.node().attribute("classname").as_string());
  }
  EXPECT_EQ(classes.size(), 3U);
  EXPECT_STREQ(junit
                   .select_node("//testsuite[@name='gate@the-open-one']/properties/property"
                                "[@name='target.name']")
                   .node()
                   .attribute("value")
                   .as_string(),
               "the open one");
}

TEST_F(RunTargetsTest, FiltersMeanAllTargetsUnlessTheyNameOne) {
  WriteList();
  const ProgramResult all = Run({"--list", "--filter", "gate/nobody*"});
  EXPECT_EQ(all.exit_code, cli::kExitOk) << all.err;
  EXPECT_EQ(std::count(all.out.begin(), all.out.end(), '\n'), 6) << all.out;
  const ProgramResult one = Run({"--list", "--filter", "gate@the-open-one/nobody*"});
  EXPECT_EQ(std::count(one.out.begin(), one.out.end(), '\n'), 2) << one.out;
}

TEST_F(RunTargetsTest, MistakesOfAListAreToldWithTheirPlaces) {
  WriteList();
  ASSERT_TRUE(WriteFile(nginx_->File("targets.txt"),
                        "https://a.test/ --cert me.pem\nhttp://b.test/\nhttps://c.test/\n"));
  const ProgramResult result = Run({});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("targets.txt:1"));
  EXPECT_THAT(result.err, HasSubstr("targets.txt:2"));
  EXPECT_THAT(result.err, Not(HasSubstr("targets.txt:3")));
  ASSERT_TRUE(WriteFile(nginx_->File("targets.txt"), "https://a.test/x\nhttps://A.test/y\n"));
  const ProgramResult twins = Run({});
  EXPECT_EQ(twins.exit_code, cli::kExitUsage);
  EXPECT_THAT(twins.err, HasSubstr("--name"));
}

}  // namespace
}  // namespace shakedown
