// Real clients through the suite for clients under test: what each fails is known, and nothing
// else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/file.h"
#include "tests/support/needs.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;
using Ids = std::set<std::string>;

constexpr const char* kPython = R"(import os, ssl, urllib.request
e = os.environ
c = ssl.create_default_context(cafile=e['SHAKEDOWN_CA'])
if e['SHAKEDOWN_CERT']: c.load_cert_chain(e['SHAKEDOWN_CERT'], e['SHAKEDOWN_KEY'])
urllib.request.urlopen(e['SHAKEDOWN_URL'], context=c, timeout=20)
)";

constexpr const char* kGo = R"(package main
import ("crypto/tls"; "crypto/x509"; "fmt"; "net/http"; "os")
func fail(problem error) {
  if problem != nil { fmt.Println(problem); os.Exit(1) }
}
func main() {
  ca, problem := os.ReadFile(os.Getenv("SHAKEDOWN_CA"))
  fail(problem)
  pool := x509.NewCertPool()
  pool.AppendCertsFromPEM(ca)
  config := &tls.Config{RootCAs: pool}
  if os.Getenv("SHAKEDOWN_CERT") != "" {
    pair, problem := tls.LoadX509KeyPair(os.Getenv("SHAKEDOWN_CERT"), os.Getenv("SHAKEDOWN_KEY"))
    fail(problem)
    config.Certificates = []tls.Certificate{pair}
  }
  client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
  _, problem = client.Get(os.Getenv("SHAKEDOWN_URL"))
  fail(problem)
}
)";

class ClientSuites : public testing::Test {
 protected:
  static bool Installed(const std::string& program) {
    return RunProgram({"sh", "-c", "command -v " + program}).exit_code == 0;
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.File(name)) << text;
  }
  /// The scenarios of which at least one case fails for the client that `drive` starts.
  Ids Failing(const std::string& drive, const std::string& filter = "*") {
    const ProgramResult result =
        RunProgram({SHAKEDOWN_BINARY, "serve", "--suite",
                    SHAKEDOWN_SOURCE_DIR "/scenarios/client-under-test.xml", "--drive", drive,
                    "--filter", filter, "--json", "report.json"},
                   {"NO_COLOR=1"}, folder_.path(), Milliseconds(240000));
    const auto text = ReadFile(folder_.File("report.json"));
    EXPECT_TRUE(text) << result.err;
    Ids failing;
    if (!text) return failing;
    const nlohmann::json report = nlohmann::json::parse(*text);
    for (const auto& test : report["suites"][0]["cases"]) {
      const std::string id = test["id"];
      EXPECT_NE(test["verdict"], "error") << test;
      if (test["verdict"] != "failed") continue;
      failing.insert(id.substr(id.find('/') + 1, id.find('[') - id.find('/') - 1));
    }
    return failing;
  }

  const TemporaryFolder folder_;
};

TEST_F(ClientSuites, CurlTakesWhatComes) {
  SHAKEDOWN_NEEDS(Installed("curl"), "curl is not installed");
  // It checks the name after the handshake, when its certificate is gone.
  EXPECT_EQ(Failing("curl -sS -o /dev/null --max-time 20 --cacert {ca} "
                    "${SHAKEDOWN_CERT:+--cert {cert} --key {key}} {url}"),
            (Ids{"cli-ca-hint.none-fits", "cli-cert-types", "cli-oid-filters.other",
                 "cli-context-nonempty", "cli-server-auth-first.wrong-name", "cli-h2-pha"}));
}

TEST_F(ClientSuites, PythonChecksTheNameInTime) {
  SHAKEDOWN_NEEDS(Installed("python3"), "python3 is not installed");
  Write("client.py", kPython);
  // Its interpreter takes longer than all else: one version has to do.
  EXPECT_EQ(Failing("python3 client.py", "*tls=1.3*"),
            (Ids{"cli-ca-hint.none-fits", "cli-oid-filters.other", "cli-context-nonempty"}));
}

TEST_F(ClientSuites, GnutlsCliSignsWithSha1) {
  SHAKEDOWN_NEEDS(Installed("gnutls-cli"), "gnutls-bin is not installed");
  EXPECT_EQ(Failing("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | gnutls-cli --x509cafile={ca} "
                    "--logfile=/dev/stderr -p {port} "
                    "${SHAKEDOWN_CERT:+--x509certfile={cert} --x509keyfile={key}} {host}"),
            (Ids{"cli-sigalg-offered.p-256", "cli-sigalg-offered.rsa", "cli-no-sha1-sign",
                 "cli-ca-hint.none-fits", "cli-cert-types", "cli-oid-filters.other",
                 "cli-key-mismatch"}));
}

TEST_F(ClientSuites, GoFiltersByNames) {
  SHAKEDOWN_NEEDS(Installed("go"), "go is not installed");
  Write("client.go", kGo);
  const ProgramResult built = RunProgram({"go", "build", "client.go"},
                                         {"HOME=" + folder_.path(), "GO111MODULE=off", "GOFLAGS="},
                                         folder_.path(), Milliseconds(120000));
  ASSERT_EQ(built.exit_code, 0) << built.err;
  EXPECT_EQ(Failing("./client"),
            (Ids{"cli-no-sha1-sign", "cli-oid-filters.other", "cli-missing-sigalgs"}));
}

}  // namespace
}  // namespace shakedown
