// The way through real forward proxies to real servers: whoever is let in without them is let in
// through them, refusals by the server keep their causes, and refusals by a proxy name the proxy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "attempt/trace_view.h"
#include "cli/exit_code.h"
#include "diagnosis/verdict.h"
#include "run/investigation.h"
#include "tests/support/program.h"
#include "tests/support/servers/microsocks_plan.h"
#include "tests/support/servers/nginx_plan.h"
#include "tests/support/servers/proxy_protocol_plans.h"
#include "tests/support/servers/squid_plan.h"
#include "tests/support/servers/tinyproxy_plan.h"

namespace shakedown {
namespace {

using attempt::ProxyReply;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing_support::ClientAuthorities;
using testing_support::Need;
using testing_support::PkiFolder;
using testing_support::PlainBackend;
using testing_support::ProgramResult;
using testing_support::RevocationLists;
using testing_support::RunningServer;
using testing_support::ServerPlan;

constexpr const char* kPassword = "tunnel-secret";  // of all proxies that want one
constexpr Milliseconds kStartLimit(60000);

pki::IdentityPtr Client(const pki::Authority& issuer, const char* name) {
  pki::MintRequest request;
  request.name = name;
  return Need(pki::Mint(issuer, request));
}

class Proxies : public testing::Test {
 protected:
  Proxies()
      : lists_(authorities_, good_->leaf.get()), folder_(authorities_, lists_, good_->leaf.get()) {
    setenv("PROXY_PASSWORD", kPassword, 1);
    setenv("PROXY_FIELD", "Basic Ym9iOnR1bm5lbC1zZWNyZXQ=", 1);
  }

  /// The port of a gate; the server is started when it is first asked for.
  std::string Port(const ServerPlan& plan, const std::string& gate) {
    std::unique_ptr<RunningServer>& server = servers_[plan.name];
    if (server == nullptr) {
      EXPECT_TRUE(IsInstalled(plan)) << plan.program << " is not installed, see scripts/setup";
      server = std::make_unique<RunningServer>(plan, folder_, backend_);
      EXPECT_TRUE(server->Ready(Deadline::After(kStartLimit))) << server->Log();
    }
    return std::to_string(server->port(gate));
  }
  std::string Tinyproxy(const std::string& gate, const std::string& login = "") {
    return "http://" + login + "localhost:" + Port(testing_support::TinyproxyPlan(), gate);
  }
  std::string Squid(const std::string& gate, const std::string& login = "") {
    const std::string scheme = gate.starts_with("tls") ? "https://" : "http://";
    return scheme + login + "localhost:" + Port(testing_support::SquidPlan(), gate);
  }
  std::string Microsocks(const std::string& scheme, const std::string& gate,
                         const std::string& login = "") {
    return scheme + "://" + login + "127.0.0.1:" + Port(testing_support::MicrosocksPlan(), gate);
  }
  std::string Nginx() {
    return "https://localhost:" + Port(testing_support::NginxPlan(), "on") + "/";
  }

  run::Investigation Explain(const std::string& url, const std::string& via,
                             const pki::IdentityPtr& identity, bool trusts_proxy = true) {
    run::InvestigationOptions options;
    options.spec.target = Need(attempt::ParseTarget(url));
    options.spec.request = attempt::HttpRequest{};
    options.spec.via = Need(attempt::ParsePath(via));
    options.spec.timeouts.connect = Milliseconds(3000);
    options.identity = identity;
    X509* const anchors[] = {authorities_.server->certificate.get()};
    if (trusts_proxy) options.server_trust = pki::TrustStore::Of(anchors);
    options.timeout = Milliseconds(30000);
    return Need(run::Investigate(options));
  }

  /// The right identity gets in, none and a stranger's are explained as they are without a proxy.
  void ExpectTheServersWord(const std::string& url, const std::string& via) {
    SCOPED_TRACE(attempt::ToText(Need(attempt::ParsePath(via))));
    const run::Investigation in = Explain(url, via, good_);
    EXPECT_EQ(in.diagnosis.outcome, diagnosis::Outcome::kAccepted) << in.diagnosis.observed;
    ExpectAllHopsNamed(in.attempts.front());
    EXPECT_EQ(Explain(url, via, nullptr).diagnosis.cause.id, "client.no-identity");
    EXPECT_EQ(Explain(url, via, untrusted_).diagnosis.cause.id, "certificate.untrusted-issuer");
  }

  static void ExpectAllHopsNamed(const attempt::Attempt& attempt) {
    size_t hops = 0;
    for (const attempt::Event& event : attempt.trace.events) {
      const auto* reply = std::get_if<ProxyReply>(&event.body);
      if (reply == nullptr) continue;
      EXPECT_TRUE(reply->opened);
      EXPECT_EQ(reply->name, ToUrl(attempt.spec.via.at(hops)));
      EXPECT_THAT(reply->name, Not(HasSubstr(kPassword)));
      ++hops;
    }
    EXPECT_EQ(hops, attempt.spec.via.size());
  }

  /// The proxy `hop` refuses, is named, and its words are explained.
  void ExpectRefusal(const std::string& url, const std::string& via, const std::string& named,
                     const std::vector<std::string>& words, bool trusts_proxy = true) {
    SCOPED_TRACE(attempt::ToText(Need(attempt::ParsePath(via))));
    const auto found = Explain(url, via, good_, trusts_proxy).diagnosis;
    EXPECT_EQ(found.outcome, diagnosis::Outcome::kNoVerdict);
    EXPECT_EQ(found.cause.id, "path.proxy-refused");
    std::string said = found.cause.summary + "\n" + found.cause.explanation;
    for (const auto& evidence : found.cause.evidence) said += "\n" + evidence.text;
    for (const auto& fix : found.cause.fixes) said += "\n" + fix;
    EXPECT_THAT(found.cause.summary, HasSubstr(attempt::ToText(Need(attempt::ParsePath(named)))));
    for (const std::string& word : words) EXPECT_THAT(said, HasSubstr(word));
    EXPECT_THAT(said, Not(HasSubstr(kPassword)));
  }

  ClientAuthorities authorities_;
  pki::AuthorityPtr stranger_ = Need(pki::MintRoot("Stranger CA"));
  pki::IdentityPtr good_ = Client(*authorities_.root, "good");
  pki::IdentityPtr untrusted_ = Client(*stranger_, "untrusted");
  RevocationLists lists_;
  PkiFolder folder_;
  PlainBackend backend_;
  std::map<std::string, std::unique_ptr<RunningServer>> servers_;
};

TEST_F(Proxies, HttpProxiesChangeNothing) {
  ExpectTheServersWord(Nginx(), Tinyproxy("open"));
  ExpectTheServersWord(Nginx(), Squid("open"));
}

TEST_F(Proxies, HttpProxiesWithLoginChangeNothing) {
  ExpectTheServersWord(Nginx(), Tinyproxy("login", "bob:tunnel-secret@"));
  ExpectTheServersWord(Nginx(), Squid("login", "bob:env:PROXY_PASSWORD@"));
  const auto found = Explain(Nginx(), Squid("login", "env:PROXY_FIELD@"), good_);
  EXPECT_EQ(found.diagnosis.outcome, diagnosis::Outcome::kAccepted) << found.diagnosis.observed;
}

TEST_F(Proxies, TlsToTheProxyChangesNothing) {
  ExpectTheServersWord(Nginx(), Squid("tls"));
  ExpectTheServersWord(Nginx(), Squid("tls-login", "bob:tunnel-secret@"));
  const auto found = Explain(Nginx(), Squid("tls"), good_);
  const auto reply = attempt::First<ProxyReply>(found.attempts.front().trace);
  ASSERT_TRUE(reply);
  EXPECT_THAT(reply->tls, HasSubstr("TLSv1."));
  EXPECT_EQ(reply->certificate_problem, "");
}

TEST_F(Proxies, SocksProxiesChangeNothing) {
  ExpectTheServersWord(Nginx(), Microsocks("socks5", "open"));
  ExpectTheServersWord(Nginx(), Microsocks("socks5h", "open"));
  ExpectTheServersWord(Nginx(), Microsocks("socks5h", "login", "bob:tunnel-secret@"));
}

TEST_F(Proxies, ChainsChangeNothing) {
  ExpectTheServersWord(Nginx(), Microsocks("socks5h", "open") + " " + Tinyproxy("open"));
  ExpectTheServersWord(Nginx(), Squid("tls") + " " + Microsocks("socks5", "open"));
  const auto found =
      Explain(Nginx(), Squid("tls") + " " + Squid("tls") + " " + Tinyproxy("open"), good_);
  EXPECT_EQ(found.diagnosis.outcome, diagnosis::Outcome::kAccepted) << found.diagnosis.observed;
}

TEST_F(Proxies, ServersThatWantAProxyHeaderGetIt) {
  const std::string nginx =
      "https://localhost:" + Port(testing_support::NginxProxyProtocolPlan(), "on") + "/";
  const std::string haproxy =
      "https://localhost:" + Port(testing_support::HaproxyProxyProtocolPlan(), "required") + "/";
  for (const std::string& url : {nginx, haproxy}) {
    for (const char* header : {"proxy-v1:", "proxy-v2:"}) ExpectTheServersWord(url, header);
    const std::pair<std::string, const char*> claims[] = {
        {"proxy-v1:192.0.2.7:4711", "open for 192.0.2.7"},
        {"proxy-v2:[2001:db8::7]:4711", "open for 2001:db8::7"},
        {"proxy-v2:", "open for 127.0.0.1"},
        {Tinyproxy("open") + " proxy-v2:192.0.2.9:1", "open for 192.0.2.9"},
    };
    for (const auto& [via, body] : claims) {
      const auto found = Explain(url, via, good_);
      const auto reply = attempt::Last<attempt::HttpReply>(found.attempts.front().trace);
      ASSERT_TRUE(reply) << via << ": " << found.diagnosis.observed;
      EXPECT_THAT(reply->body, HasSubstr(body)) << via;
    }
    // Without the header nothing of it works, and no certificate is blamed.
    const auto found = Explain(url, "direct", good_).diagnosis;
    EXPECT_NE(found.outcome, diagnosis::Outcome::kAccepted);
    EXPECT_THAT(found.cause.id, HasSubstr("path.")) << found.cause.summary;
  }
}

TEST_F(Proxies, WantingALoginIsSaidWithItsSchemes) {
  for (const std::string& proxy : {Tinyproxy("login"), Squid("login")}) {
    ExpectRefusal(Nginx(), proxy, proxy, {"407", "Basic", "USER:env:NAME@", "no credentials"});
  }
  const std::string socks = Microsocks("socks5h", "login");
  ExpectRefusal(Nginx(), socks, socks, {"wants a login", "USER:env:NAME@"});
}

TEST_F(Proxies, AWrongLoginIsSaid) {
  const std::string wrong = "bob:wrong-" + std::string(kPassword) + "@";
  for (const std::string& proxy : {Tinyproxy("login", wrong), Squid("login", wrong)}) {
    ExpectRefusal(
        Nginx(), proxy, proxy,
        {"refused the credentials", "credentials were sent", "correct user and password"});
  }
  const std::string socks = Microsocks("socks5", "login", wrong);
  ExpectRefusal(Nginx(), socks, socks, {"refused user and password"});
}

TEST_F(Proxies, AProxyThatIsNotTrustedGetsNoPassword) {
  const std::string proxy = Squid("tls-login", "bob:tunnel-secret@");
  ExpectRefusal(Nginx(), proxy, proxy, {"withheld", "407", "--server-ca"}, false);
}

TEST_F(Proxies, RulesThatForbidTheTunnelAreSaid) {
  for (const std::string& proxy : {Tinyproxy("ports"), Squid("denied")}) {
    ExpectRefusal(Nginx(), proxy, proxy, {"403", "allow CONNECT to localhost:"});
  }
}

TEST_F(Proxies, AServerThatTheProxyCannotReachIsSaid) {
  const std::string closed =
      "https://127.0.0.1:" + std::to_string(testing_support::FreePorts(1)[0]) + "/";
  ExpectRefusal(closed, Squid("open"), Squid("open"),
                {"503", "could not reach 127.0.0.1:", "ERR_CONNECT_FAIL"});
  ExpectRefusal(closed, Microsocks("socks5", "open"), Microsocks("socks5", "open"),
                {"connection refused", "could not reach 127.0.0.1:"});
  ExpectRefusal(closed, Tinyproxy("open"), Tinyproxy("open"), {"127.0.0.1:"});
}

TEST_F(Proxies, TheSecondOfAChainIsNamedWhenItRefuses) {
  ExpectRefusal(Nginx(), Microsocks("socks5h", "open") + " " + Squid("denied"), Squid("denied"),
                {"403"});
  // The first cannot reach the second.
  const std::string gone = "http://127.0.0.1:" + std::to_string(testing_support::FreePorts(1)[0]);
  ExpectRefusal(Nginx(), Microsocks("socks5", "open") + " " + gone, Microsocks("socks5", "open"),
                {"connection refused", "could not reach " + gone.substr(7)});
}

TEST_F(Proxies, TheWrongKindOfProxyIsSaid) {
  const std::string port = Port(testing_support::TinyproxyPlan(), "open");
  ExpectRefusal(Nginx(), "socks5://127.0.0.1:" + port, "socks5://127.0.0.1:" + port, {});
  ExpectRefusal(Nginx(), "https://127.0.0.1:" + port, "https://127.0.0.1:" + port, {"TLS"});
  const std::string socks = Port(testing_support::MicrosocksPlan(), "open");
  ExpectRefusal(Nginx(), "http://127.0.0.1:" + socks, "http://127.0.0.1:" + socks, {});
}

TEST_F(Proxies, AProxyThatIsNotThereIsNamed) {
  const std::string gone = "http://127.0.0.1:" + std::to_string(testing_support::FreePorts(1)[0]);
  const auto found = Explain("https://localhost:443/", gone, good_).diagnosis;
  EXPECT_EQ(found.cause.id, "path.unreachable");
  EXPECT_THAT(found.cause.summary, HasSubstr("the proxy " + gone));
}

// ---- the program ------------------------------------------------------------------------------

class ProxiesOfTheEnvironment : public Proxies {
 protected:
  ProxiesOfTheEnvironment() {
    if (!pki::WriteIdentity(folder_.path(), *good_)) std::abort();
  }

  ProgramResult ExplainProgram(const std::vector<std::string>& environment,
                               const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = {"SSLKEYLOGFILE"};
    all.insert(all.end(), environment.begin(), environment.end());
    std::vector<std::string> words = {
        SHAKEDOWN_BINARY,        "explain", Nginx(), "--cert", folder_.File("good.pem"), "--key",
        folder_.File("good.key")};
    words.insert(words.end(), more.begin(), more.end());
    return testing_support::RunProgram(words, all);
  }
};

TEST_F(ProxiesOfTheEnvironment, ChooseTheWayAndAreNamed) {
  const ProgramResult in = ExplainProgram({"HTTPS_PROXY=" + Tinyproxy("open")});
  EXPECT_EQ(in.exit_code, cli::kExitOk) << in.out << in.err;
  EXPECT_THAT(in.out, HasSubstr("chosen by HTTPS_PROXY"));
  const ProgramResult refused = ExplainProgram({"all_proxy=" + Squid("denied")});
  EXPECT_EQ(refused.exit_code, cli::kExitError) << refused.out << refused.err;
  EXPECT_THAT(refused.out, AllOf(HasSubstr("path.proxy-refused"), HasSubstr("all_proxy"),
                                 HasSubstr("--via direct")));
}

TEST_F(ProxiesOfTheEnvironment, CanBeOverruled) {
  const std::string denied = "https_proxy=" + Squid("denied");
  for (const std::string& via : {std::string("direct"), std::string(), Tinyproxy("open")}) {
    const ProgramResult in = ExplainProgram({denied}, {"--via", via});
    EXPECT_EQ(in.exit_code, cli::kExitOk) << via << in.out << in.err;
  }
  const ProgramResult exempt = ExplainProgram({denied, "NO_PROXY=example.test,localhost"});
  EXPECT_EQ(exempt.exit_code, cli::kExitOk) << exempt.out << exempt.err;
  EXPECT_THAT(exempt.out, Not(HasSubstr("through")));
}

TEST_F(ProxiesOfTheEnvironment, NoOutputRepeatsAPassword) {
  for (const std::string& proxy :
       {Tinyproxy("login", "bob:tunnel-secret@"), Squid("denied", "bob:tunnel-secret@"),
        Microsocks("socks5h", "login", "bob:tunnel-secret@"),
        std::string("socks4://bob:tunnel-secret@localhost:1")}) {
    const std::vector<std::string> everything = {"-v", "--json", folder_.File("out.json")};
    for (const ProgramResult& result : {ExplainProgram({"HTTPS_PROXY=" + proxy}, everything),
                                        ExplainProgram({}, {"-v", "--via", proxy})}) {
      EXPECT_THAT(result.out + result.err, Not(HasSubstr(kPassword)));
      EXPECT_THAT(result.out + result.err, testing::AnyOf(HasSubstr("bob:"), HasSubstr("socks4")));
    }
    const auto json = ReadFile(folder_.File("out.json"));
    EXPECT_THAT(json ? *json : std::string(), Not(HasSubstr(kPassword)));
  }
}

TEST_F(ProxiesOfTheEnvironment, SuitesGoThroughThemToo) {
  const std::string suite = folder_.File("suite.xml");
  ASSERT_TRUE(WriteFile(suite, R"(<suite xmlns="urn:shakedown:suite:1" name="proxied">
  <variable name="second"/>
  <identities>
    <identity id="mine" certificate="good.pem" key="good.key"/>
  </identities>
  <scenario id="default"><handshake identity="mine"/><expect outcome="accepted"/></scenario>
  <scenario id="direct"><handshake identity="mine" via="direct"/><expect outcome="accepted"/></scenario>
  <scenario id="other"><handshake identity="mine" via="${second}"/><expect outcome="accepted"/></scenario>
</suite>
)"));
  const std::vector<std::string> environment = {
      "SSLKEYLOGFILE", "HTTPS_PROXY=" + Squid("denied", "bob:tunnel-secret@")};
  const ProgramResult result =
      testing_support::RunProgram({SHAKEDOWN_BINARY, "run", suite, "--target", Nginx(), "--set",
                                   "second=" + Tinyproxy("login", "bob:tunnel-secret@"), "--junit",
                                   folder_.File("junit.xml"), "--json", folder_.File("run.json")},
                                  environment);
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.out << result.err;
  EXPECT_THAT(result.out + result.err, HasSubstr("chosen by HTTPS_PROXY"));
  EXPECT_THAT(result.out, HasSubstr("path.proxy-refused"));
  EXPECT_THAT(result.out + result.err, HasSubstr("2 passed"));
  std::string everything = result.out + result.err;
  for (const char* report : {"junit.xml", "run.json"}) {
    const auto text = ReadFile(folder_.File(report));
    ASSERT_TRUE(text) << report;
    everything += *text;
  }
  EXPECT_THAT(everything, Not(HasSubstr(kPassword)));
}

}  // namespace
}  // namespace shakedown
