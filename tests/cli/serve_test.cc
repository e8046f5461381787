// shakedown serve: what a client gets to read, what is told of it, and what no client can do to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>
#include <sstream>

#include "pki/mint.h"
#include "tests/support/serve_program.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::FreePorts;
using testing_support::Loopback;
using testing_support::Need;
using testing_support::Program;
using testing_support::ProgramResult;
using testing_support::ReasonsOf;
using testing_support::RunProgram;
using testing_support::ServeProgram;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

class Serve : public testing::Test {
 protected:
  Serve() : clients_("Clients CA") {
    EXPECT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", clients_.authority()));
    Write("alice", pki::Flaw::kGood);
    Write("late", pki::Flaw::kExpired);
  }
  void Write(const std::string& name, pki::Flaw flaw) {
    pki::MintRequest request;
    request.name = name;
    request.flaw = flaw;
    EXPECT_TRUE(
        pki::WriteIdentity(folder_.path(), *Need(pki::Mint(clients_.authority(), request))));
  }
  ProgramResult Curl(const ServeProgram& serve, std::vector<std::string> words) {
    words.insert(words.begin(),
                 {"curl", "-s", "-i", "--max-time", "10", "--cacert", "serve-ca.pem", serve.url()});
    return RunProgram(words, {}, folder_.path(), Milliseconds(20000));
  }

  const TemporaryFolder folder_;
  TestAuthority clients_;
};

TEST_F(Serve, OverlooksWhatItIsToldToAndWarnsOfSecretsThatItWrites) {
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "--behave", "broken:val-expired",
                               "--keylog", "keys.log", "--once"});
  ASSERT_TRUE(serve.ready());
  const ProgramResult late = Curl(serve, {"--cert", "late.pem", "--key", "late.key"});
  EXPECT_THAT(late.out, StartsWith("HTTP/1.1 200"));
  const ProgramResult end = serve.Wait();
  EXPECT_THAT(end.err, HasSubstr("session secrets go to keys.log"));
  std::ifstream keys(folder_.File("keys.log"));
  std::stringstream secrets;
  secrets << keys.rdbuf();
  EXPECT_THAT(secrets.str(), HasSubstr("SERVER_TRAFFIC_SECRET_0 "));
}

TEST_F(Serve, TellsThePersonAtTheClientAndTheConsoleTheSame) {
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "--count", "3"});
  ASSERT_TRUE(serve.ready());
  const ProgramResult none = Curl(serve, {});
  EXPECT_THAT(none.out, AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("text/plain"),
                              HasSubstr("No required SSL certificate was sent"),
                              HasSubstr("client.no-identity (likely)")));
  const ProgramResult good = Curl(serve, {"--cert", "alice.pem", "--key", "alice.key"});
  EXPECT_THAT(good.out, AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("the chain holds")));
  const ProgramResult page =
      Curl(serve, {"--cert", "late.pem", "--key", "late.key", "-H", "Accept: text/html"});
  EXPECT_THAT(page.out, AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("<!DOCTYPE html>"),
                              HasSubstr("certificate.expired (certain)")));
  const ProgramResult end = serve.Wait();
  EXPECT_EQ(end.exit_code, 1) << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("nothing: "), HasSubstr("presented: "), HasSubstr("unfit: "),
                             HasSubstr("certificate.expired")));
}

TEST_F(Serve, WritesLinesThatFitTheSchema) {
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "-qq"});
  ASSERT_TRUE(serve.ready());
  Curl(serve, {});
  const ProgramResult answered = Curl(serve, {"-H", "Accept: application/json"});
  const auto lines = serve.Lines(2);
  ASSERT_EQ(lines.size(), 2u);
  std::ofstream(folder_.File("one.json")) << lines[0];
  std::ofstream(folder_.File("answer.json"))
      << answered.out.substr(answered.out.find("\r\n\r\n") + 4);
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  const ProgramResult valid =
      RunProgram({"python3", source + "/tests/support/validate_json.py",
                  source + "/reports/served.schema.json", "one.json", "answer.json"},
                 {}, folder_.path());
  EXPECT_EQ(valid.exit_code, 0) << valid.out << valid.err;
  const ProgramResult end = serve.Stop();
  EXPECT_EQ(end.exit_code, 130);
  EXPECT_EQ(end.out, "");
}

TEST_F(Serve, TakesAnyCertificateWithoutACaFile) {
  ServeProgram serve(folder_, {"--once"});
  ASSERT_TRUE(serve.ready());
  EXPECT_THAT(Curl(serve, {"--cert", "alice.pem", "--key", "alice.key"}).out,
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("against nothing")));
  EXPECT_EQ(serve.Wait().exit_code, 0);
}

TEST_F(Serve, AsksLateForOnePath) {
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "--late-path", "/secure"});
  ASSERT_TRUE(serve.ready());
  const auto get = [&](const std::string& path) {
    return RunProgram({"curl", "-s", "--max-time", "10", "--cacert", "serve-ca.pem", "--cert",
                       "alice.pem", "--key", "alice.key", serve.url(path)},
                      {}, folder_.path());
  };
  EXPECT_THAT(get("/open").out, HasSubstr("server.no-request"));
  EXPECT_THAT(get("/secure/x").out, HasSubstr("the chain holds"));
  EXPECT_EQ(serve.Lines(2)[1]["certificate_request"]["when"], "post-handshake");
}

TEST_F(Serve, PutsClientsUnderTest) {
  ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "--count", "3", "--expect",
                               "nothing", "--expect", "presented", "--junit", "serve.xml"});
  ASSERT_TRUE(serve.ready());
  Curl(serve, {});
  Curl(serve, {"--cert", "alice.pem", "--key", "alice.key"});
  Curl(serve, {"--cert", "late.pem", "--key", "late.key"});
  EXPECT_EQ(serve.Wait().exit_code, 1);
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  const ProgramResult valid = RunProgram(
      {"xmllint", "--noout", "--schema", source + "/reports/shakedown-junit.xsd", "serve.xml"}, {},
      folder_.path());
  EXPECT_EQ(valid.exit_code, 0) << valid.err;
  std::stringstream junit;
  junit << std::ifstream(folder_.File("serve.xml")).rdbuf();
  EXPECT_THAT(junit.str(),
              AllOf(HasSubstr("tests=\"3\""), HasSubstr("failures=\"1\""),
                    HasSubstr("connection-3"), HasSubstr("type=\"shakedown.certificate.expired\""),
                    HasSubstr("expected the client's outcome presented, observed unfit")));
}

TEST_F(Serve, RefusesOptionsThatMakeNoSense) {
  const auto refused = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {SHAKEDOWN_BINARY, "serve", "--listen", "127.0.0.1:0"});
    const ProgramResult result = RunProgram(words, {}, folder_.path(), Milliseconds(5000));
    return result.exit_code == 2 ? result.err : "exit code " + std::to_string(result.exit_code);
  };
  EXPECT_THAT(refused({"--behave", "polite"}), HasSubstr("strict"));
  EXPECT_THAT(refused({"--signature-algorithms", "rot13"}), HasSubstr("rot13"));
  EXPECT_THAT(refused({"--certificate-types", "paper"}), HasSubstr("paper"));
  EXPECT_THAT(refused({"--count", "0"}), HasSubstr("--count"));
  EXPECT_THAT(refused({"--junit", "x.xml"}), HasSubstr("--count"));
  EXPECT_THAT(refused({"--expect", "wonders"}), HasSubstr("presented"));
  EXPECT_THAT(refused({"--tls", "1.1"}), HasSubstr("--tls"));
  EXPECT_THAT(refused({"--crl", "x.pem"}), HasSubstr("--client-ca"));
  EXPECT_THAT(refused({"--listen", "everywhere"}), HasSubstr("--listen"));
  EXPECT_THAT(refused({"--client-ca", "missing.pem"}), HasSubstr("missing.pem"));
}

TEST_F(Serve, SaysThatThePortIsTaken) {
  ServeProgram first(folder_, {});
  ASSERT_TRUE(first.ready());
  const ProgramResult second = RunProgram(
      {SHAKEDOWN_BINARY, "serve", "--listen", "127.0.0.1:" + std::to_string(first.port())});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.err, HasSubstr("in use"));
}

/// Connections that are held open, as many as the system allows.
class Crowd {
 public:
  ~Crowd() {
    for (const int fd : sockets_) close(fd);
  }
  void Join(uint16_t port, const std::string& words) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    const sockaddr_in address = Loopback(port);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        !words.empty()) {
      (void)send(fd, words.data(), words.size(), MSG_NOSIGNAL);
    }
    sockets_.push_back(fd);
    constexpr size_t kHeld = 600;
    if (sockets_.size() <= kHeld) return;
    close(sockets_.front());
    sockets_.erase(sockets_.begin());
  }

 private:
  std::vector<int> sockets_;
};

size_t ResidentKilobytes(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    size_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes;
  }
  return 0;
}

TEST_F(Serve, IsStoppedByNoClient) {
  const uint16_t port = FreePorts(1)[0];
  Program serve({SHAKEDOWN_BINARY, "serve", "--listen", "127.0.0.1:" + std::to_string(port),
                 "--client-ca", "clients-ca.pem", "--save-ca", "serve-ca.pem", "-q"},
                {}, folder_.path());
  ASSERT_TRUE(testing_support::WaitForListener(port, Deadline::After(Milliseconds(10000))));
  const std::vector<std::string> noises = {
      "",                                                      // says nothing
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9),  // a ClientHello that never ends
      "GET / HTTP/1.1\r\n",                                    // not TLS, and not complete
      std::string(20000, '\xff'),                              // garbage
      std::string("\x16\x03\x01\x40\x01", 5) + std::string(16000, 'x')};
  Crowd crowd;
  constexpr int kConnections = 10'000;
  for (int i = 0; i < kConnections; ++i) {
    crowd.Join(port, noises[static_cast<size_t>(i) % noises.size()]);
  }
  const ProgramResult answered = RunProgram(
      {"curl", "-s", "-i", "--max-time", "10", "--cacert", "serve-ca.pem", "--cert", "alice.pem",
       "--key", "alice.key", "https://localhost:" + std::to_string(port) + "/"},
      {}, folder_.path());
  EXPECT_THAT(answered.out, StartsWith("HTTP/1.1 200"));
  EXPECT_LT(ResidentKilobytes(serve.pid()), 256u * 1024 * SHAKEDOWN_MEMORY_FACTOR);
  serve.Signal(SIGINT);
  const ProgramResult end = serve.Wait(Milliseconds(20000));
  EXPECT_EQ(end.exit_code, 130);
  EXPECT_THAT(end.err, HasSubstr("1 TLS connection(s)"));
}

}  // namespace
}  // namespace shakedown
