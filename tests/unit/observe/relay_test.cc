#include "observe/relay.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <cerrno>
#include <future>
#include <map>
#include <string>
#include <thread>

#include "handshake/peer_listener.h"
#include "tests/support/loopback_server.h"
#include "tests/support/ports.h"

namespace shakedown::observe {
namespace {

using attempt::Side;
using testing_support::ClosedPort;
using testing_support::LoopbackServer;
using testing_support::ReadUntil;
using testing_support::SendAll;

/// Keeps what it is told.
class Recorder final : public RelayListener {
 public:
  void OnAccepted(uint64_t, const attempt::Endpoint&) override {}
  void OnConnected(uint64_t, const net::Address&) override {}
  void OnNotConnected(uint64_t, const net::Address&, int system_error) override {
    error = system_error;
  }
  void OnOctets(uint64_t number, Side from, ByteSpan octets) override {
    passed[{number, from}] += AsText(octets);
  }
  void OnEnd(uint64_t number, Side from, FlowEnd end) override { ends[{number, from}] = end; }
  void OnClosed(uint64_t) override { ++closed; }
  bool OnTick() override { return !stop; }

  std::map<std::pair<uint64_t, Side>, std::string> passed;
  std::map<std::pair<uint64_t, Side>, FlowEnd> ends;
  int error = 0;
  std::atomic<int> closed{0};
  std::atomic<bool> stop{false};
};

/// A relay to a port of this machine, on a thread of its own.
class RunningRelay {
 public:
  explicit RunningRelay(uint16_t forward) {
    auto listener = handshake::ListenOnLoopback(0);
    port_ = handshake::BoundPort(*listener);
    auto relay = Relay::Create(*std::move(listener),
                               {.forward = {{.text = "127.0.0.1", .port = forward}}}, &recorder_);
    relay_ = *std::move(relay);
    thread_ = std::thread([this] { relay_->Run(); });
  }
  ~RunningRelay() { Stop(); }
  /// What was told; the relay has ended.
  Recorder& Stop() {
    recorder_.stop = true;
    if (thread_.joinable()) thread_.join();
    return recorder_;
  }
  /// Waits until so many connections are closed.
  bool WaitClosed(int count) const {
    const Deadline deadline = Deadline::After(Milliseconds(10000));
    while (recorder_.closed < count && !deadline.over()) poll(nullptr, 0, 5);
    return recorder_.closed >= count;
  }
  int Connect() const {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = testing_support::Loopback(port_);
    EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const timeval patience{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
  }

 private:
  Recorder recorder_;
  uint16_t port_ = 0;
  std::unique_ptr<Relay> relay_;
  std::thread thread_;
};

std::string Everything(int fd) { return ReadUntil(fd, "no such octets can come"); }

std::string Pattern(size_t octets, uint32_t seed) {
  std::string text(octets, '\0');
  for (char& c : text) {
    seed = seed * 1664525 + 1013904223;
    c = static_cast<char>(seed >> 24);
  }
  return text;
}

TEST(Relay, PassesEveryOctetBothWaysAndKeepsHalfCloses) {
  const std::string up = Pattern(5'000'000, 1);
  const std::string down = Pattern(5'000'000, 2);
  std::promise<std::string> received;
  LoopbackServer server([&](int fd) {
    // Answers only after the client's end: a half-close has to arrive as one.
    received.set_value(Everything(fd));
    SendAll(fd, down);
  });
  RunningRelay relay(server.port());
  const int fd = relay.Connect();
  ASSERT_TRUE(SendAll(fd, up));
  shutdown(fd, SHUT_WR);
  EXPECT_TRUE(Everything(fd) == down);
  close(fd);
  EXPECT_TRUE(received.get_future().get() == up);
  ASSERT_TRUE(relay.WaitClosed(1));
  const Recorder& told = relay.Stop();
  EXPECT_TRUE(told.passed.at({1, Side::kClient}) == up);
  EXPECT_TRUE(told.passed.at({1, Side::kServer}) == down);
  EXPECT_EQ(told.ends.at({1, Side::kServer}), FlowEnd::kFin);
}

TEST(Relay, PassesResetsOnAsResets) {
  LoopbackServer server([](int fd) {
    ReadUntil(fd, "go");
    testing_support::ResetOnClose(fd);
  });
  RunningRelay relay(server.port());
  const int fd = relay.Connect();
  ASSERT_TRUE(SendAll(fd, "go"));
  char octet = 0;
  EXPECT_EQ(recv(fd, &octet, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
  close(fd);
  ASSERT_TRUE(relay.WaitClosed(1));
  EXPECT_EQ(relay.Stop().ends.at({1, Side::kServer}), FlowEnd::kReset);
}

TEST(Relay, PassesResetsOfClientsOnAsWell) {
  std::promise<int> seen;
  LoopbackServer server([&](int fd) {
    SendAll(fd, "ready\n");
    char octet = 0;
    const ssize_t got = recv(fd, &octet, 1, 0);
    seen.set_value(got == 0 ? 0 : errno);
  });
  RunningRelay relay(server.port());
  const int fd = relay.Connect();
  EXPECT_EQ(ReadUntil(fd, "\n"), "ready\n");
  testing_support::ResetOnClose(fd);
  close(fd);
  EXPECT_EQ(seen.get_future().get(), ECONNRESET);
  ASSERT_TRUE(relay.WaitClosed(1));
  EXPECT_EQ(relay.Stop().ends.at({1, Side::kClient}), FlowEnd::kReset);
}

TEST(Relay, LastWordsBeforeAResetArrive) {
  LoopbackServer server([](int fd) {
    ReadUntil(fd, "go");
    // What the client goes on to say is not read, so that the close is a reset.
    SendAll(fd, "refused\n");
    testing_support::ResetOnClose(fd);
  });
  RunningRelay relay(server.port());
  for (int i = 0; i < 300; ++i) {
    const int fd = relay.Connect();
    ASSERT_TRUE(SendAll(fd, "go"));
    for (int more = 0; more < 20 && SendAll(fd, "and more"); ++more) {
    }
    EXPECT_EQ(ReadUntil(fd, "\n"), "refused\n") << "connection " << i;
    close(fd);
  }
}

TEST(Relay, AServerThatEndsFirstStillHearsTheClient) {
  std::promise<std::string> received;
  LoopbackServer server([&](int fd) {
    SendAll(fd, "bye\n");
    shutdown(fd, SHUT_WR);
    received.set_value(Everything(fd));
  });
  RunningRelay relay(server.port());
  const int fd = relay.Connect();
  EXPECT_EQ(Everything(fd), "bye\n");
  const std::string more = Pattern(1'000'000, 4);
  EXPECT_TRUE(SendAll(fd, more));
  close(fd);
  EXPECT_TRUE(received.get_future().get() == more);
}

TEST(Relay, ResetsClientsOfAServerThatRefuses) {
  const ClosedPort closed;
  RunningRelay relay(closed.port());
  const int fd = relay.Connect();
  char octet = 0;
  EXPECT_LE(recv(fd, &octet, 1, 0), 0);
  close(fd);
  EXPECT_EQ(relay.Stop().error, ECONNREFUSED);
}

TEST(Relay, ASlowReaderHoldsUpNobodyElse) {
  std::promise<void> finish;
  auto finished = finish.get_future().share();
  LoopbackServer server([finished](int fd) {
    const std::string word = ReadUntil(fd, "\n");
    if (word == "stall\n") {
      finished.wait();
    } else {
      SendAll(fd, word);
    }
  });
  RunningRelay relay(server.port());
  const int slow = relay.Connect();
  SendAll(slow, "stall\n");
  // More than all buffers on the way hold; the rest stays with the sender.
  fcntl(slow, F_SETFL, O_NONBLOCK);
  const std::string much = Pattern(1 << 20, 3);
  for (int i = 0; i < 64 && send(slow, much.data(), much.size(), MSG_NOSIGNAL) > 0; ++i) {
  }
  for (int i = 0; i < 100; ++i) {
    const int fd = relay.Connect();
    ASSERT_TRUE(SendAll(fd, "hello\n"));
    EXPECT_EQ(ReadUntil(fd, "\n"), "hello\n");
    close(fd);
  }
  finish.set_value();
  close(slow);
  EXPECT_TRUE(relay.WaitClosed(100));
}

}  // namespace
}  // namespace shakedown::observe
