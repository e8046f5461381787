// shakedown explain: the screen, the JSON, the exit code, and what people get wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

#include "cli/exit_code.h"
#include "core/file.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "report/layout.h"
#include "tests/support/nginx.h"
#include "tests/support/program.h"
#include "tests/support/scripted_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::ScriptedServer;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Empty if `document` fits the schema of a diagnosis, else what does not.
std::string Invalid(const std::string& document) {
  const TemporaryFolder folder;
  const std::string file = folder.File("diagnosis.json");
  std::ofstream(file, std::ios::binary) << document;
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  const ProgramResult result = RunProgram({"python3", source + "/tests/support/validate_json.py",
                                           source + "/reports/diagnosis.schema.json", file});
  return result.exit_code == 0 ? "" : "not valid: " + result.out + result.err;
}

/// A gate in this process that answers as nginx does, and files beside it: `alice` gets in, `late`
/// has expired.
class Explain : public testing::Test {
 protected:
  Explain() : clients_("Clients CA"), servers_("Servers CA") {
    handshake::PeerHost host;
    host.certificate = servers_.Server("localhost");
    host.client_trust = clients_.Trust();
    host.announced_names = {clients_.name()};
    handshake::PeerOptions options;
    options.hosts.push_back(std::move(host));
    peer_ = testing_support::Need(handshake::Peer::Start(std::move(options)));
    Write("alice", pki::Flaw::kGood);
    Write("late", pki::Flaw::kExpired);
    Write("server-ca", servers_);
    Write("clients-ca", clients_);
  }

  ProgramResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), {SHAKEDOWN_BINARY, "explain"});
    return RunProgram(words, {"SSLKEYLOGFILE", "NO_COLOR"}, folder_.path(), Milliseconds(30000));
  }
  /// At the gate.
  ProgramResult AtGate(std::vector<std::string> words) {
    words.insert(words.begin(), {Url(), "--server-ca", "server-ca.pem"});
    return Run(std::move(words));
  }
  std::string Url() const { return "https://localhost:" + Port() + "/"; }
  std::string Port() const { return std::to_string(peer_->endpoint().port); }

  void Write(const std::string& name, pki::Flaw flaw) {
    const auto identity =
        testing_support::Need(pki::Mint(clients_.authority(), {.name = name, .flaw = flaw}));
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), *identity));
  }
  void Write(const std::string& name, const TestAuthority& authority) {
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), name, authority.authority()));
  }

  TemporaryFolder folder_;
  TestAuthority clients_;
  TestAuthority servers_;
  std::unique_ptr<handshake::Peer> peer_;
};

const std::vector<std::string> kLate = {"--cert", "late.pem", "--key", "late.key"};
const std::vector<std::string> kAlice = {"--cert", "alice.pem", "--key", "alice.key"};

std::vector<std::string> With(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_F(Explain, RefusalIsExplainedOnTheFirstScreen) {
  const auto result = AtGate(kLate);
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_EQ(result.err, "");
  const std::string screen = result.out.substr(0, result.out.find("\nHandshake: "));
  EXPECT_THAT(screen, StartsWith("REFUSED    " + Url()));
  EXPECT_THAT(screen, HasSubstr("certificate.expired, certain"));
  EXPECT_THAT(screen, HasSubstr("server's clock says"));
  EXPECT_THAT(screen, HasSubstr("yours was valid until"));
  EXPECT_THAT(screen, HasSubstr("\nFix        Renew"));
  EXPECT_THAT(screen, HasSubstr("\nWho        "));
  EXPECT_LE(LinesOf(screen).size(), 24u);
}

TEST_F(Explain, EverythingElseStandsBelowIt) {
  const std::string out = AtGate(kLate).out;
  EXPECT_THAT(out, HasSubstr("\nHandshake: as asked\n"));
  EXPECT_THAT(out, HasSubstr("ClientHello (SNI localhost)"));
  EXPECT_THAT(out, HasSubstr("\nWhat the server asked for (CertificateRequest)\n"));
  EXPECT_THAT(out, HasSubstr("CN=Clients CA"));
  EXPECT_THAT(out, HasSubstr("\nWhat was sent\n"));
  EXPECT_THAT(out, HasSubstr("\nWhat known clients do with this request and these files\n"));
}

TEST_F(Explain, NoLineIsWiderThanATerminalAndNothingIsColouredInAPipe) {
  for (const auto& words : {kLate, With(kLate, {"-v"}), With(kAlice, {"-v"}),
                            With(kLate, {"-v", "--as", "java-sunx509"})}) {
    const std::string out = AtGate(words).out;
    for (const std::string& line : LinesOf(out)) EXPECT_LE(report::Characters(line), 80u) << line;
    EXPECT_EQ(out.find('\x1b'), std::string::npos);
  }
  EXPECT_THAT(AtGate(With(kLate, {"--color", "always"})).out, HasSubstr("\x1b["));
}

TEST_F(Explain, AcceptedExitsZero) {
  const auto result = AtGate(kAlice);
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out;
  EXPECT_THAT(result.out, StartsWith("ACCEPTED   "));
}

TEST_F(Explain, QuietIsOneLineAndQuieterIsNone) {
  const auto quiet = AtGate(With(kLate, {"-q"}));
  EXPECT_EQ(LinesOf(quiet.out).size(), 1u) << quiet.out;
  EXPECT_THAT(quiet.out, StartsWith("refused: certificate.expired (certain): "));
  const auto silent = AtGate(With(kLate, {"-qq"}));
  EXPECT_EQ(silent.out + silent.err, "");
  EXPECT_EQ(silent.exit_code, cli::kExitFailure);
}

TEST_F(Explain, VerboseShowsEveryHandshake) {
  const std::string out = AtGate({"-v"}).out + AtGate(With(kAlice, {"-v"})).out;
  EXPECT_THAT(out, HasSubstr("\nHandshake: probe: "));
}

TEST_F(Explain, JsonOnStandardOutputIsAllThereIs) {
  const auto result = AtGate(With(kLate, {"--json", "-"}));
  EXPECT_EQ(result.exit_code, cli::kExitFailure);
  EXPECT_THAT(result.out, StartsWith("{\"schema\":\"shakedown.diagnosis/1\""));
  EXPECT_EQ(LinesOf(result.out).size(), 1u);
  EXPECT_EQ(Invalid(result.out), "");
}

TEST_F(Explain, JsonFitsItsSchemaInEveryCase) {
  for (const auto& words :
       {kAlice, std::vector<std::string>{}, With(kAlice, {"--as", "go"}),
        With(kLate, {"--no-probes"}), std::vector<std::string>{"--cert", "absent.pem"}}) {
    const auto result = AtGate(With(words, {"--json", "d.json"}));
    EXPECT_NE(result.out, "") << "a file leaves standard output to people";
    const auto document = ReadFile(folder_.File("d.json"));
    ASSERT_TRUE(document);
    EXPECT_EQ(Invalid(*document), "");
  }
}

TEST_F(Explain, AnUnwritableJsonFileIsFoundBeforeAnythingIsTried) {
  const auto result = AtGate(With(kLate, {"--json", "no/such/folder/d.json"}));
  EXPECT_EQ(result.exit_code, cli::kExitReport);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("no/such/folder"));
}

TEST_F(Explain, ThePlaceOfAnotherClientIsTaken) {
  const TestAuthority strangers("Strangers CA");
  ASSERT_TRUE(pki::WriteIdentity(
      folder_.path(), *testing_support::Need(pki::Mint(strangers.authority(), {.name = "bob"}))));
  const auto result = AtGate(
      {"--cert", "bob.pem", "--key", "bob.key", "--as", "java-sunx509", "--alpn", "http/1.1"});
  EXPECT_THAT(result.out, HasSubstr("(java-sunx509)"));
  EXPECT_THAT(result.out, HasSubstr("client.issuer-not-listed"));
  EXPECT_THAT(result.out, HasSubstr("if the certificate is presented all the same, as curl does"));
}

TEST_F(Explain, ProbesAreListedAndCanBeLeftOut) {
  EXPECT_THAT(AtGate(kAlice).out, HasSubstr("\nFollow-up handshakes"));
  EXPECT_THAT(AtGate(With(kAlice, {"--no-probes"})).out, Not(HasSubstr("\nFollow-up handshakes")));
  EXPECT_THAT(AtGate(With(kAlice, {"--max-probes", "0"})).out,
              Not(HasSubstr("\nFollow-up handshakes")));
}

TEST_F(Explain, ResolveConnectsElsewhere) {
  const std::string point = "gate.example:" + Port();
  const auto result =
      Run(With(kAlice, {"https://" + point + "/", "--resolve", point + ":127.0.0.1"}));
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
  EXPECT_THAT(result.out, StartsWith("ACCEPTED   https://" + point + "/ (127.0.0.1)"));
}

TEST_F(Explain, AnUnusableIdentityIsTheCauseWithTheRepair) {
  const auto result = AtGate({"--cert", "alice.pem", "--key", "late.key"});
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, StartsWith("NOT TRIED  "));
  EXPECT_THAT(result.out, HasSubstr("client.identity-unusable, certain"));
  EXPECT_THAT(result.out, HasSubstr("openssl x509 -noout -pubkey"));
}

TEST_F(Explain, AWrongPassphraseIsNotShown) {
  const auto encrypted = RunProgram({"openssl", "pkcs8", "-topk8", "-in", "alice.key", "-out",
                                     "alice.enc", "-passout", "pass:right"},
                                    {}, folder_.path());
  ASSERT_EQ(encrypted.exit_code, 0) << encrypted.err;
  ASSERT_TRUE(WriteFile(folder_.File("pass"), "hunter2secret\n"));
  const auto result = AtGate({"--cert", "alice.pem", "--key", "alice.enc", "--pass", "file:pass",
                              "-v", "--json", "d.json"});
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("passphrase"));
  const auto json = ReadFile(folder_.File("d.json"));
  ASSERT_TRUE(json);
  EXPECT_THAT(result.out + result.err + *json, Not(HasSubstr("hunter2secret")));
}

TEST_F(Explain, AnUnreachableServerHasNoVerdict) {
  const auto port = testing_support::FreePorts(1)[0];
  const auto result = Run({"https://127.0.0.1:" + std::to_string(port) + "/"});
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, AllOf(StartsWith("NO VERDICT "), HasSubstr("path.unreachable")));
}

TEST_F(Explain, ASilentServerEndsWithTheTimeout) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&self](int fd) { self->HoldOpen(fd); });
  self = &server;
  const auto start = std::chrono::steady_clock::now();
  const auto result =
      Run({"https://127.0.0.1:" + std::to_string(server.port()) + "/", "--timeout", "700ms"});
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(result.exit_code, cli::kExitError);
  // Beside the 100 ms that it may be late, the program has to start and to load what the system
  // trusts.
  EXPECT_LT(took, std::chrono::milliseconds(700 + 100 + 400));
  EXPECT_THAT(result.out, HasSubstr("path.unreachable"));
}

TEST_F(Explain, AnInterruptEndsItWithItsOwnExitCode) {
  std::atomic<bool> connected{false};
  ScriptedServer* self = nullptr;
  ScriptedServer server([&](int fd) {
    connected = true;
    self->HoldOpen(fd);
  });
  self = &server;
  testing_support::Program program(
      {SHAKEDOWN_BINARY, "explain", "https://127.0.0.1:" + std::to_string(server.port()) + "/",
       "--timeout", "1s", "--json", "d.json"},
      {}, folder_.path());
  const Deadline deadline = Deadline::After(Milliseconds(10000));
  while (!connected && !deadline.over()) poll(nullptr, 0, 1);
  program.Signal(SIGINT);
  const auto result = program.Wait(Milliseconds(20000));
  EXPECT_EQ(result.exit_code, cli::kExitInterrupted);
  const auto json = ReadFile(folder_.File("d.json"));
  ASSERT_TRUE(json) << "what was found is written all the same";
  EXPECT_EQ(Invalid(*json), "");
}

TEST_F(Explain, MistakesOnTheCommandLineExitTwo) {
  for (const auto& [words, text] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{}, "the URL of the server is missing"},
           {{"https://a/", "https://b/"}, "more than one URL"},
           {{"gopher://x/"}, "gopher"},
           {{"https://a/", "--tls", "1.9"}, "--tls '1.9'"},
           {{"https://a/", "--timeout", "5"}, "--timeout"},
           {{"https://a/", "--max-probes", "-1"}, "--max-probes"},
           {{"https://a/", "--resolve", "b:443:127.0.0.1"}, "the target is a:443"},
           {{"https://a/", "--resolve", "a:443"}, "a part is missing"},
           {{"https://a/", "--crl", "x.pem"}, "--crl is given without --client-ca"},
           {{"https://a/", "--client-ca", "absent.pem"}, "absent.pem"},
           {{"https://a/", "--key", "alice.key"}, "without a certificate"},
           {{"https://a/", "--p12", "a.p12", "--cert", "alice.pem"}, "PKCS#12"},
           {{"https://a/", "--as", "jva-sunx509"}, "did you mean 'java-sunx509'?"},
           {{"https://a/", "--as-holds", "2"}, "goes with --as PROFILE"},
           {{"https://a/", "--as", "go", "--as-holds", "0"}, "a number from 1"},
           {{"https://a/", "--color", "blue"}, "--color"},
           {{"https://a/", "--certt", "alice.pem"}, "did you mean '--cert'?"}}) {
    const auto result = Run(words);
    EXPECT_EQ(result.exit_code, cli::kExitUsage) << text;
    EXPECT_EQ(result.out, "") << text;
    EXPECT_THAT(result.err, HasSubstr(text));
  }
}

TEST_F(Explain, HelpAndOverviewNameIt) {
  EXPECT_THAT(Run({"--help"}).out, HasSubstr("Usage: shakedown explain URL"));
  for (const std::string& line : LinesOf(Run({"--help"}).out)) EXPECT_LE(line.size(), 80u) << line;
  EXPECT_THAT(RunProgram({SHAKEDOWN_BINARY, "--help"}).out, HasSubstr("  explain "));
}

TEST(ExplainNginx, TheClientsCaFileSettlesWhatThePageHides) {
  const testing_support::Nginx nginx({.depth = "1"});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  const auto ca = pki::LoadAuthority(nginx.File("ca.pem"), nginx.File("ca.key"), "");
  ASSERT_TRUE(ca);
  const auto deep = pki::Mint(**ca, {.name = "deep", .intermediates = 3});
  ASSERT_TRUE(deep);
  const TemporaryFolder folder;
  ASSERT_TRUE(pki::WriteIdentity(folder.path(), **deep));
  const auto result = RunProgram(
      {SHAKEDOWN_BINARY, "explain", nginx.url(), "--cert", "deep.pem", "--key", "deep.key",
       "--server-ca", nginx.File("server-ca.pem"), "--client-ca", nginx.File("ca.pem")},
      {}, folder.path());
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.err;
  EXPECT_THAT(result.out, HasSubstr("certificate.too-deep, "));
  EXPECT_THAT(result.out, HasSubstr("3 intermediates\n"));
  EXPECT_THAT(result.out, HasSubstr("ssl_verify_depth"));
}

}  // namespace
}  // namespace shakedown
