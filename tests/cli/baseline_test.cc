// A baseline from its birth to its end, and the verdicts that rest on what was answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "cli/exit_code.h"
#include "core/file.h"
#include "handshake/peer.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::HasSubstr;

using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;

class Baselines : public testing::Test {
 protected:
  Baselines() {
    // The first fails: who shows nothing is refused.
    Write("gate.xml", R"(<suite xmlns="urn:shakedown:suite:1" name="gate">
  <scenario id="open"><handshake/><expect outcome="accepted"/></scenario>
  <scenario id="shut"><handshake/><expect outcome="refused" alerts="unknown_ca"/></scenario>
</suite>
)");
  }

  ProgramResult Run(std::vector<std::string> more) {
    std::vector<std::string> words = {SHAKEDOWN_BINARY, "run", "gate.xml", "--no-reports"};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(words, {"SSLKEYLOGFILE"}, folder_.path(), Milliseconds(60000));
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFile(folder_.File(name), text));
  }
  std::string Read(const std::string& name) {
    const auto text = ReadFile(folder_.File(name));
    return text ? *text : "";
  }
  /// The file with one entry.
  void Accept(const std::string& attributes) {
    Write("known.xml", "<baseline xmlns=\"urn:shakedown:baseline:1\"><known-failure " + attributes +
                           "/></baseline>");
  }

  TemporaryFolder folder_;
};

TEST_F(Baselines, AreWrittenRefusedWithoutReasonsAndThenKept) {
  const auto first = Run({"--write-baseline", "known.xml"});
  EXPECT_EQ(first.exit_code, cli::kExitFailure) << first.out;
  EXPECT_THAT(first.err, HasSubstr("known.xml, 1 failure, 1 without a reason"));
  std::string text = Read("known.xml");
  EXPECT_THAT(text, HasSubstr("case=\"gate/open\" reason=\"\""));

  const auto refused = Run({"--baseline", "known.xml"});
  EXPECT_EQ(refused.exit_code, cli::kExitUsage);
  EXPECT_THAT(refused.err, HasSubstr("without a reason"));

  text.replace(text.find("reason=\"\""), 9, "reason=\"mended in May\"");
  Write("known.xml", text);
  const auto kept =
      Run({"--baseline", "known.xml", "--json", "r.json", "--write-baseline", "next.xml"});
  EXPECT_EQ(kept.exit_code, cli::kExitOk) << kept.out << kept.err;
  EXPECT_THAT(kept.out, HasSubstr("known failure: mended in May"));
  EXPECT_THAT(Read("r.json"), HasSubstr("\"known_failure_reason\":\"mended in May\""));
  EXPECT_THAT(Read("next.xml"), HasSubstr("reason=\"mended in May\""));
}

TEST_F(Baselines, APassThatWasListedAsAFailureFails) {
  Accept("case='gate/shut' reason='never worked'");
  const auto result = Run({"--baseline", "known.xml", "--filter", "gate/shut"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure);
  EXPECT_THAT(result.out, HasSubstr("expected the known failure (never worked), observed a pass"));
}

TEST_F(Baselines, UnknownCasesAreNamedWithTheNearest) {
  Accept("case='gate/opne' reason='typed in haste'");
  const auto result = Run({"--baseline", "known.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("did you mean 'gate/open'?"));
}

TEST_F(Baselines, AnEntryWhoseDayIsOverCountsNoLonger) {
  Accept("case='gate/open' reason='for a while' until='2020-02-29'");
  const auto result = Run({"--baseline", "known.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure);
  EXPECT_THAT(result.err, HasSubstr("'gate/open' no longer"));
}

TEST_F(Baselines, TlsAloneIsInconclusiveAndNeverAPass) {
  const testing_support::TestAuthority servers("Servers CA");
  handshake::PeerHost host;
  host.behaviour = handshake::Behaviour::kNginx;
  host.certificate = servers.Server("localhost");
  handshake::PeerOptions options;
  options.hosts.push_back(std::move(host));
  const auto peer = handshake::Peer::Start(std::move(options));
  ASSERT_TRUE(peer);
  const std::string place = "localhost:" + std::to_string((*peer)->endpoint().port) + "/";
  // It refuses in HTTP: who only listens cannot see it.
  const auto listening = Run({"--filter", "gate/shut", "--target", "tls://" + place});
  EXPECT_EQ(listening.exit_code, cli::kExitError) << listening.out;
  EXPECT_THAT(listening.out, HasSubstr("inconclusive: TLS stands and nothing was answered"));
  EXPECT_THAT(listening.out, HasSubstr("1 error (1 inconclusive)"));
  const auto asking = Run({"--filter", "gate/shut", "--target", "https://" + place});
  EXPECT_EQ(asking.exit_code, cli::kExitOk) << asking.out;
}

TEST_F(Baselines, ACanaryDecidesWhateverTheStatus) {
  const testing_support::TestAuthority servers("Servers CA");
  handshake::PeerHost host;
  host.behaviour = handshake::Behaviour::kNone;
  host.certificate = servers.Server("localhost");
  handshake::PeerOptions options;
  options.hosts.push_back(std::move(host));
  const auto peer = handshake::Peer::Start(std::move(options));
  ASSERT_TRUE(peer);
  const std::string url = "https://localhost:" + std::to_string((*peer)->endpoint().port) + "/";
  const auto open = Run({"--filter", "gate/shut", "--target", url});
  EXPECT_EQ(open.exit_code, cli::kExitFailure) << open.out;
  const auto behind = Run({"--filter", "gate/shut", "--target", url, "--canary", "Your account"});
  EXPECT_EQ(behind.exit_code, cli::kExitOk) << behind.out;
}

TEST_F(Baselines, AnAlertThatDoesNotFitIsANoteAndNoFailure) {
  const auto result = Run({"--filter", "gate/shut", "--behave", "strict", "--json", "r.json"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out;
  EXPECT_THAT(result.out, HasSubstr("Notes (they fail nothing)"));
  EXPECT_THAT(result.out, HasSubstr("certificate_required (116), where unknown_ca is meant"));
  EXPECT_THAT(Read("r.json"), HasSubstr("\"id\":\"alert.other\",\"grade\":\"interop\""));
}

}  // namespace
}  // namespace shakedown
