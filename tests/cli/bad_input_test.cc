// What people get wrong: each mistake has a clear text and the right exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "cli/exit_code.h"
#include "core/file.h"
#include "pki/mint.h"
#include "tests/support/program.h"
#include "tests/support/scripted_server.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::ScriptedServer;
using testing_support::TemporaryFolder;

class BadInput : public testing::Test {
 protected:
  /// Runs the program in the folder; reports go to r.xml and r.json there.
  ProgramResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), SHAKEDOWN_BINARY);
    return RunProgram(words, {"SSLKEYLOGFILE"}, folder_.path(), Milliseconds(30000));
  }
  /// One scenario without a certificate against `url`, limited to `timeout`.
  ProgramResult RunAgainst(const std::string& url, const std::string& timeout = "5s") {
    WriteSuite(Suite("<handshake/><expect outcome=\"refused\"/>"));
    return Run({"run", "suite.xml", "--target", url, "--timeout", timeout, "--junit", "r.xml"});
  }
  static std::string Suite(const std::string& steps, const std::string& identities = "") {
    return "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\" title=\"t\">\n" +
           (identities.empty() ? "" : "<identities>" + identities + "</identities>\n") +
           "<scenario id=\"one\" title=\"One\">\n" + steps + "\n</scenario>\n</suite>\n";
  }
  void WriteSuite(const std::string& text) {
    ASSERT_TRUE(WriteFile(folder_.File("suite.xml"), text));
  }
  std::string Junit() {
    const auto text = ReadFile(folder_.File("r.xml"));
    return text ? *text : "";
  }
  static std::string Url(const ScriptedServer& server) {
    return "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  }

  TemporaryFolder folder_;
};

TEST_F(BadInput, NoArgumentsPrintTheOverviewAndExitTwo) {
  const auto result = Run({});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("Commands:"));
}

TEST_F(BadInput, MistypedCommandNamesTheNearest) {
  const auto result = Run({"rum"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("did you mean 'run'?"));
}

TEST_F(BadInput, MistypedOptionNamesTheNearest) {
  const auto result = Run({"run", "--taget", "https://localhost/"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("did you mean '--target'?"));
}

TEST_F(BadInput, UnknownSuiteElementIsShownInPlaceWithTheNearestName) {
  WriteSuite(Suite("<handshak/><expect outcome=\"refused\"/>"));
  const auto result = Run({"run", "suite.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("suite.xml:3:"));
  EXPECT_THAT(result.err, HasSubstr("<handshak/>"));
  EXPECT_THAT(result.err, HasSubstr("handshake"));
  EXPECT_THAT(result.err, HasSubstr("^"));
}

TEST_F(BadInput, BadXmlIsShownInPlace) {
  WriteSuite(
      "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\" title=\"t\">\n<scenario "
      "id=\"x\"\n</suite>");
  const auto result = Run({"run", "suite.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("suite.xml:"));
}

TEST_F(BadInput, MissingSuiteFile) {
  const auto result = Run({"run", "absent.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("absent.xml"));
}

TEST_F(BadInput, MissingCaKeyFileOnTheCommandLine) {
  WriteSuite(Suite("<handshake/><expect outcome=\"refused\"/>"));
  const auto result = Run({"run", "suite.xml", "--target", "https://localhost:1/", "--ca-cert",
                           "absent.pem", "--ca-key", "absent.key"});
  EXPECT_EQ(result.exit_code, cli::kExitUsage);
  EXPECT_THAT(result.err, HasSubstr("absent.pem"));
}

TEST_F(BadInput, MissingKeyFileOfAnIdentityIsAnErrorOfItsCases) {
  WriteSuite(Suite("<handshake identity=\"me\"/><expect outcome=\"accepted\"/>",
                   "<identity id=\"me\" certificate=\"absent.pem\" key=\"absent.key\"/>"));
  const auto result = Run({"run", "suite.xml", "--junit", "r.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("absent.pem"));
  EXPECT_THAT(Junit(), HasSubstr("<error "));
  EXPECT_THAT(Junit(), HasSubstr("absent.pem"));
}

TEST_F(BadInput, WrongPassphraseSaysSoAndDoesNotShowIt) {
  const auto root = pki::MintRoot("Test CA");
  ASSERT_TRUE(root);
  const auto identity = pki::Mint(**root, {.name = "me"});
  ASSERT_TRUE(identity);
  ASSERT_TRUE(pki::WriteIdentity(folder_.path(), **identity));
  const auto encrypted = RunProgram(
      {"openssl", "pkcs8", "-topk8", "-in", "me.key", "-out", "me.enc", "-passout", "pass:right"},
      {}, folder_.path());
  ASSERT_EQ(encrypted.exit_code, 0) << encrypted.err;
  WriteSuite(Suite(
      "<handshake identity=\"me\"/><expect outcome=\"accepted\"/>",
      "<identity id=\"me\" certificate=\"me.pem\" key=\"me.enc\" passphrase=\"file:pass\"/>"));
  ASSERT_TRUE(WriteFile(folder_.File("pass"), "hunter2secret\n"));
  const auto result = Run({"run", "suite.xml", "--junit", "r.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("passphrase"));
  EXPECT_THAT(result.out + result.err + Junit(), Not(HasSubstr("hunter2secret")));
}

TEST_F(BadInput, UnknownHost) {
  const auto result = RunAgainst("https://no-such-host.invalid/");
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("path.unreachable"));
  EXPECT_THAT(result.out, HasSubstr("no-such-host.invalid"));
}

TEST_F(BadInput, ClosedPort) {
  const auto port = testing_support::FreePorts(1)[0];
  const auto result = RunAgainst("https://127.0.0.1:" + std::to_string(port) + "/");
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("path.unreachable"));
  EXPECT_THAT(result.out, HasSubstr("refused"));
  EXPECT_THAT(Junit(), HasSubstr("<error "));
}

TEST_F(BadInput, APortThatSpeaksPlainHttp) {
  ScriptedServer server([](int fd) {
    ScriptedServer::ReadSome(fd);
    ScriptedServer::Send(fd, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  const auto result = RunAgainst(Url(server));
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("path.plain-http"));
}

TEST_F(BadInput, APortThatAcceptsAndNeverAnswersEndsAtTheDeadline) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&self](int fd) { self->HoldOpen(fd); });
  self = &server;
  const auto start = std::chrono::steady_clock::now();
  const auto result = RunAgainst(Url(server), "700ms");
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_LT(took, std::chrono::seconds(5));
  EXPECT_THAT(Junit(), HasSubstr("<error "));
}

TEST_F(BadInput, AServerThatSendsGarbage) {
  ScriptedServer server([](int fd) {
    ScriptedServer::ReadSome(fd);
    std::string garbage;
    for (int i = 0; i < 4096; ++i) garbage += static_cast<char>(i * 37 + 11);
    ScriptedServer::Send(fd, garbage);
  });
  const auto result = RunAgainst(Url(server));
  EXPECT_EQ(result.exit_code, cli::kExitError);
  EXPECT_THAT(result.out, HasSubstr("not TLS"));
}

TEST_F(BadInput, UnwritableReportPathIsFoundBeforeTheRun) {
  WriteSuite(Suite("<handshake/><expect outcome=\"refused\"/>"));
  const auto result = Run({"run", "suite.xml", "--junit", "no/such/folder/r.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitReport);
  EXPECT_THAT(result.err, HasSubstr("no/such/folder"));
  EXPECT_EQ(result.out, "");
}

TEST_F(BadInput, MalformedUrlShardTimeoutAndSet) {
  WriteSuite(Suite("<handshake/><expect outcome=\"refused\"/>"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"run", "suite.xml", "--target", "gopher://x/"},
        {"run", "suite.xml", "--shard", "3/2"},
        {"run", "suite.xml", "--timeout", "5"},
        {"run", "suite.xml", "--set", "novalue"},
        {"run", "suite.xml", "--jobs", "0"}}) {
    const auto result = Run(words);
    EXPECT_EQ(result.exit_code, cli::kExitUsage) << words.back() << '\n' << result.err;
    EXPECT_THAT(result.err, HasSubstr("error: ")) << words.back();
  }
}

TEST_F(BadInput, NothingSelectedExitsFourAndStillWritesAReport) {
  WriteSuite(Suite("<handshake/><expect outcome=\"refused\"/>"));
  const auto result = Run({"run", "suite.xml", "--filter", "absent*", "--junit", "r.xml"});
  EXPECT_EQ(result.exit_code, cli::kExitNothing);
  EXPECT_THAT(Junit(), HasSubstr("<error "));
  const auto passed = Run({"run", "suite.xml", "--filter", "absent*", "--no-tests", "pass"});
  EXPECT_EQ(passed.exit_code, cli::kExitOk);
}

}  // namespace
}  // namespace shakedown
