// shakedown watch: its options, its ends, and what it says when nothing can be relayed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/exit_code.h"
#include "tests/support/loopback_server.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing_support::FreePorts;
using testing_support::Program;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::WaitForListener;

std::string Loopback(uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

ProgramResult RunWatch(std::vector<std::string> words) {
  words.insert(words.begin(), {SHAKEDOWN_BINARY, "watch"});
  return RunProgram(words, {"SSLKEYLOGFILE"});
}

TEST(Watch, NamesWhatIsMissingOrWrong) {
  const ProgramResult bare = RunWatch({});
  EXPECT_EQ(bare.exit_code, cli::kExitUsage);
  EXPECT_THAT(bare.err, HasSubstr("--forward is missing"));
  EXPECT_EQ(RunWatch({"--forward", "nonsense"}).exit_code, cli::kExitUsage);
  EXPECT_EQ(RunWatch({"--forward", "127.0.0.1:1", "--listen", "8443"}).exit_code, cli::kExitUsage);
  EXPECT_EQ(RunWatch({"--forward", "127.0.0.1:1", "--settle", "soon"}).exit_code, cli::kExitUsage);
  EXPECT_EQ(RunWatch({"--forward", "127.0.0.1:1", "--count", "0"}).exit_code, cli::kExitUsage);
  EXPECT_EQ(RunWatch({"--forward", "127.0.0.1:1", "--json", "/nowhere/x.json"}).exit_code,
            cli::kExitReport);
}

TEST(Watch, TellsOfAServerThatCannotBeReached) {
  const testing_support::ClosedPort closed;
  const uint16_t port = FreePorts(1)[0];
  Program watch({SHAKEDOWN_BINARY, "watch", "--listen", Loopback(port), "--forward",
                 Loopback(closed.port()), "--once"});
  ASSERT_TRUE(WaitForListener(port, Deadline::After(Milliseconds(10000))));
  const ProgramResult result = watch.Wait(Milliseconds(20000));
  EXPECT_EQ(result.exit_code, cli::kExitError) << result.err;
  EXPECT_THAT(result.out, HasSubstr("path.unreachable"));
}

TEST(Watch, AReaderThatStandsStillHoldsUpNoConnection) {
  testing_support::LoopbackServer server([](int fd) {
    testing_support::SendAll(fd, testing_support::ReadUntil(fd, "\n"));
    testing_support::ReadToEnd(fd);
  });
  const uint16_t port = FreePorts(1)[0];
  // Nobody reads what it prints until the end.
  Program watch({SHAKEDOWN_BINARY, "watch", "--listen", Loopback(port), "--forward",
                 Loopback(server.port()), "-v"});
  ASSERT_TRUE(WaitForListener(port, Deadline::After(Milliseconds(10000))));
  constexpr int kConnections = 200;
  for (int i = 0; i < kConnections; ++i) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = testing_support::Loopback(port);
    ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const timeval patience{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ASSERT_TRUE(testing_support::SendAll(fd, "hello\n"));
    EXPECT_EQ(testing_support::ReadUntil(fd, "\n"), "hello\n") << "connection " << i;
    close(fd);
  }
  watch.Signal(SIGINT);
  const ProgramResult result = watch.Wait(Milliseconds(20000));
  EXPECT_EQ(result.exit_code, cli::kExitInterrupted) << result.err;
  constexpr size_t kPipe = 65536;
  EXPECT_GT(result.out.size(), kPipe + 20000) << "a pipe holds all of it: this proves nothing";
  EXPECT_THAT(result.err, HasSubstr("connection(s)"));
  EXPECT_THAT(result.out, HasSubstr("talked in clear and never began TLS"));
}

TEST(Watch, EndsInGoodOrderWhenInterrupted) {
  testing_support::LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); });
  const uint16_t port = FreePorts(1)[0];
  Program watch({SHAKEDOWN_BINARY, "watch", "--listen", Loopback(port), "--forward",
                 Loopback(server.port()), "--json", "-"});
  ASSERT_TRUE(WaitForListener(port, Deadline::After(Milliseconds(10000))));
  watch.Signal(SIGINT);
  const ProgramResult result = watch.Wait(Milliseconds(20000));
  EXPECT_EQ(result.exit_code, cli::kExitInterrupted) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\"schema\":\"shakedown.flows/1\""));
  EXPECT_THAT(result.out, testing::EndsWith("]}\n"));
}

}  // namespace
}  // namespace shakedown
