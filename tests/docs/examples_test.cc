// The examples of pages for people are run: what a page says one types, and what it says one sees.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "core/file.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "pki/read_facts.h"
#include "scenario/grammar.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using namespace testing_support;  // NOLINT: programs and folders

const std::string kSource = SHAKEDOWN_SOURCE_DIR;

std::string Page(const std::string& name) {
  const auto text = ReadFile(kSource + "/docs/" + name);
  EXPECT_TRUE(text) << text.error().Text();
  return text ? *text : std::string();
}

/// The fenced XML blocks of a page.
std::vector<std::string> Suites(const std::string& page) {
  std::vector<std::string> suites;
  const std::string opening = "```xml\n";
  for (size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at)) {
    at += opening.size();
    const size_t end = page.find("\n```", at);
    suites.push_back(page.substr(at, end - at) + '\n');
    at = end;
  }
  return suites;
}

/// A command that a page shows behind "$ ", and the lines below it.
struct Shown {
  std::string command, output;
};

std::vector<Shown> Commands(const std::string& page) {
  std::vector<Shown> commands;
  std::istringstream lines(page);
  size_t blank = 0;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("    $ ")) {
      commands.push_back({line.substr(6), ""});
      inside = true;
      blank = 0;
    } else if (inside && line.starts_with("    ")) {
      commands.back().output += std::string(blank, '\n') + line.substr(4) + '\n';
      blank = 0;
    } else if (inside && line.empty()) {
      ++blank;  // it belongs to the output if more of it follows
    } else {
      inside = false;
    }
  }
  return commands;
}

/// Without what differs from run to run.
std::string Timeless(const std::string& text) {
  return std::regex_replace(text, std::regex("[0-9.]+ (ms|s)\\b"), "N ms");
}

class DocsExamples : public testing::Test {
 protected:
  ProgramResult Shell(std::string command) const {
    const std::string programs = std::filesystem::path(SHAKEDOWN_BINARY).parent_path().string();
    return RunProgram({"sh", "-c", std::move(command)},
                      {"PATH=" + programs + ":/usr/bin:/bin", "NO_COLOR=1", "SSLKEYLOGFILE"},
                      folder_.path(), Milliseconds(90'000));
  }
  void Write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(WriteFile(folder_.File(name), text));
  }

  TemporaryFolder folder_;
};

TEST_F(DocsExamples, TheFirstSuitePrintsWhatItsPageShows) {
  const std::string page = Page("writing-your-first-suite.md");
  const auto suites = Suites(page);
  ASSERT_EQ(suites.size(), 1u);
  Write("gate.xml", suites[0]);
  const std::string port = std::to_string(FreePorts(1)[0]);
  const auto at_port = [&port](const std::string& text, bool shown) {
    return std::regex_replace(text, std::regex(shown ? "localhost:8443" : "localhost:" + port),
                              shown ? "localhost:" + port : "localhost:8443");
  };
  std::unique_ptr<Program> server;
  int compared = 0;
  for (const Shown& shown : Commands(page)) {
    SCOPED_TRACE(shown.command);
    if (shown.command.starts_with("shakedown serve")) {
      server = std::make_unique<Program>(
          std::vector<std::string>{"sh", "-c",
                                   "exec " + std::string(SHAKEDOWN_BINARY) +
                                       shown.command.substr(9) + " --listen 127.0.0.1:" + port},
          std::vector<std::string>{"NO_COLOR=1"}, folder_.path());
      ASSERT_TRUE(WaitForListener(static_cast<uint16_t>(std::stoi(port)),
                                  Deadline::After(Milliseconds(30'000))));
      continue;
    }
    const auto result = Shell(at_port(shown.command, true));
    EXPECT_LE(result.exit_code, 1) << result.err;
    if (shown.output.empty() || shown.output == "...\n") continue;
    EXPECT_EQ(Timeless(at_port(result.out, false)), Timeless(shown.output));
    ++compared;
  }
  EXPECT_EQ(compared, 3);
}

/// What the examples of the format name: files of a partner, and a server that trusts their CA.
class FormatExamples : public DocsExamples {
 protected:
  FormatExamples() {
    handshake::PeerHost host;
    host.certificate = servers_.Server("localhost");
    host.client_trust = partners_.Trust();
    host.announced_names = {partners_.name()};
    handshake::PeerOptions options;
    options.hosts.push_back(std::move(host));
    gate_ = Need(handshake::Peer::Start(std::move(options)));
    WriteIdentityAs("partner");
    WriteIdentityAs("mine");
    if (!pki::WriteAuthority(folder_.path(), "partner-ca", partners_.authority())) std::abort();
    Write("server-ca.pem", pki::ToPem(servers_.certificate()));
  }

  void WriteIdentityAs(const std::string& name) const {
    const auto identity = Need(pki::Mint(partners_.authority(), {.name = name}));
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), *identity));
  }
  /// The example that names a server on the network is run against the one here.
  std::string OptionsFor(const std::string& suite) const {
    if (suite.find("<target url=\"https://") == std::string::npos) return "";
    return " --target https://localhost:" + std::to_string(gate_->endpoint().port) + "/";
  }

  TestAuthority servers_{"Servers CA"};
  TestAuthority partners_{"Partner CA"};
  std::unique_ptr<handshake::Peer> gate_;
};

TEST_F(FormatExamples, EachRunsAsThePageSays) {
  const auto suites = Suites(Page("scenario-format.md"));
  ASSERT_GT(suites.size(), 6u);
  for (const std::string& suite : suites) {
    SCOPED_TRACE(suite);
    // Clients under test need a client: the tests of `serve --suite` have them.
    if (suite.find("<client-case") != std::string::npos) continue;
    Write("example.xml", suite);
    const auto result = Shell(
        "PARTNER_PASS=x CA_PASS=x shakedown run example.xml --json example.json"
        " --set legacy_host=gate.test" +
        OptionsFor(suite));
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  }
}

/// Whether a tag of `element` in any of the suites holds `part`.
bool IsShown(const std::vector<std::string>& suites, const std::string& element,
             const std::string& part) {
  const std::string opening = "<" + element;
  for (const std::string& suite : suites) {
    for (size_t at = suite.find(opening); at != std::string::npos;
         at = suite.find(opening, at + 1)) {
      const size_t name_end = at + opening.size();
      if (std::string(" />\n").find(suite[name_end]) == std::string::npos) continue;
      const std::string tag = suite.substr(name_end, suite.find('>', at) - name_end);
      if (tag.find(part) != std::string::npos) return true;
    }
  }
  return false;
}

TEST(FormatCoverage, EveryElementAndAttributeIsInASuiteThatATestRuns) {
  // The page's examples run above, the shipped suites in shipped_suites_test.
  std::vector<std::string> suites = Suites(Page("scenario-format.md"));
  for (const auto& entry : std::filesystem::directory_iterator(kSource + "/scenarios")) {
    if (entry.path().extension() == ".xml") suites.push_back(*ReadFile(entry.path().string()));
  }
  // What the first three say holds of one server only; the tests with real servers give them as
  // options. The others mean what they mean at another element, where they are shown.
  const std::set<std::string> elsewhere = {
      "target starttls",           "target canary",  "target crl",      "client-case requires",
      "client-case known-failure", "connection tls", "connection path", "further-request method",
      "certificate-type present"};
  for (const scenario::ElementRule& rule : scenario::Grammar()) {
    const std::string name(rule.name);
    EXPECT_TRUE(IsShown(suites, name, "")) << '<' << name << '>';
    for (const scenario::AttributeRule& attribute : rule.attributes) {
      const std::string both = name + ' ' + std::string(attribute.name);
      if (elsewhere.contains(both)) continue;
      EXPECT_TRUE(IsShown(suites, name, ' ' + std::string(attribute.name) + "=\"")) << both;
    }
  }
}

}  // namespace
}  // namespace shakedown
