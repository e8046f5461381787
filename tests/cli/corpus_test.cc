// scripts/corpus on small corpora of our own making, in the formats of BoringSSL and x509-limbo:
// what is presented live, what is told of it, and what is left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <string>

#include "core/file.h"
#include "pki/mint.h"
#include "tests/support/needs.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;

/// A chain of a root, an intermediate and a leaf, each as PEM.
struct Chain {
  std::string root, intermediate, leaf, key;
};

Chain MakeChain(bool server) {
  const TemporaryFolder folder;
  const auto root = Need(pki::MintRoot("Corpus Root", pki::KeyKind::kP256));
  const auto intermediate = Need(pki::MintIntermediate(*root, "Corpus Intermediate"));
  pki::MintRequest request;
  request.name = "leaf";
  request.server = server;
  const auto leaf = Need(pki::Mint(*intermediate, request));
  EXPECT_TRUE(pki::WriteIdentity(folder.path(), *leaf));
  EXPECT_TRUE(pki::WriteAuthority(folder.path(), "root", *root));
  EXPECT_TRUE(pki::WriteAuthority(folder.path(), "intermediate", *intermediate));
  const std::string presented = Need(ReadFile(folder.File("leaf.pem")));
  const size_t end = presented.find("-----END CERTIFICATE-----\n") + 26;
  return {Need(ReadFile(folder.File("root.pem"))), Need(ReadFile(folder.File("intermediate.pem"))),
          presented.substr(0, end), Need(ReadFile(folder.File("leaf.key")))};
}

std::string UtcNow() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%y%m%d%H%M%SZ", &parts);
  return text;
}

class Corpus : public testing::Test {
 protected:
  void SetUp() override {
    const bool there = RunProgram({"python3", "--version"}, {}).exit_code == 0 &&
                       RunProgram({"openssl", "version"}, {}).exit_code == 0;
    SHAKEDOWN_NEEDS(there, "python3 and openssl");
  }

  ProgramResult Run(std::vector<std::string> more) {
    std::vector<std::string> words = {std::string(SHAKEDOWN_SOURCE_DIR) + "/scripts/corpus"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--program", SHAKEDOWN_BINARY});
    return RunProgram(words, {"SSLKEYLOGFILE", "PYTHONDONTWRITEBYTECODE=1"}, folder_.path(),
                      Milliseconds(90000));
  }

  /// A folder as BoringSSL has them.
  void AddBoringssl(const std::string& name, const Chain& chain, const std::string& purpose,
                    const std::string& time, const std::string& errors) {
    const std::string place = folder_.File("testdata/" + name);
    std::filesystem::create_directories(place + "/keys");
    Write("testdata/" + name + "/chain.pem", "[Created by: generate-chains.py]\n" + chain.leaf +
                                                 "\ntext\n" + chain.intermediate + chain.root);
    Write("testdata/" + name + "/keys/Target.key", chain.key);
    Write("testdata/" + name + "/main.test",
          "chain: chain.pem\nlast_cert_trust: TRUSTED_ANCHOR\nutc_time: " + time +
              "\nkey_purpose: " + purpose + "\nexpected_errors:\n" + errors);
  }

  static std::string Quoted(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
    return quoted + "\"";
  }

  static std::string LimboCase(const std::string& id, const Chain& chain, const std::string& kind,
                               const std::string& result, bool with_key) {
    return "{\"id\":\"" + id + "\",\"validation_kind\":\"" + kind + "\",\"trusted_certs\":[" +
           Quoted(chain.root) + "],\"untrusted_intermediates\":[" + Quoted(chain.intermediate) +
           "],\"peer_certificate\":" + Quoted(chain.leaf) +
           ",\"peer_certificate_key\":" + (with_key ? Quoted(chain.key) : "null") +
           ",\"validation_time\":null,\"expected_result\":\"" + result +
           "\",\"max_chain_depth\":null,\"crls\":[]}";
  }

  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFile(folder_.File(name), text));
  }
  std::string File(const std::string& name) { return folder_.File(name); }

  TemporaryFolder folder_;
};

TEST_F(Corpus, PresentsBoringsslChainsAndTellsWhatIsNotAsExpected) {
  AddBoringssl("good", MakeChain(false), "CLIENT_AUTH", UtcNow(), "");
  const std::string error = "----- Certificate i=0 (CN=Target) -----\nERROR: The extended key\n";
  AddBoringssl("server-only", MakeChain(true), "CLIENT_AUTH_STRICT", UtcNow(), error);
  AddBoringssl("for-servers", MakeChain(true), "SERVER_AUTH", UtcNow(), "");
  const auto agreed = Run({File("testdata"), "--verbose"});
  EXPECT_EQ(agreed.exit_code, 0) << agreed.out << agreed.err;
  EXPECT_THAT(agreed.out, HasSubstr("ok   good/main  expected accepted, seen accepted"));
  EXPECT_THAT(agreed.out, HasSubstr("ok   server-only/main  expected refused, seen refused"));
  EXPECT_THAT(agreed.out, HasSubstr("3 cases, 2 run"));
  EXPECT_THAT(agreed.out, HasSubstr("left out: 1, its purpose is SERVER_AUTH"));

  // A server's chain is good for servers, and refused to a client.
  const auto all = Run({File("testdata"), "--purpose", "SERVER_AUTH"});
  EXPECT_EQ(all.exit_code, 1) << all.out << all.err;
  EXPECT_THAT(all.out, HasSubstr("FAIL for-servers/main  expected accepted, seen refused"));
}

TEST_F(Corpus, LeavesOutWhatATargetOfTodayCannotShow) {
  AddBoringssl("old", MakeChain(false), "CLIENT_AUTH", "DEFAULT", "");
  const auto run = Run({File("testdata"), "--target", "https://localhost:9/"});
  EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("it is about another time, and the target lives today"));
}

TEST_F(Corpus, PresentsClientCasesOfLimbo) {
  const Chain good = MakeChain(false);
  const Chain server = MakeChain(true);
  Write("limbo.json", "{\"version\":1,\"testcases\":[" +
                          LimboCase("ours::good", good, "CLIENT", "SUCCESS", true) + "," +
                          LimboCase("ours::purpose", server, "CLIENT", "FAILURE", true) + "," +
                          LimboCase("ours::keyless", good, "CLIENT", "SUCCESS", false) + "," +
                          LimboCase("ours::server", server, "SERVER", "SUCCESS", true) + "]}");
  const auto run = Run({File("limbo.json"), "--tls", "1.2 1.3", "--json", File("result.json"),
                        "--keep", File("kept")});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("expected accepted: 1 accepted, 0 refused, 0 no verdict"));
  EXPECT_THAT(run.out, HasSubstr("expected refused: 0 accepted, 1 refused, 0 no verdict"));
  EXPECT_THAT(run.out, HasSubstr("left out: 1, the corpus has no key of its leaf"));
  EXPECT_THAT(run.out, HasSubstr("left out: 1, its kind is SERVER"));
  EXPECT_THAT(Need(ReadFile(File("result.json"))), HasSubstr("\"seen\": \"refused\""));
  EXPECT_THAT(run.out + Need(ReadFile(File("result.json"))), Not(HasSubstr("PRIVATE KEY")));
  EXPECT_TRUE(std::filesystem::exists(File("kept/group-0/corpus.xml")));

  const auto roots = Run({File("limbo.json"), "--write-roots", File("roots.pem")});
  EXPECT_EQ(roots.exit_code, 0) << roots.err;
  EXPECT_THAT(Need(ReadFile(File("roots.pem"))), HasSubstr("BEGIN CERTIFICATE"));
}

TEST_F(Corpus, SaysWhatIsWrongWithACorpus) {
  const auto missing = Run({File("nothing-here")});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("no such file or folder"));
  Write("limbo.json", "{}");
  const auto empty = Run({File("limbo.json")});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.err, HasSubstr("no limbo.json of schema version 1"));
}

}  // namespace
}  // namespace shakedown
