// shakedown watch between curl and nginx, and decode of what tcpdump captures meanwhile: the same
// diagnosis as explain gives, and the same octets on both sides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "tests/support/nginx.h"
#include "tests/support/watch_run.h"

namespace shakedown {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing_support::Essence;
using testing_support::FreePorts;
using testing_support::Nginx;
using testing_support::Program;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::WaitForListener;
using testing_support::WatchRun;

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

  static Nginx* nginx_;
};
Nginx* WatchNginx::nginx_ = nullptr;

/// A capture in the classic format.
struct Capture {
  std::string head;                  ///< of the file
  std::vector<std::string> packets;  ///< with their headers

  static Capture Of(const std::string& file) {
    constexpr size_t kFileHeader = 24;
    constexpr size_t kPacketHeader = 16;
    Capture capture{file.substr(0, kFileHeader), {}};
    for (size_t at = kFileHeader; at + kPacketHeader <= file.size();) {
      uint32_t octets = 0;
      std::memcpy(&octets, file.data() + at + 8, sizeof octets);
      capture.packets.push_back(file.substr(at, kPacketHeader + octets));
      at += kPacketHeader + octets;
    }
    return capture;
  }
  /// Whether a packet opens a connection: Ethernet and IPv4 without options, as tcpdump captures
  /// the loopback interface.
  bool Opens(size_t i) const { return (packets[i].at(16 + 14 + 20 + 13) & 0x02) != 0; }
  std::string Text() const {
    std::string text = head;
    for (const std::string& packet : packets) text += packet;
    return text;
  }
};

/// Packets that were repeated, that came late, and that changed places tell the same.
void ExpectTheSameInDisorder(const std::string& path,
                             const std::function<std::vector<json>()>& read,
                             const std::vector<json>& expected) {
  const auto file = ReadFile(path);
  ASSERT_TRUE(file);
  const Capture whole = Capture::Of(*file);
  ASSERT_GT(whole.packets.size(), 100u);
  std::mt19937 random(1);  // NOLINT: the same disorder each time
  for (int round = 0; round < 3; ++round) {
    Capture capture = whole;
    for (size_t i = 1; i + 1 < capture.packets.size(); ++i) {
      if (capture.Opens(i) || capture.Opens(i - 1)) continue;
      const auto at = capture.packets.begin() + static_cast<ptrdiff_t>(i);
      const auto chance = random() % 8;
      if (chance == 0) std::iter_swap(at, at - 1);
      // Sent again a little later, or only then: the first was lost.
      const size_t later = std::min(i + 3, capture.packets.size() - 1);
      if (chance == 1) capture.packets.insert(at + static_cast<ptrdiff_t>(later - i), *at);
      if (chance == 2 && !capture.Opens(later) && !capture.Opens(i + 1)) {
        std::rotate(at, at + 1, capture.packets.begin() + static_cast<ptrdiff_t>(later));
      }
    }
    ASSERT_TRUE(WriteFile(path, capture.Text()));
    EXPECT_EQ(read(), expected) << "round " << round;
  }
  ASSERT_TRUE(WriteFile(path, file->substr(0, file->size() - 7)));
  const ProgramResult cut = RunProgram({SHAKEDOWN_BINARY, "decode", path, "-q"}, {kNoKeyLog});
  EXPECT_THAT(cut.err, HasSubstr("the capture is cut off in a packet at offset"));
}

TEST_F(WatchNginx, TellsWhatExplainTellsAndDecodeTellsItFromACapture) {
  const std::string keys = nginx_->File("keys.log");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"none", "1.2"}, {"good", "1.2"}, {"expired", "1.2"},
      {"none", "1.3"}, {"good", "1.3"}, {"expired", "1.3"}};
  Program capture({"tcpdump", "-i", "lo", "-U", "--immediate-mode", "-w", nginx_->File("t.pcap"),
                   "tcp port " + Port(nginx_->url())});
  ASSERT_TRUE(capture.SaysOnStderr("listening on", Milliseconds(10000)))
      << "tcpdump cannot capture";
  WatchRun watch(nginx_->File(""), static_cast<uint16_t>(std::stoi(Port(nginx_->url()))),
                 {"--keylog", keys, "--server-ca", nginx_->File("server-ca.pem")});
  for (const auto& [identity, version] : cases) {
    const auto through =
        RunProgram(Curl(identity, version, watch.Url()), {"SSLKEYLOGFILE=" + keys});
    const auto direct = RunProgram(Curl(identity, version, nginx_->url()), {kNoKeyLog});
    EXPECT_EQ(through.exit_code, 0) << through.err;
    EXPECT_EQ(through.out, direct.out) << identity << " " << version;
  }
  const std::vector<json> flows = watch.Finish();
  ASSERT_EQ(flows.size(), cases.size());
  std::vector<json> expected;
  for (size_t i = 0; i < cases.size(); ++i) {
    const json& flow = flows[i];
    EXPECT_EQ(flow.at("sight"), "clear");
    expected.push_back(Essence(flow.at("diagnosis")));
    EXPECT_EQ(expected.back(), Essence(Explain(cases[i].first, cases[i].second)))
        << cases[i].first << " " << cases[i].second;
  }

  // Those that came through the relay are the ones whose secrets are known. The capture is complete
  // once it holds the end of each; tcpdump writes a moment later than the wire.
  const auto captured = [&] {
    // In the order in which they began.
    std::map<int, json> essences;
    const auto decoded =
        RunProgram({SHAKEDOWN_BINARY, "decode", nginx_->File("t.pcap"), "--keylog", keys,
                    "--server-ca", nginx_->File("server-ca.pem"), "--json", "-"},
                   {kNoKeyLog});
    const json document = json::parse(decoded.out, nullptr, false);
    for (const json& flow : document.value("flows", json::array())) {
      if (flow.at("sight") == "clear") essences[flow.at("number")] = Essence(flow.at("diagnosis"));
    }
    std::vector<json> ordered;
    for (const auto& [number, essence] : essences) ordered.push_back(essence);
    return ordered;
  };
  const Deadline patience = Deadline::After(Milliseconds(10000));
  std::vector<json> seen = captured();
  while (seen != expected && !patience.over()) seen = captured();
  capture.Signal(SIGTERM);
  capture.Wait(Milliseconds(10000));
  EXPECT_EQ(seen, expected);
  ExpectTheSameInDisorder(
      nginx_->File("t.pcap"), [&] { return captured(); }, expected);
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
