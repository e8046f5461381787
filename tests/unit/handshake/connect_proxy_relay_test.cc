#include "handshake/tunnel_relay.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <thread>

#include "handshake/peer_listener.h"

namespace shakedown::handshake {
namespace {

/// A relay between two TCP connections; `left` and `right` are the far ends.
class TunnelRelay : public testing::Test {
 protected:
  TunnelRelay() {
    EXPECT_TRUE(stop_.Open().has_value());
    Open(&left_, &inner_left_);
    Open(&right_, &inner_right_);
  }
  ~TunnelRelay() override {
    stop_.Raise();
    if (thread_.joinable()) thread_.join();
  }

  static void Open(net::Socket* far_end, net::Socket* near_end) {
    auto listener = ListenOnLoopback(0);
    ASSERT_TRUE(listener.has_value());
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(listener->fd(), reinterpret_cast<sockaddr*>(&address), &length);
    *far_end = net::Socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(connect(far_end->fd(), reinterpret_cast<sockaddr*>(&address), length), 0);
    ASSERT_TRUE(listener->WaitReadable(Deadline::After(Milliseconds(5000))));
    *near_end = AcceptOne(*listener).socket;
    ASSERT_TRUE(near_end->valid());
  }
  void Run(const std::string& early = {}, Milliseconds idle_limit = Milliseconds(5000)) {
    thread_ = std::thread([this, early, idle_limit] {
      RelayTunnel(inner_left_, inner_right_, early, idle_limit, stop_);
      inner_left_ = net::Socket();
      inner_right_ = net::Socket();
    });
  }
  /// Reads `wanted` octets, or to the end of the stream.
  static std::string Read(net::Socket& socket, size_t wanted = SIZE_MAX) {
    const Deadline deadline = Deadline::After(Milliseconds(5000));
    std::string all;
    std::array<uint8_t, 4096> chunk;
    while (all.size() < wanted && socket.WaitReadable(deadline)) {
      const net::IoResult read = socket.Read(chunk);
      if (read.status != net::IoStatus::kDone) break;
      all += AsText(ByteSpan(chunk).first(read.octets));
    }
    return all;
  }

  StopSignal stop_;
  net::Socket left_;
  net::Socket right_;
  net::Socket inner_left_;
  net::Socket inner_right_;
  std::thread thread_;
};

TEST_F(TunnelRelay, CarriesBothWaysAndWhatWasReadBefore) {
  Run("early ");
  left_.Write(AsBytes("there"));
  EXPECT_EQ(Read(right_, 11), "early there");
  right_.Write(AsBytes("back"));
  EXPECT_EQ(Read(left_, 4), "back");
}

TEST_F(TunnelRelay, HalfCloseEndsOneDirectionOnly) {
  Run();
  left_.Write(AsBytes("last"));
  shutdown(left_.fd(), SHUT_WR);
  EXPECT_EQ(Read(right_), "last");
  right_.Write(AsBytes("still open"));
  EXPECT_EQ(Read(left_, 10), "still open");
  shutdown(right_.fd(), SHUT_WR);
  EXPECT_EQ(Read(left_), "");
  thread_.join();
}

TEST_F(TunnelRelay, MoreThanTheBuffersHoldArrivesWhole) {
  Run();
  const std::string data(4 * 1024 * 1024, 'x');
  std::thread writer([&] {
    std::string_view rest = data;
    const Deadline deadline = Deadline::After(Milliseconds(20'000));
    while (!rest.empty() && left_.WaitWritable(deadline)) {
      rest.remove_prefix(left_.Write(AsBytes(rest)).octets);
    }
    shutdown(left_.fd(), SHUT_WR);
  });
  EXPECT_EQ(Read(right_).size(), data.size());
  writer.join();
}

TEST_F(TunnelRelay, ResetIsPassedOnAfterWhatCameBefore) {
  Run();
  right_.Write(AsBytes("alert"));
  EXPECT_EQ(Read(left_, 5), "alert");
  const linger abrupt{1, 0};
  setsockopt(right_.fd(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
  right_ = net::Socket();
  ASSERT_TRUE(left_.WaitReadable(Deadline::After(Milliseconds(5000))));
  std::array<uint8_t, 16> chunk;
  EXPECT_EQ(left_.Read(chunk).status, net::IoStatus::kReset);
}

TEST_F(TunnelRelay, SilenceEndsIt) {
  Run({}, Milliseconds(30));
  EXPECT_EQ(Read(left_), "");
  thread_.join();
}

TEST_F(TunnelRelay, StopEndsIt) {
  Run();
  stop_.Raise();
  thread_.join();
  EXPECT_EQ(Read(left_), "");
}

}  // namespace
}  // namespace shakedown::handshake
