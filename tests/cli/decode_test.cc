// shakedown decode: captures and octets in; explanation, JSON and exit code out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string>

#include "cli/exit_code.h"
#include "core/file.h"
#include "net/proxy_header.h"
#include "pki/mint.h"
#include "tests/support/capture_builder.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using nlohmann::json;
using testing::AllOf;
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
  /// Why `file` breaks a schema of reports/; empty if it does not.
  static std::string Invalid(const std::string& file, const std::string& schema = "flows") {
    const std::string source = SHAKEDOWN_SOURCE_DIR;
    const ProgramResult result = RunProgram({"python3", source + "/tests/support/validate_json.py",
                                             source + "/reports/" + schema + ".schema.json", file});
    return result.exit_code == 0 ? "" : result.out + result.err;
  }
  /// What decode says of a connection that begins with this talk in clear.
  json DiagnosisBehind(const std::vector<testing_support::Flight>& talk) {
    auto conversation = MakeConversation({.client_certificate = false});
    conversation.flights.insert(conversation.flights.begin(), talk.begin(), talk.end());
    const Bytes file =
        testing_support::BlockCapture(PacketMaker().PacketsOf(conversation), conversation.key_log);
    const std::string report = folder_.File("behind.json");
    Run({Write("behind.pcapng", AsText(file)), "--json", report, "-q"});
    EXPECT_EQ(Invalid(report), "");
    const auto document = json::parse(std::ifstream(report), nullptr, false);
    return document.at("flows").at(0).at("diagnosis");
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

TEST_F(Decode, WritesTheReportsOfExplainAboutConnections) {
  const auto conversation = MakeConversation({.client_certificate = false});
  const Bytes file =
      testing_support::BlockCapture(PacketMaker().PacketsOf(conversation), conversation.key_log);
  const std::string capture = Write("t.pcapng", AsText(file));
  const std::string html = folder_.File("t.html"), text = folder_.File("t.md");
  const std::string junit = folder_.File("t.xml"), document = folder_.File("t.json");
  const ProgramResult result =
      Run({capture, "--html", html, "--markdown", text, "--junit", junit, "-q"});
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_THAT(ReadFile(html).value(),
              AllOf(HasSubstr("1 of 1 connection refused"),
                    HasSubstr("10.0.0.1:40000 to 10.0.0.2:443"), HasSubstr("client.no-identity")));
  EXPECT_THAT(ReadFile(text).value(), HasSubstr("client.no-identity"));
  pugi::xml_document suites;
  ASSERT_TRUE(suites.load_file(junit.c_str()));
  const pugi::xml_node test = suites.select_node("//testcase").node();
  EXPECT_STREQ(test.attribute("classname").value(), "shakedown.connections");
  EXPECT_STREQ(test.attribute("name").value(), "connection 1");
  EXPECT_THAT(test.child("failure").text().get(), HasSubstr("client.no-identity"));
  // The same later, from the document.
  Run({capture, "--json", document, "-q"});
  const std::string again = folder_.File("again.html");
  EXPECT_EQ(RunProgram({SHAKEDOWN_BINARY, "report", document, "--html", again}, {}).exit_code,
            cli::kExitFailure);
  EXPECT_EQ(ReadFile(again).value(), ReadFile(html).value());
}

TEST_F(Decode, TheDocumentOnStandardOutputGoesWithNoOtherReport) {
  const ProgramResult result = Run({Write("x", ""), "--json", "-", "--html", folder_.File("x")});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
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

testing_support::Flight Says(attempt::Side from, std::string_view text) {
  return {from, Bytes(text.begin(), text.end())};
}

TEST_F(Decode, FindsTlsBehindWhatIsSaidInClear) {
  using enum attempt::Side;
  const Bytes proxy =
      net::ProxyHeader(net::ProxyHeaderVersion::k2, {.text = "192.0.2.7", .port = 5000},
                       {.text = "192.0.2.9", .port = 443});
  const std::vector<std::pair<std::vector<testing_support::Flight>, std::string>> cases = {
      {{Says(kServer, "220 mail.test ESMTP\r\n"), Says(kClient, "EHLO me\r\n"),
        Says(kServer, "250 STARTTLS\r\n"), Says(kClient, "STARTTLS\r\n"),
        Says(kServer, "220 Go ahead\r\n")},
       "the client's last line: 'STARTTLS'; the server's: '220 Go ahead'"},
      {{Says(kClient, "CONNECT gate.test:8443 HTTP/1.1\r\n\r\n"),
        Says(kServer, "HTTP/1.1 200 Connection established\r\n\r\n")},
       "the client's last line: 'CONNECT gate.test:8443 HTTP/1.1'"},
      {{{kClient, proxy}}, "PROXY protocol 2, 192.0.2.7:5000 to 192.0.2.9:443"},
      {{Says(kClient, "PROXY TCP4 192.0.2.7 192.0.2.9 5000 443\r\n")},
       "'PROXY TCP4 192.0.2.7 192.0.2.9 5000 443'"},
  };
  for (const auto& [talk, told] : cases) {
    const json diagnosis = DiagnosisBehind(talk);
    EXPECT_EQ(diagnosis.at("cause").at("id"), "client.no-identity") << told;
    EXPECT_THAT(diagnosis.at("notes").dump(), HasSubstr(told));
  }
}

TEST_F(Decode, SaysWhichPacketsItLeavesOut) {
  const auto conversation = MakeConversation({.version = TLS1_2_VERSION});
  std::vector<Bytes> packets = PacketMaker().PacketsOf(conversation);
  packets[4][6] = 0x20;  // an IP fragment
  const ProgramResult fragment =
      Run({Write("f.pcap", AsText(testing_support::ClassicCapture(packets)))});
  EXPECT_THAT(fragment.err, HasSubstr("1 fragment(s) of IP packets are left out"));
  Bytes radio = testing_support::ClassicCapture(packets);
  radio[20] = 127;
  const ProgramResult unknown = Run({Write("r.pcap", AsText(radio))});
  EXPECT_EQ(unknown.exit_code, cli::kExitNothing);
  EXPECT_THAT(unknown.err, HasSubstr("of a link layer that is not read (type 127"));
}

TEST_F(Decode, WritesOctetsThatFitTheirSchema) {
  const auto conversation = MakeConversation({.version = TLS1_2_VERSION});
  const auto root = pki::MintRoot("Test CA");
  ASSERT_TRUE(root && pki::WriteAuthority(folder_.path(), "ca", **root));
  const Bytes& server = conversation.flights[1].octets;
  const std::string records = Write("records.bin", AsText(server));
  const std::string messages = Write("messages.bin", AsText(ByteSpan(server).subspan(5)));
  const std::string name = Write("name.txt", "30 0d 31 0b 30 09 06 03 55 04 03 0c 02 43 41");
  const std::string report = folder_.File("octets.json");
  for (const auto& [file, kind] :
       {std::pair(records, "records"), std::pair(messages, "messages"), std::pair(name, "name"),
        std::pair(folder_.File("ca.pem"), "certificate")}) {
    Run({file, "--json", report});
    EXPECT_EQ(Invalid(report, "octets"), "") << kind;
    const auto document = json::parse(std::ifstream(report), nullptr, false);
    EXPECT_EQ(document.at("kind"), kind);
    // They cover every octet, once, in order.
    size_t next = 0;
    for (const json& annotation : document.at("annotations")) {
      EXPECT_LE(annotation.at("offset"), next) << kind << annotation;
      next = std::max(
          next, annotation.at("offset").get<size_t>() + annotation.at("octets").get<size_t>());
    }
    EXPECT_EQ(next, document.at("octets").get<size_t>());
  }
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
