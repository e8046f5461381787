// Identities on PKCS#11 tokens, kept by SoftHSM: the whole program signs with them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/exit_code.h"
#include "core/file.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kPin = "471108";

/// A token that holds the keys and certificates of `rsa` and `ec`, and a gate that trusts both.
class Token : public testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = new Shared; }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }

  struct Shared {
    Shared() : clients("Clients CA"), servers("Servers CA") {
      std::filesystem::create_directory(folder.File("tokens"));
      Check(WriteFile(folder.File("softhsm2.conf"),
                      "directories.tokendir = " + folder.File("tokens") + "\nlog.level = ERROR\n"));
      Check(WriteFile(folder.File("pin"), std::string(kPin) + "\n"));
      Check(pki::WriteAuthority(folder.path(), "server-ca", servers.authority()));
      Run({"softhsm2-util", "--init-token", "--free", "--label", "desk", "--pin", kPin, "--so-pin",
           "12345678"});
      Import("rsa", "a1", pki::KeyKind::kRsa2048);
      Import("ec", "a2", pki::KeyKind::kP256);
      handshake::PeerHost host;
      host.certificate = servers.Server("localhost");
      host.client_trust = clients.Trust();
      host.announced_names = {clients.name()};
      handshake::PeerOptions options;
      options.hosts.push_back(std::move(host));
      peer = Need(handshake::Peer::Start(std::move(options)));
    }

    static void Check(const Result<void>& done) { ASSERT_TRUE(done) << done.error().Text(); }
    ProgramResult Run(const std::vector<std::string>& words) const {
      ProgramResult result =
          RunProgram(words,
                     {"SOFTHSM2_CONF=" + folder.File("softhsm2.conf"),
                      "TOKEN_PIN=" + std::string(kPin), "WRONG_PIN=000000", "PKCS11_MODULE_PATH"},
                     folder.path(), Milliseconds(30000));
      return result;
    }
    void Succeeds(const std::vector<std::string>& words) const {
      const ProgramResult result = Run(words);
      ASSERT_EQ(result.exit_code, 0) << words[0] << ": " << result.out << result.err;
    }
    void Import(const std::string& name, const std::string& id, pki::KeyKind kind) const {
      const auto identity = Need(pki::Mint(clients.authority(), {.name = name, .key = kind}));
      Check(pki::WriteIdentity(folder.path(), *identity));
      Succeeds({"softhsm2-util", "--import", name + ".key", "--token", "desk", "--label", name,
                "--id", id, "--pin", kPin});
      Succeeds({"p11tool", "--provider", kModule, "--login", "--set-pin", kPin, "--write",
                "--load-certificate", name + ".pem", "--label", name, "--id", id,
                "pkcs11:token=desk"});
    }

    TemporaryFolder folder;
    TestAuthority clients;
    TestAuthority servers;
    std::unique_ptr<handshake::Peer> peer;
  };

  static std::string Uri(const std::string& object, const std::string& more = "") {
    return "pkcs11:token=desk;object=" + object + "?module-path=" + kModule + more;
  }
  static ProgramResult Explain(std::vector<std::string> words) {
    const std::vector<std::string> head = {
        SHAKEDOWN_BINARY, "explain",
        "https://localhost:" + std::to_string(shared_->peer->endpoint().port) + "/", "--server-ca",
        "server-ca.pem"};
    words.insert(words.begin(), head.begin(), head.end());
    return shared_->Run(words);
  }

  static Shared* shared_;
};

Token::Shared* Token::shared_ = nullptr;

TEST_F(Token, KeyAndCertificateOfOneNameSignInBothVersions) {
  for (const char* object : {"rsa", "ec"}) {
    for (const char* version : {"1.2", "1.3"}) {
      const auto result =
          Explain({"--key", Uri(object), "--pass", "env:TOKEN_PIN", "--tls", version, "-q"});
      EXPECT_EQ(result.exit_code, cli::kExitOk)
          << object << " TLS " << version << result.out << result.err;
      EXPECT_THAT(result.out, HasSubstr("accepted"));
    }
  }
}

TEST_F(Token, CertificateMayBeAFileAndThePinInTheUri) {
  const auto by_file =
      Explain({"--key", Uri("ec"), "--cert", "ec.pem", "--pass", "file:pin", "-q"});
  EXPECT_EQ(by_file.exit_code, cli::kExitOk) << by_file.out << by_file.err;
  const auto by_uri = Explain({"--key", Uri("ec", std::string("&pin-value=") + kPin), "-v"});
  EXPECT_EQ(by_uri.exit_code, cli::kExitOk) << by_uri.out << by_uri.err;
  EXPECT_THAT(by_uri.out + by_uri.err, Not(HasSubstr(kPin)));
}

TEST_F(Token, AnotherKeysCertificateIsExplained) {
  const auto result = Explain({"--key", Uri("ec"), "--cert", "rsa.pem", "--pass", "env:TOKEN_PIN"});
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.out;
  EXPECT_THAT(result.out, AllOf(HasSubstr("client.identity-unusable"), HasSubstr("PKCS#11 token")));
}

TEST_F(Token, NobodyIsAskedForAPin) {
  const auto result = Explain({"--key", Uri("ec")});
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.out;
  EXPECT_THAT(result.out, AllOf(HasSubstr("wants a PIN"), HasSubstr("--pass env:NAME")));
}

TEST_F(Token, WrongPinAndUnknownObjectAreToldWithoutSecrets) {
  const auto wrong = Explain({"--key", Uri("ec"), "--pass", "env:WRONG_PIN"});
  EXPECT_EQ(wrong.exit_code, cli::kExitError) << wrong.out;
  EXPECT_THAT(wrong.out, AllOf(HasSubstr("did not take the PIN"), Not(HasSubstr("000000"))));
  const auto unknown = Explain({"--key", Uri("nobody"), "--pass", "env:TOKEN_PIN"});
  EXPECT_EQ(unknown.exit_code, cli::kExitError) << unknown.out;
  EXPECT_THAT(unknown.out, HasSubstr("p11tool"));
}

TEST_F(Token, ModuleThatIsNotThereIsTold) {
  const auto result = Explain({"--key", "pkcs11:object=x?module-path=/nonexistent.so"});
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.out;
  EXPECT_THAT(result.out, HasSubstr("module cannot be used"));
}

TEST_F(Token, SuitesTakeTokensToo) {
  ASSERT_TRUE(WriteFile(shared_->folder.File("gate.xml"),
                        "<suite xmlns=\"urn:shakedown:suite:1\" name=\"gate\">\n"
                        "  <identities><identity id=\"desk\" key=\"" +
                            Uri("rsa") +
                            "\" passphrase=\"file:pin\"/></identities>\n"
                            "  <scenario id=\"in\" title=\"The desk gets in\" tls=\"1.2 1.3\">\n"
                            "    <handshake identity=\"desk\"/><expect outcome=\"accepted\"/>\n"
                            "  </scenario>\n</suite>\n"));
  const auto result =
      shared_->Run({SHAKEDOWN_BINARY, "run", "gate.xml", "--target",
                    "https://localhost:" + std::to_string(shared_->peer->endpoint().port) + "/",
                    "--server-ca", "server-ca.pem", "--no-reports", "--color", "never"});
  EXPECT_EQ(result.exit_code, cli::kExitOk) << result.out << result.err;
}

}  // namespace
}  // namespace shakedown
