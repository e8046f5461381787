// shakedown watch between curl and nginx, and decode of what tcpdump captures meanwhile: the same
// diagnosis as explain gives, and the same octets on both sides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "tests/support/nginx.h"

namespace shakedown {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing_support::FreePorts;
using testing_support::Nginx;
using testing_support::Program;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::WaitForListener;

constexpr const char* kNoKeyLog = "SSLKEYLOGFILE";

class WatchNginx : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    nginx_ = new Nginx({});
    ASSERT_TRUE(nginx_->running()) << nginx_->Log();
    const auto ca = pki::LoadAuthority(nginx_->File("ca.pem"), nginx_->File("ca.key"), "");
    ASSERT_TRUE(ca);
    for (const auto& [name, flaw] :
         {std::pair("good", pki::Flaw::kGood), std::pair("expired", pki::Flaw::kExpired)}) {
      const auto identity = pki::Mint(**ca, {.name = name, .flaw = flaw});
      ASSERT_TRUE(identity);
      ASSERT_TRUE(pki::WriteIdentity(std::string(nginx_->File("")), **identity));
    }
  }
  static void TearDownTestSuite() {
    delete nginx_;
    nginx_ = nullptr;
  }

  static std::string Port(const std::string& url) {
    return url.substr(url.rfind(':') + 1, url.size() - url.rfind(':') - 2);
  }

  /// curl's words; the URL is the relay's.
  static std::vector<std::string> Curl(const std::string& identity, const std::string& version,
                                       const std::string& url) {
    std::vector<std::string> words = {
        "curl",      "-s",   "--cacert", nginx_->File("server-ca.pem"), "--tlsv" + version,
        "--tls-max", version};
    if (identity != "none") {
      words.insert(words.end(), {"--cert", nginx_->File(identity + ".pem"), "--key",
                                 nginx_->File(identity + ".key")});
    }
    words.push_back(url);
    return words;
  }

  static json Explain(const std::string& identity, const std::string& version) {
    std::vector<std::string> words = {
        SHAKEDOWN_BINARY, "explain", nginx_->url(), "--server-ca", nginx_->File("server-ca.pem"),
        "--tls",          version,   "--no-probes", "--json",      "-"};
    if (identity != "none") {
      words.insert(words.end(), {"--cert", nginx_->File(identity + ".pem"), "--key",
                                 nginx_->File(identity + ".key")});
    }
    return json::parse(RunProgram(words, {kNoKeyLog}).out, nullptr, false);
  }

  static json Document(const std::string& file) {
    const auto text = ReadFile(file);
    return text ? json::parse(*text, nullptr, false) : json();
  }

  static Nginx* nginx_;
};
Nginx* WatchNginx::nginx_ = nullptr;

/// What has to be the same whoever looks.
json Essence(const json& diagnosis) {
  const json& handshake = diagnosis.at("handshakes").at(0);
  json essence = {{"outcome", diagnosis.at("outcome")},
                  {"enforcement", diagnosis.at("enforcement")},
                  {"layer", diagnosis.at("layer")},
                  {"stage", diagnosis.at("stage")},
                  {"observed", diagnosis.at("observed")},
                  {"cause", diagnosis.at("cause").at("id")},
                  {"certainty", diagnosis.at("cause").at("certainty")}};
  for (const char* part : {"version", "cipher", "certificate_request", "http"}) {
    if (handshake.contains(part)) essence[part] = handshake[part];
  }
  // Numbers of events differ with the records that a client chooses to make.
  if (essence.contains("certificate_request")) essence["certificate_request"].erase("event");
  if (essence.contains("http") && essence["http"].contains("headers")) {
    essence["http"].erase("headers");  // the time of day
  }
  return essence;
}

TEST_F(WatchNginx, TellsWhatExplainTellsAndDecodeTellsItFromACapture) {
  const uint16_t port = FreePorts(1)[0];
  const std::string relay = "127.0.0.1:" + std::to_string(port);
  const std::string keys = nginx_->File("keys.log");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"none", "1.2"}, {"good", "1.2"}, {"expired", "1.2"},
      {"none", "1.3"}, {"good", "1.3"}, {"expired", "1.3"}};
  Program capture({"tcpdump", "-i", "lo", "-U", "--immediate-mode", "-w", nginx_->File("t.pcap"),
                   "tcp port " + Port(nginx_->url())});
  ASSERT_TRUE(capture.SaysOnStderr("listening on", Milliseconds(10000)))
      << "tcpdump cannot capture";
  Program watch({SHAKEDOWN_BINARY, "watch", "--listen", relay, "--forward",
                 "127.0.0.1:" + Port(nginx_->url()), "--keylog", keys, "--server-ca",
                 nginx_->File("server-ca.pem"), "--json", nginx_->File("watch.json"), "--count",
                 std::to_string(cases.size() + 1), "-q"},
                {kNoKeyLog});
  // This look at the port is the first connection.
  ASSERT_TRUE(WaitForListener(port, Deadline::After(Milliseconds(10000))));
  std::vector<std::string> pages;
  for (const auto& [identity, version] : cases) {
    const auto through =
        RunProgram(Curl(identity, version, "https://localhost:" + std::to_string(port) + "/"),
                   {"SSLKEYLOGFILE=" + keys});
    const auto direct = RunProgram(Curl(identity, version, nginx_->url()), {kNoKeyLog});
    EXPECT_EQ(through.exit_code, 0) << through.err;
    EXPECT_EQ(through.out, direct.out) << identity << " " << version;
  }
  const ProgramResult watched = watch.Wait(Milliseconds(20000));
  EXPECT_EQ(watched.exit_code, cli::kExitFailure) << watched.out << watched.err;
  const json flows = Document(nginx_->File("watch.json"));
  ASSERT_EQ(flows.at("schema"), "shakedown.flows/1");
  ASSERT_EQ(flows.at("flows").size(), cases.size() + 1);
  std::map<uint64_t, json> by_number;
  for (const json& flow : flows["flows"]) by_number[flow["number"]] = flow;
  std::vector<json> expected;
  for (size_t i = 0; i < cases.size(); ++i) {
    const json& flow = by_number.at(i + 2);
    EXPECT_EQ(flow.at("sight"), "clear");
    expected.push_back(Essence(flow.at("diagnosis")));
    EXPECT_EQ(expected.back(), Essence(Explain(cases[i].first, cases[i].second)))
        << cases[i].first << " " << cases[i].second;
  }

  // Those that came through the relay are the ones whose secrets are known. The capture is complete
  // once it holds the end of each; tcpdump writes a moment later than the wire.
  const auto captured = [&] {
    std::vector<json> essences;
    const auto decoded =
        RunProgram({SHAKEDOWN_BINARY, "decode", nginx_->File("t.pcap"), "--keylog", keys,
                    "--server-ca", nginx_->File("server-ca.pem"), "--json", "-"},
                   {kNoKeyLog});
    const json document = json::parse(decoded.out, nullptr, false);
    for (const json& flow : document.value("flows", json::array())) {
      if (flow.at("sight") == "clear") essences.push_back(Essence(flow.at("diagnosis")));
    }
    return essences;
  };
  const Deadline patience = Deadline::After(Milliseconds(10000));
  std::vector<json> seen = captured();
  while (seen != expected && !patience.over()) seen = captured();
  capture.Signal(SIGTERM);
  capture.Wait(Milliseconds(10000));
  EXPECT_EQ(seen, expected);
}

TEST_F(WatchNginx, WithoutAKeyLogSaysWhatIsMissing) {
  const uint16_t port = FreePorts(1)[0];
  Program watch({SHAKEDOWN_BINARY, "watch", "--listen", "127.0.0.1:" + std::to_string(port),
                 "--forward", "127.0.0.1:" + Port(nginx_->url()), "--count", "2"},
                {kNoKeyLog});
  ASSERT_TRUE(WaitForListener(port, Deadline::After(Milliseconds(10000))));
  RunProgram(Curl("none", "1.3", "https://localhost:" + std::to_string(port) + "/"), {kNoKeyLog});
  const ProgramResult watched = watch.Wait(Milliseconds(20000));
  EXPECT_EQ(watched.exit_code, cli::kExitError) << watched.out << watched.err;
  EXPECT_THAT(watched.out, HasSubstr("What the server answered is encrypted"));
  EXPECT_THAT(watched.out, HasSubstr("SSLKEYLOGFILE"));
}

}  // namespace
}  // namespace shakedown
