// Browsers with a certificate in their store, against `shakedown serve`: they present it to a
// server that lists its CA, and the person at the browser reads so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "pki/mint.h"
#include "tests/support/needs.h"
#include "tests/support/serve_program.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

namespace fs = std::filesystem;

using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::ServeProgram;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

bool Installed(const std::string& program) {
  return RunProgram({"sh", "-c", "command -v " + program}).exit_code == 0;
}

/// What Chromium presents without asking is a matter of policy: a file for as long as a test.
class Policy final {
 public:
  explicit Policy(uint16_t port) {
    std::error_code problem;
    fs::create_directories(kFolder, problem);
    path_ = std::string(kFolder) + "/shakedown-" + std::to_string(port) + ".json";
    std::ofstream file(path_);
    file << R"({"AutoSelectCertificateForUrls": ["{\"pattern\": \"https://localhost:)" << port
         << R"(\", \"filter\": {}}"]})";
    file.close();
    written_ = !file.fail();
  }
  ~Policy() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;
  bool written() const { return written_; }

 private:
  static constexpr const char* kFolder = "/etc/chromium/policies/managed";
  std::string path_;
  bool written_ = false;
};

class Browsers : public testing::Test {
 protected:
  Browsers() : clients_("Clients CA") {
    EXPECT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", clients_.authority()));
    pki::MintRequest request;
    request.name = "alice";
    EXPECT_TRUE(pki::WriteIdentity(folder_.path(), *Need(pki::Mint(clients_.authority(), request)),
                                   "secret"));
  }
  /// A store of NSS in `folder` with alice's certificate, if `identity`, and trust in the server.
  void FillStore(const std::string& folder, bool identity) {
    std::string script = "set -e; mkdir -p " + folder + "; db=sql:" + folder +
                         "; certutil -N --empty-password -d $db; "
                         "certutil -A -d $db -n server -t C,, -i serve-ca.pem; ";
    if (identity) script += "pk12util -i alice.p12 -W secret -d $db -K ''";
    const ProgramResult filled = RunProgram({"sh", "-c", script}, {}, folder_.path());
    EXPECT_EQ(filled.exit_code, 0) << filled.out << filled.err;
  }
  std::string Chromium(const ServeProgram& serve) {
    return RunProgram(
               {"chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--user-data-dir=" + folder_.File("profile"), "--dump-dom", serve.url()},
               {"HOME=" + folder_.path()}, folder_.path(), Milliseconds(120000))
        .out;
  }
  /// Loads the page into a picture, which is how Firefox ends by itself.
  void Firefox(const ServeProgram& serve) {
    std::ofstream(folder_.File("firefox/user.js"))
        << "user_pref('security.default_personal_cert', 'Select Automatically');\n"
           "user_pref('datareporting.policy.dataSubmissionEnabled', false);\n"
           "user_pref('app.update.enabled', false);\n"
           "user_pref('network.captive-portal-service.enabled', false);\n";
    RunProgram({"firefox-esr", "--headless", "--no-remote", "--profile", folder_.File("firefox"),
                "--screenshot", folder_.File("page.png"), serve.url()},
               {"HOME=" + folder_.path()}, folder_.path(), Milliseconds(120000));
  }
  /// The connection on which the page was answered.
  static nlohmann::json Answered(const ServeProgram& serve) {
    const Deadline deadline = Deadline::After(Milliseconds(30000));
    do {
      const auto lines = serve.Lines(1);
      const auto found = std::ranges::find_if(lines, [](const nlohmann::json& line) {
        return line.contains("http") && line["http"]["path"] == "/";
      });
      if (found != lines.end()) return *found;
    } while (!deadline.over());
    return {};
  }
  static bool Fits(const nlohmann::json& line, const std::string& profile) {
    return std::ranges::any_of(line["clients"],
                               [&](const auto& client) { return client["id"] == profile; });
  }

  const TemporaryFolder folder_;
  TestAuthority clients_;
};

TEST_F(Browsers, ChromiumPresentsWhatItsPolicySelects) {
  SHAKEDOWN_NEEDS(Installed("chromium") && Installed("certutil"), "chromium, libnss3-tools");
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "-qq"});
  ASSERT_TRUE(serve.ready());
  const Policy policy(serve.port());
  SHAKEDOWN_NEEDS(policy.written(), "no policy of Chromium can be written");
  FillStore(folder_.File(".pki/nssdb"), true);
  EXPECT_THAT(Chromium(serve), testing::HasSubstr("the chain holds"));
  const nlohmann::json line = Answered(serve);
  EXPECT_EQ(line["outcome"], "presented") << line;
  EXPECT_TRUE(Fits(line, "chromium-linux"));
}

TEST_F(Browsers, FirefoxPresentsWhatFits) {
  SHAKEDOWN_NEEDS(Installed("firefox-esr") && Installed("certutil"), "firefox-esr, libnss3-tools");
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "-qq"});
  ASSERT_TRUE(serve.ready());
  FillStore(folder_.File("firefox"), true);
  Firefox(serve);
  const nlohmann::json line = Answered(serve);
  EXPECT_EQ(line["outcome"], "presented") << line;
  EXPECT_TRUE(Fits(line, "firefox-desktop")) << line["clients"];
}

TEST_F(Browsers, FirefoxWithoutACertificateSaysSo) {
  SHAKEDOWN_NEEDS(Installed("firefox-esr") && Installed("certutil"), "firefox-esr, libnss3-tools");
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "-qq"});
  ASSERT_TRUE(serve.ready());
  FillStore(folder_.File("firefox"), false);
  Firefox(serve);
  const nlohmann::json line = Answered(serve);
  EXPECT_EQ(line["outcome"], "nothing") << line;
  EXPECT_THAT(testing_support::ReasonsOf(line), testing::Contains("client.no-identity"));
}

}  // namespace
}  // namespace shakedown
