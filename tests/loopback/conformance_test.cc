// The conformance suites against seven real servers. What each of them gets wrong is known, with
// the reason, in its baseline below fixtures/conformance/servers/, from which docs/conformance.md
// has its table. In the ordinary run some servers are asked what matters most; with
// SHAKEDOWN_CONFORMANCE=all all are asked everything. SHAKEDOWN_UPDATE_GOLDEN=1 writes the
// baselines anew and keeps the reasons.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>
#include <pugixml.hpp>
#include <set>
#include <string>

#include "cli/exit_code.h"
#include "core/file.h"
#include "scenario/baseline.h"
#include "tests/support/needs.h"
#include "tests/support/servers/plans.h"

namespace shakedown {
namespace {

using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunningServer;
using testing_support::RunProgram;
using testing_support::ServerPlan;

/// One server and what it is asked.
struct Subject {
  std::string name;  ///< of its baseline
  ServerPlan (*plan)();
  std::string gate;
  std::string canary;  ///< stands on its page, and on none of its refusals
  std::vector<std::string> packages;
  bool ordinary = false;            ///< asked in the ordinary run too
  bool whole = false;               ///< then asked everything
  std::string jobs = "8";           ///< "1": it serves one connection after the other
  std::vector<std::string> suites;  ///< empty: all of kSuites
};

void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }

/// The suites that need no more of an operator than a gate and the CA that it trusts.
const std::vector<std::string> kSuites = {"certificate-request",
                                          "client-certificate",
                                          "certificate-verify",
                                          "path-validation",
                                          "validity",
                                          "usage",
                                          "sizes",
                                          "downgrade",
                                          "timing",
                                          "resumption",
                                          "early-data",
                                          "renegotiation",
                                          "alpn",
                                          "other-doors",
                                          "fail-open"};

const std::vector<Subject>& Subjects() {
  using namespace testing_support;  // NOLINT: the plans
  static const std::vector<Subject> subjects = {
      {"nginx", NginxPlan, "depth-9", "open", {"nginx", "libssl3"}, true, true},
      {"nginx-early-data",
       NginxPlan,
       "early-data",
       "open",
       {"nginx", "libssl3"},
       true,
       true,
       "8",
       {"early-data"}},
      {"apache", ApachePlan, "depth-9", "open", {"apache2-bin", "libssl3"}},
      {"haproxy", HaproxyPlan, "required", "open", {"haproxy", "libssl3"}},
      {"s_server",
       OpensslPlan,
       "strict",
       "Ciphers supported",
       {"openssl", "libssl3"},
       true,
       false,
       "1"},
      {"gnutls-serv",
       GnutlsPlan,
       "verify",
       "GnuTLS",
       {"gnutls-bin", "libgnutls30"},
       true,
       false,
       "1"},
      {"go", GoPlan, "require-and-verify", "open", {"golang-1.19-go"}},
      {"java", JavaPlan, "https-need", "open", {"openjdk-17-jre-headless"}, false, false, "2"}};
  return subjects;
}

bool AllIsAsked() {
  const char* wanted = std::getenv("SHAKEDOWN_CONFORMANCE");
  return wanted != nullptr && std::string(wanted) == "all";
}

/// "nginx 1.22.1-9, libssl3 3.0.17-1": what is installed of these packages.
std::string Versions(const std::vector<std::string>& packages) {
  std::string versions;
  for (const std::string& package : packages) {
    const auto told =
        RunProgram({"dpkg-query", "-W", "-f", "${Version}", package}, {}, {}, Milliseconds(30000));
    versions += (versions.empty() ? "" : ", ") + package + " " + told.out;
  }
  return versions;
}

/// Processes that have `text` in their command line.
std::vector<std::string> ProcessesWith(const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto line = ReadFile((entry.path() / "cmdline").string());
    if (line && line->find(text) != std::string::npos) found.push_back(entry.path().string());
  }
  return found;
}

class ConformanceOf : public testing::TestWithParam<Subject> {
 protected:
  static std::string BaselineFile(const Subject& subject) {
    return std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/conformance/servers/" + subject.name +
           ".xml";
  }

  void Start(const Subject& subject) {
    const ServerPlan plan = subject.plan();
    SHAKEDOWN_NEEDS(testing_support::IsInstalled(plan), plan.program + " is not installed");
    ASSERT_TRUE(pki::WriteAuthority(out_.path(), "ca", *authorities_.root));
    ASSERT_TRUE(pki::WriteAuthority(out_.path(), "server-ca", *authorities_.server));
    server_ = std::make_unique<RunningServer>(plan, folder_, backend_);
    ASSERT_TRUE(server_->Ready(Deadline::After(Milliseconds(90000)))) << server_->Log();
  }

  ProgramResult Ask(const Subject& subject, const std::vector<std::string>& more) {
    std::vector<std::string> words = {SHAKEDOWN_BINARY, "run"};
    for (const std::string& suite : subject.suites.empty() ? kSuites : subject.suites) {
      words.push_back(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + suite + ".xml");
    }
    const std::string url =
        "https://localhost:" + std::to_string(server_->port(subject.gate)) + "/";
    const std::vector<std::string> options = {"--target",    url,
                                              "--server-ca", out_.File("server-ca.pem"),
                                              "--ca-cert",   out_.File("ca.pem"),
                                              "--ca-key",    out_.File("ca.key"),
                                              "--client-ca", out_.File("ca.pem"),
                                              "--canary",    subject.canary,
                                              "--jobs",      subject.jobs,
                                              "--junit",     out_.File("junit.xml")};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, {"SSLKEYLOGFILE"}, {}, Milliseconds(110000));
  }

  /// The server lives, and nothing that was started for the run does.
  void ExpectTidy(const Subject& subject) {
    EXPECT_TRUE(testing_support::WaitForListener(server_->port(subject.gate),
                                                 Deadline::After(Milliseconds(10000))))
        << server_->Log();
    EXPECT_THAT(ProcessesWith(out_.path()), testing::IsEmpty());
  }

  /// Writes what failed in the last run, with the reasons that stand in the file now.
  void WriteBaseline(const Subject& subject) {
    std::map<std::string, std::string> reasons;
    for (const auto& entry : scenario::LoadBaseline(BaselineFile(subject)).entries) {
      reasons[entry.id.substr(0, entry.id.find('['))] = entry.reason;
    }
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    document.append_child(pugi::node_comment)
        .set_value((" " + Versions(subject.packages) + " ").c_str());
    pugi::xml_node baseline = document.append_child("baseline");
    baseline.append_attribute("xmlns") = scenario::kBaselineNamespace;
    for (const std::string& id : Failed()) {
      const std::string& reason = reasons[id.substr(0, id.find('['))];
      EXPECT_FALSE(reason.empty()) << id << " needs a reason in " << BaselineFile(subject);
      pugi::xml_node entry = baseline.append_child("known-failure");
      entry.append_attribute("case") = id.c_str();
      entry.append_attribute("reason") = reason.c_str();
    }
    ASSERT_TRUE(document.save_file(BaselineFile(subject).c_str(), "  "));
    ADD_FAILURE() << "wrote " << BaselineFile(subject);
  }

 private:
  /// Scenarios that failed in all their cases by their own id, others by those of the cases.
  std::set<std::string> Failed() const {
    pugi::xml_document document;
    EXPECT_TRUE(document.load_file(out_.File("junit.xml").c_str()));
    std::map<std::string, std::set<std::string>> failed;
    std::set<std::string> passed;
    for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase")) {
      const pugi::xml_node node = found.node();
      const std::string id = std::string(node.parent().attribute("name").value()) + "/" +
                             node.attribute("name").value();
      const std::string scenario = id.substr(0, id.find('['));
      EXPECT_FALSE(node.child("error")) << id;
      if (node.child("failure")) {
        failed[scenario].insert(id);
      } else if (!node.child("skipped")) {
        passed.insert(scenario);
      }
    }
    std::set<std::string> ids;
    for (const auto& [scenario, cases] : failed) {
      if (passed.contains(scenario)) {
        ids.insert(cases.begin(), cases.end());
      } else {
        ids.insert(scenario);
      }
    }
    return ids;
  }

  testing_support::ClientAuthorities authorities_{pki::KeyKind::kP256};
  pki::IdentityPtr good_ = Need(pki::Mint(*authorities_.root, {.name = "good"}));
  testing_support::RevocationLists lists_{authorities_, good_->leaf.get()};
  testing_support::PkiFolder folder_{authorities_, lists_, good_->leaf.get()};
  testing_support::PlainBackend backend_;
  testing_support::TemporaryFolder out_;
  std::unique_ptr<RunningServer> server_;
};

TEST_P(ConformanceOf, FailsWhatIsKnownAndNothingElse) {
  const Subject& subject = GetParam();
  const bool update = std::getenv("SHAKEDOWN_UPDATE_GOLDEN") != nullptr;
  if (!subject.ordinary && !AllIsAsked()) GTEST_SKIP() << "SHAKEDOWN_CONFORMANCE=all asks it";
  Start(subject);
  if (HasFatalFailure() || IsSkipped()) return;
  if (update) {
    const auto run = Ask(subject, {"--profile", "full"});
    EXPECT_EQ(run.exit_code, cli::kExitFailure) << run.out << run.err;
    return WriteBaseline(subject);
  }
  std::vector<std::string> words = {"--baseline", BaselineFile(subject), "--profile"};
  if (subject.whole || AllIsAsked()) {
    words.push_back("full");
  } else {
    for (const char* word : {"security", "--not-tag", "slow"}) words.push_back(word);
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto run = Ask(subject, words);
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(run.exit_code, cli::kExitOk) << run.out << run.err << "\nThe baseline was made with:\n"
                                         << Need(ReadFile(BaselineFile(subject))).substr(0, 200)
                                         << "\nInstalled: " << Versions(subject.packages);
  if (subject.whole) {
    EXPECT_LT(took, std::chrono::seconds(SHAKEDOWN_FULL_RUN_SECONDS));
  }
  ExpectTidy(subject);
}

INSTANTIATE_TEST_SUITE_P(Servers, ConformanceOf, testing::ValuesIn(Subjects()),
                         [](const testing::TestParamInfo<Subject>& tested) {
                           std::string name = tested.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace shakedown
