// shakedown decode: captures and octets in; explanation, JSON and exit code out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/exit_code.h"
#include "tests/support/capture_builder.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing_support::MakeConversation;
using testing_support::PacketMaker;
using testing_support::ProgramResult;
using testing_support::RunProgram;

class Decode : public testing::Test {
 protected:
  std::string Write(const std::string& name, std::string_view content) const {
    std::ofstream(folder_.File(name), std::ios::binary) << content;
    return folder_.File(name);
  }
  static ProgramResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), {SHAKEDOWN_BINARY, "decode"});
    return RunProgram(words, {"SSLKEYLOGFILE"});
  }
  static std::string Invalid(const std::string& file) {
    const std::string source = SHAKEDOWN_SOURCE_DIR;
    const ProgramResult result = RunProgram({"python3", source + "/tests/support/validate_json.py",
                                             source + "/reports/flows.schema.json", file});
    return result.exit_code == 0 ? "" : result.out + result.err;
  }

  const testing_support::TemporaryFolder folder_;
};

TEST_F(Decode, ExplainsTheConnectionsOfACapture) {
  const auto conversation = MakeConversation({.client_certificate = false});
  const Bytes file =
      testing_support::BlockCapture(PacketMaker().PacketsOf(conversation), conversation.key_log);
  const std::string capture = Write("t.pcapng", AsText(file));
  const std::string report = folder_.File("flows.json");
  const ProgramResult result = Run({capture, "--json", report});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_THAT(result.out, HasSubstr("Connection 1: 10.0.0.1:40000 to 10.0.0.2:443"));
  EXPECT_THAT(result.out, HasSubstr("REFUSED    https://gate.test"));
  EXPECT_THAT(result.out, HasSubstr("client.no-identity, certain"));
  EXPECT_EQ(Invalid(report), "");
  const auto document = json::parse(std::ifstream(report), nullptr, false);
  EXPECT_EQ(document.at("flows").at(0).at("diagnosis").at("cause").at("id"), "client.no-identity");
  EXPECT_FALSE(document.contains("problem"));
  // No secret of the key log is anywhere in what was said.
  const std::string secret = conversation.key_log.substr(conversation.key_log.rfind(' ') + 1, 64);
  EXPECT_EQ(result.out.find(secret), std::string::npos);
}

TEST_F(Decode, ACutCaptureSaysWhereItEnds) {
  const auto conversation = MakeConversation({.version = TLS1_2_VERSION});
  Bytes file = testing_support::ClassicCapture(PacketMaker().PacketsOf(conversation));
  file.resize(file.size() - 3);
  const std::string report = folder_.File("flows.json");
  const ProgramResult result = Run({Write("t.pcap", AsText(file)), "--json", report, "-q"});
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.err, HasSubstr("the capture is cut off"));
  EXPECT_EQ(Invalid(report), "");
  const auto document = json::parse(std::ifstream(report), nullptr, false);
  EXPECT_THAT(document.at("problem").get<std::string>(), HasSubstr("at offset"));
  EXPECT_EQ(document.at("flows").size(), 1u);
}

TEST_F(Decode, ShowsOctetsWithWhatTheyStandFor) {
  const ProgramResult result = Run({Write("alert.txt", "15 03 03 00 02 02 30\n")});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.err;
  EXPECT_THAT(result.out, HasSubstr("7 octets, records"));
  EXPECT_THAT(result.out, testing::ContainsRegex("000006  30 +description: unknown_ca"));
}

TEST_F(Decode, MarksWhatBreaksTheFormat) {
  const std::string report = folder_.File("octets.json");
  const ProgramResult result =
      Run({Write("m.txt", "0d00000503010240 00"), "--tls", "1.2", "--json", report});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("cut off"));
  const auto document = json::parse(std::ifstream(report), nullptr, false);
  EXPECT_EQ(document.at("schema"), "shakedown.octets/1");
  EXPECT_EQ(document.at("kind"), "messages");
}

TEST_F(Decode, RefusesWhatItCannotUnderstand) {
  EXPECT_EQ(Run({Write("x", "\xff\xfe\xfd")}).exit_code, cli::kExitUsage);
  EXPECT_EQ(Run({Write("empty", "")}).exit_code, cli::kExitUsage);
  EXPECT_EQ(Run({folder_.File("missing")}).exit_code, cli::kExitUsage);
  EXPECT_EQ(Run({Write("y", "1503"), "--as", "nonsense"}).exit_code, cli::kExitUsage);
}

}  // namespace
}  // namespace shakedown
