// explain --targets over a long list: servers that are dead, silent or reset the connection hold up
// nobody but themselves, and memory does not grow with the list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>
#include <string>

#include "cli/exit_code.h"
#include "core/file.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "tests/support/loopback_server.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing_support::ClosedPort;
using testing_support::LoopbackServer;
using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

/// A loopback port whose connections are established by the system and never answered.
class SilentPort final {
 public:
  SilentPort() {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(fd_, generic, length) != 0 || listen(fd_, 4096) != 0) std::abort();
    getsockname(fd_, generic, &length);
    port_ = ntohs(address.sin_port);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;
  ~SilentPort() { close(fd_); }
  uint16_t port() const { return port_; }

 private:
  int fd_ = -1;
  uint16_t port_ = 0;
};

/// How a target of the list behaves, and what its report must say.
struct Kind {
  const char* name;
  uint16_t port;
  const char* options;
  const char* outcome;
  const char* cause;
};

class ManyTargets : public testing::Test {
 protected:
  static constexpr int kTargets = 2000;
  static constexpr int kJobs = 32;
  static constexpr Milliseconds kTimeout{1000};

  ManyTargets() : resetting_([](int fd) { testing_support::ResetOnClose(fd); }) {
    handshake::PeerHost host;
    host.certificate = servers_.Server("localhost");
    host.client_trust = clients_.Trust();
    host.announced_names = {clients_.name()};
    handshake::PeerOptions options;
    options.hosts.push_back(std::move(host));
    gate_ = Need(handshake::Peer::Start(std::move(options)));
    Write("alice", pki::Flaw::kGood);
    Write("late", pki::Flaw::kExpired);
  }

  void Write(const std::string& name, pki::Flaw flaw) const {
    const auto identity = Need(pki::Mint(clients_.authority(), {.name = name, .flaw = flaw}));
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), *identity));
  }

  /// Four of five are alive; one in fifty comes with an expired certificate of its own.
  Kind KindOf(int number) const {
    const uint16_t gate = gate_->endpoint().port;
    if (number % 5 == 0) {
      switch (number / 5 % 3) {
        case 0: return {"dead", dead_.port(), "", "no-verdict", "path.unreachable"};
        case 1: return {"silent", silent_.port(), "", "no-verdict", ""};
        default: return {"reset", resetting_.port(), "", "no-verdict", ""};
      }
    }
    if (number % 50 == 7) {
      return {"late", gate, " --cert late.pem --key late.key", "refused", "certificate.expired"};
    }
    return {"alive", gate, "", "accepted", ""};
  }

  std::string Url(int number) const {
    const Kind kind = KindOf(number);
    return std::string("https://") + kind.name + std::to_string(number) +
           ".localhost:" + std::to_string(kind.port) + "/";
  }

  void WriteList() const {
    std::ofstream list(folder_.File("targets.txt"));
    list << "# one line for each target\n";
    for (int i = 0; i < kTargets; ++i) list << Url(i) << KindOf(i).options << '\n';
  }

  void ExpectJsonReportsEveryTarget() const;
  void ExpectJunitReportsEveryTarget() const;

  TemporaryFolder folder_;
  TestAuthority clients_{"Clients CA"};
  TestAuthority servers_{"Servers CA"};
  std::unique_ptr<handshake::Peer> gate_;
  ClosedPort dead_;
  SilentPort silent_;
  LoopbackServer resetting_;
};

void ManyTargets::ExpectJsonReportsEveryTarget() const {
  const auto text = ReadFile(folder_.File("survey.json"), 512u << 20);
  ASSERT_TRUE(text) << text.error().Text();
  const auto document = nlohmann::json::parse(*text, nullptr, false);
  ASSERT_FALSE(document.is_discarded());
  const auto& targets = document["targets"];
  ASSERT_EQ(targets.size(), static_cast<size_t>(kTargets));
  for (int i = 0; i < kTargets; ++i) {
    const Kind kind = KindOf(i);
    const auto& target = targets[static_cast<size_t>(i)];
    ASSERT_EQ(target["url"], Url(i));
    ASSERT_EQ(target["location"]["line"], i + 2);
    ASSERT_EQ(target["diagnosis"]["schema"], "shakedown.diagnosis/1");
    const std::string cause = target["diagnosis"]["cause"]["id"];
    if (*kind.cause != '\0') {
      ASSERT_EQ(cause, kind.cause) << Url(i);
    }
    const std::string outcome = target["outcome"];
    if (std::string_view(kind.name) == "reset") {
      EXPECT_NE(outcome, "accepted") << Url(i);
    } else {
      EXPECT_EQ(outcome, kind.outcome) << Url(i) << " " << cause;
    }
  }
  EXPECT_EQ(document["counts"]["total"], kTargets);
  EXPECT_EQ(document["counts"]["accepted"], 1560);
  EXPECT_EQ(document["counts"]["not_reached"], 0);
}

void ManyTargets::ExpectJunitReportsEveryTarget() const {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_file(folder_.File("junit.xml").c_str()));
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_EQ(root.attribute("tests").as_int(), kTargets);
  EXPECT_EQ(root.attribute("failures").as_int() + root.attribute("errors").as_int(), 440);
  EXPECT_EQ(document.select_nodes("//testcase").size(), static_cast<size_t>(kTargets));
}

TEST_F(ManyTargets, DeadOnesCostTheirOwnTimeAndMemoryDoesNotGrowWithTheList) {
  WriteList();
  const auto begin = std::chrono::steady_clock::now();
  const ProgramResult result =
      RunProgram({SHAKEDOWN_BINARY, "explain", "--targets", "targets.txt", "--cert", "alice.pem",
                  "--key", "alice.key", "--jobs", std::to_string(kJobs), "--timeout",
                  FormatDuration(kTimeout), "--json", "survey.json", "--junit", "junit.xml"},
                 {"SSLKEYLOGFILE", "NO_COLOR"}, folder_.path(), Milliseconds(100'000));
  const auto took =
      std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - begin);
  rusage usage{};
  ASSERT_EQ(getrusage(RUSAGE_CHILDREN, &usage), 0);
  RecordProperty("milliseconds", static_cast<int>(took.count()));
  RecordProperty("peak_kilobytes", static_cast<int>(usage.ru_maxrss));

  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_LT(usage.ru_maxrss, 200 * 1024 * SHAKEDOWN_MEMORY_FACTOR);
  // Each silent and each resetting target may use up its time; the others are quick. A machine that
  // does other work meanwhile gets as much time again for the handshakes.
  const Milliseconds waiting = kTimeout * (267 / kJobs + 1);
  EXPECT_LT(took, waiting + Milliseconds(40'000));
  EXPECT_THAT(result.out, HasSubstr("2000 targets: 1560 accepted, "));
  ExpectJsonReportsEveryTarget();
  ExpectJunitReportsEveryTarget();
}

}  // namespace
}  // namespace shakedown
