// The suites that change their server against a real nginx, changed by the hook of docs/hooks.md as
// it stands there; and its OCSP client against our responder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <pugixml.hpp>
#include <set>
#include <string>

#include "cli/exit_code.h"
#include "core/file.h"
#include "pki/mint.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::Program;
using testing_support::ProgramResult;
using testing_support::RunProgram;

/// The first block of shell in the page.
std::string HookOfThePage() {
  const auto page = ReadFile(std::string(SHAKEDOWN_SOURCE_DIR) + "/docs/hooks.md");
  EXPECT_TRUE(page);
  const std::string opening = "```sh\n";
  const size_t begin = page->find(opening) + opening.size();
  return page->substr(begin, page->find("\n```", begin) + 1 - begin);
}

class Hooks : public testing::Test {
 protected:
  void SetUp() override {
    WriteFiles();
    for (int attempt = 0; attempt < 3 && !running_; ++attempt) {
      port_ = testing_support::FreePorts(1)[0];
      WriteConfiguration();
      nginx_ = std::make_unique<Program>(
          std::vector<std::string>{"nginx", "-p", folder_.path(), "-e", File("error.log"), "-c",
                                   File("nginx.conf")},
          std::vector<std::string>{kPath});
      running_ = testing_support::WaitForListener(port_, Deadline::After(Milliseconds(10000)));
    }
    const auto log = ReadFile(File("error.log"));
    ASSERT_TRUE(running_) << (log ? *log : "nginx did not start");
  }

  /// The master ends its workers.
  void TearDown() override {
    if (nginx_ == nullptr) return;
    nginx_->Signal(SIGTERM);
    nginx_->Wait(Milliseconds(10000));
  }

  std::string File(const std::string& name) const { return folder_.File(name); }

  ProgramResult Run(const std::vector<std::string>& more) {
    const std::string root = std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/";
    std::vector<std::string> words = {SHAKEDOWN_BINARY,
                                      "run",
                                      root + "revocation.xml",
                                      root + "fail-open.xml",
                                      root + "resumption.xml",
                                      "--target",
                                      "https://localhost:" + std::to_string(port_) + "/",
                                      "--server-ca",
                                      File("server-ca.pem"),
                                      "--ca-cert",
                                      File("ca.pem"),
                                      "--ca-key",
                                      File("ca.key"),
                                      "--junit",
                                      File("junit.xml")};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, {kPath, "FOLDER=" + folder_.path()}, {}, Milliseconds(110000));
  }

  /// Names of the cases with this verdict: "passed", "failure", "error", "skipped".
  std::set<std::string> With(const std::string& verdict) const {
    pugi::xml_document document;
    std::set<std::string> names;
    EXPECT_TRUE(document.load_file(File("junit.xml").c_str()));
    for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase")) {
      std::string seen = "passed";
      for (const char* word : {"failure", "error", "skipped"}) {
        if (found.node().child(word)) seen = word;
      }
      if (seen == verdict) names.insert(found.node().attribute("name").value());
    }
    return names;
  }

  static constexpr const char* kPath = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  testing_support::TemporaryFolder folder_;
  uint16_t port_ = 0;

 private:
  void WriteFiles() {
    const auto ca = pki::MintRoot("Clients CA");
    const auto server_ca = pki::MintRoot("Servers CA");
    ASSERT_TRUE(ca && server_ca);
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "ca", **ca));
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", **ca));
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "server-ca", **server_ca));
    const auto server = pki::Mint(**server_ca, {.name = "server",
                                                .common_name = "localhost",
                                                .dns_names = {"localhost", "ocsp.test"},
                                                .server = true});
    ASSERT_TRUE(server) << server.error().Text();
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), **server));
    const auto crl = pki::MintCrl(**ca, {});
    ASSERT_TRUE(crl);
    X509_CRL* const crls[] = {crl->get()};
    ASSERT_TRUE(pki::WriteCrl(File("clients.crl"), crls));
    ASSERT_TRUE(WriteFile(File("hook"), HookOfThePage()));
    std::filesystem::permissions(File("hook"), std::filesystem::perms::owner_all);
  }

  void WriteConfiguration() {
    auto text = ReadFile(std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/nginx/hooks.conf.in");
    ASSERT_TRUE(text);
    const auto replace = [&text](const std::string& from, const std::string& to) {
      for (size_t at = text->find(from); at != std::string::npos; at = text->find(from, at)) {
        text->replace(at, from.size(), to);
        at += to.size();
      }
    };
    replace("@FOLDER@", folder_.path());
    replace("@PORT@", std::to_string(port_));
    ASSERT_TRUE(WriteFile(File("nginx.conf"), *text));
  }

  bool running_ = false;
  std::unique_ptr<Program> nginx_;
};

TEST_F(Hooks, NginxReadsListsAndCasAgain) {
  const auto result =
      Run({"--hook", "trust=" + File("hook"), "--hook", "crl=" + File("hook"), "--filter",
           "*/rev-crl-leaf?tls=1.3*", "--filter", "*/rev-crl-stale*tls=1.3*foreign*", "--filter",
           "*/resume-after-ca-removal*tls=1.3*"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  EXPECT_EQ(With("passed"),
            (std::set<std::string>{"rev-crl-leaf[tls=1.3]", "rev-crl-stale[tls=1.3,list=foreign]",
                                   "resume-after-ca-removal[tls=1.3]"}))
      << result.out;
}

TEST_F(Hooks, NginxKeepsWhatItHasWhenItsFileIsLost) {
  const auto result =
      Run({"--hook", "trust=" + File("hook"), "--set", "gate=plain.test", "--filter",
           "*/conf-ca-missing*tls=1.3*=missing*", "--filter", "*/conf-ca-rotated*tls=1.3*", "--set",
           "authenticated_echo=client: CN="});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  EXPECT_EQ(With("passed").size(), 2u) << result.out;
}

TEST_F(Hooks, NothingIsChangedWithoutThem) {
  const auto result = Run({"--filter", "*/rev-crl-*tls=1.3*"});
  EXPECT_THAT(With("passed"), IsEmpty());
  EXPECT_THAT(result.out + result.err, HasSubstr("--hook crl=COMMAND"));
}

TEST_F(Hooks, AHookThatFailsEndsItsCaseWithItsWords) {
  const auto result =
      Run({"--hook", "crl=echo out of order; exit 3", "--filter", "*/rev-crl-leaf?tls=1.3*"});
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.out << result.err;
  EXPECT_THAT(result.out + result.err, HasSubstr("out of order"));
}

/// As the lab of the catalogue has it: the certificate is looked at once, and the ticket lives on.
TEST_F(Hooks, NginxResumesWhatHasExpiredAndNothingThatWasChanged) {
  const auto result = Run({"--filter", "resumption/*tls=1.3*", "--set", "gate=plain.test", "--set",
                           "identity_echo=CN=Shakedown Kept"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  EXPECT_EQ(With("failure"), (std::set<std::string>{"resume-after-expiry[tls=1.3]",
                                                    "resume-chain-endless[tls=1.3]"}));
  EXPECT_THAT(With("passed"), Contains("resume-tampered-ticket[tls=1.3,form=flipped]"));
  EXPECT_THAT(With("passed"), Contains("resume-identity-kept.same[tls=1.3]"));
}

TEST_F(Hooks, NginxAsksTheResponderOfTheCertificate) {
  // One that never answers is waited for a minute.
  const auto result = Run({"--filter", "*/rev-ocsp-control*tls=1.3*", "--filter",
                           "*/rev-ocsp-*tls=1.3,*", "--set", "ocsp_host=ocsp.test"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  EXPECT_EQ(With("passed").size(), 9u) << result.out;
}

}  // namespace
}  // namespace shakedown
