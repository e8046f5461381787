// The shipped suites, unchanged, against a real nginx; and nginx with one thing wrong at a time:
// the right cases fail, each with the right cause in the report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>

#include "cli/exit_code.h"
#include "core/file.h"
#include "tests/support/nginx.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::Nginx;
using testing_support::NginxGate;
using testing_support::ProgramResult;
using testing_support::RunProgram;

/// One testcase element of a JUnit report.
struct ReportedCase {
  std::string verdict;  ///< "passed", "failure", "error", "skipped"
  std::string type;
  std::string body;
};
using Report = std::map<std::string, ReportedCase>;

Report ReadJunit(const std::string& path) {
  pugi::xml_document document;
  Report report;
  if (!document.load_file(path.c_str())) return report;
  for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase")) {
    const pugi::xml_node node = found.node();
    ReportedCase result{"passed", "", ""};
    for (const char* verdict : {"failure", "error", "skipped"}) {
      if (const pugi::xml_node child = node.child(verdict)) {
        result = {verdict, child.attribute("type").value(), child.child_value()};
      }
    }
    report[std::string(node.parent().attribute("name").value()) + "/" +
           node.attribute("name").value()] = result;
  }
  return report;
}

class NginxSuites : public testing::Test {
 protected:
  ProgramResult Run(const Nginx& nginx, std::vector<std::string> more) {
    const std::string root = std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/";
    std::vector<std::string> words = {SHAKEDOWN_BINARY, "run"};
    for (const char* suite :
         {"client-auth.xml", "certificate-request.xml", "proxy-in-path.xml", "virtual-hosts.xml"}) {
      words.push_back(root + suite);
    }
    for (const std::string& word :
         {std::string("--target"),    nginx.url(),
          std::string("--server-ca"), nginx.File("server-ca.pem"),
          std::string("--ca-cert"),   nginx.File("ca.pem"),
          std::string("--ca-key"),    nginx.File("ca.key"),
          std::string("--crl"),       nginx.File("crl.pem"),
          std::string("--set"),       std::string("crl_host=crl.test"),
          std::string("--set"),       std::string("open_host=open.test"),
          std::string("--set"),       std::string("secure_host=secure.test"),
          std::string("--set"),       std::string("secure_host_mixed=SeCuRe.Test"),
          std::string("--set"),       std::string("nginx=yes"),
          std::string("--junit"),     nginx.File("junit.xml")}) {
      words.push_back(word);
    }
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, {"SSLKEYLOGFILE"}, {}, Milliseconds(110000));
  }

  /// A baseline file with what nginx on this TLS library is known to get wrong.
  static std::string Baseline(const Nginx& nginx) {
    const std::string path = nginx.File("baseline.xml");
    EXPECT_TRUE(WriteFile(path, R"(<baseline xmlns="urn:shakedown:baseline:1">
  <known-failure case="certificate-request/cr-no-dead-pairs" reason="OpenSSL 3.0 lists SHA-224"/>
</baseline>)"));
    return path;
  }

  static std::set<std::string> With(const Report& report, const std::string& verdict) {
    std::set<std::string> names;
    for (const auto& [name, result] : report) {
      if (result.verdict == verdict) names.insert(name);
    }
    return names;
  }
};

TEST_F(NginxSuites, AllPassUnchanged) {
  const Nginx nginx({});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto result = Run(nginx, {"--baseline", Baseline(nginx)});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("known failure: OpenSSL 3.0 lists SHA-224"));
  const Report report = ReadJunit(nginx.File("junit.xml"));
  EXPECT_GT(With(report, "passed").size(), 90u);
  // What only the built-in peer can show, or was not asked for, is skipped and says so.
  for (const std::string& name : With(report, "skipped")) {
    EXPECT_THAT(report.at(name).body,
                testing::AnyOf(HasSubstr("built-in peer"), HasSubstr("the variable 'partner_host'"),
                               HasSubstr("the variable 'wildcard_host'"),
                               HasSubstr("the variable 'nameless_host'"),
                               HasSubstr("the variable 'strict_sessions'")))
        << name;
  }
}

TEST_F(NginxSuites, VerificationTurnedOffIsFoundAsAGateThatNeverAsks) {
  const Nginx nginx({.verify = "off"});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto result = Run(nginx, {});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  const Report report = ReadJunit(nginx.File("junit.xml"));
  for (const char* name : {"client-auth/no-certificate", "client-auth/untrusted-issuer",
                           "client-auth/expired", "virtual-hosts/secure-none"}) {
    for (const char* version : {"[tls=1.2]", "[tls=1.3]"}) {
      const ReportedCase& found = report.at(std::string(name) + version);
      EXPECT_EQ(found.verdict, "failure") << name << version;
      EXPECT_THAT(found.body, HasSubstr("server.no-request")) << name << version;
    }
  }
  EXPECT_EQ(report.at("virtual-hosts/open[tls=1.3]").verdict, "passed");
}

TEST_F(NginxSuites, OptionalVerificationLetsOnlyTheClientWithoutCertificateIn) {
  const Nginx nginx({.verify = "optional"});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto result = Run(nginx, {});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  const Report report = ReadJunit(nginx.File("junit.xml"));
  for (const char* version : {"[tls=1.2]", "[tls=1.3]"}) {
    const ReportedCase& none = report.at(std::string("client-auth/no-certificate") + version);
    EXPECT_EQ(none.verdict, "failure") << version;
    EXPECT_THAT(none.body, HasSubstr("optional")) << version;
    EXPECT_EQ(report.at(std::string("client-auth/expired") + version).verdict, "passed") << version;
    EXPECT_EQ(report.at(std::string("client-auth/untrusted-issuer") + version).verdict, "passed")
        << version;
  }
}

TEST_F(NginxSuites, AnotherCaIsFoundAsUntrustedIssuer) {
  const Nginx nginx({.other_ca = true});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto result = Run(nginx, {});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  const Report report = ReadJunit(nginx.File("junit.xml"));
  for (const char* name :
       {"client-auth/good[tls=1.3,key=p-256]", "client-auth/good[tls=1.2,key=rsa-2048]",
        "client-auth/no-eku[tls=1.3]", "virtual-hosts/secure-good[tls=1.2]"}) {
    const ReportedCase& good = report.at(name);
    EXPECT_EQ(good.verdict, "failure") << name;
    EXPECT_EQ(good.type, "shakedown.certificate.untrusted-issuer") << name;
    EXPECT_THAT(good.body, HasSubstr("Another CA")) << "the CA that is listed: " << name;
    EXPECT_THAT(good.body, HasSubstr("Clients CA")) << "the CA that issued: " << name;
  }
  EXPECT_EQ(report.at("client-auth/no-certificate[tls=1.3]").verdict, "passed");
}

TEST_F(NginxSuites, WithoutDepthLimitOnlyTheDeepChainIsAFinding) {
  const Nginx nginx({.depth = "9"});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto result = Run(nginx, {"--baseline", Baseline(nginx)});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  const Report report = ReadJunit(nginx.File("junit.xml"));
  EXPECT_EQ(With(report, "failure"), (std::set<std::string>{"client-auth/too-deep[tls=1.2]",
                                                            "client-auth/too-deep[tls=1.3]"}));
  EXPECT_THAT(report.at("client-auth/too-deep[tls=1.3]").body, HasSubstr("accepted"));
  EXPECT_THAT(With(report, "error"), IsEmpty());
}

}  // namespace
}  // namespace shakedown
