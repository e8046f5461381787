#include "net/socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "tests/support/loopback_server.h"

namespace shakedown::net {
namespace {

struct Pair {
  Socket near;
  Socket far;
};

Pair MakePair() {
  int fds[2] = {-1, -1};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  return {Socket(fds[0]), Socket(fds[1])};
}

Deadline In(int milliseconds) { return Deadline::After(Milliseconds(milliseconds)); }

TEST(Socket, WritesWhatTheOtherSideReads) {
  Pair pair = MakePair();
  EXPECT_EQ(pair.near.Write(AsBytes("hello")).octets, 5u);
  ASSERT_TRUE(pair.far.WaitReadable(In(1000)));
  std::array<uint8_t, 16> buffer{};
  const IoResult read = pair.far.Read(buffer);
  EXPECT_EQ(read.status, IoStatus::kDone);
  EXPECT_EQ(AsText(std::span(buffer).first(read.octets)), "hello");
}

TEST(Socket, PeekLeavesTheOctets) {
  Pair pair = MakePair();
  pair.near.Write(AsBytes("abc"));
  std::array<uint8_t, 2> buffer{};
  EXPECT_EQ(pair.far.Peek(buffer).octets, 2u);
  EXPECT_EQ(pair.far.Read(buffer).octets, 2u);
  EXPECT_EQ(buffer[0], 'a');
}

TEST(Socket, NothingToReadWouldBlock) {
  Pair pair = MakePair();
  std::array<uint8_t, 4> buffer{};
  EXPECT_EQ(pair.far.Read(buffer).status, IoStatus::kWouldBlock);
}

TEST(Socket, WaitReadableEndsAtTheDeadline) {
  Pair pair = MakePair();
  const SteadyTime begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(pair.far.WaitReadable(In(30)));
  const auto waited = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(waited, Milliseconds(30));
  EXPECT_LT(waited, Milliseconds(1000));
}

TEST(Socket, EndOfFileIsClosed) {
  Pair pair = MakePair();
  pair.near = Socket();
  std::array<uint8_t, 4> buffer{};
  EXPECT_EQ(pair.far.Read(buffer).status, IoStatus::kClosed);
}

TEST(Socket, WriteToAClosedPeerIsAResetAndNoSignal) {
  Pair pair = MakePair();
  pair.near = Socket();
  const IoResult result = pair.far.Write(AsBytes("x"));
  EXPECT_EQ(result.status, IoStatus::kReset);
  EXPECT_EQ(result.system_error, EPIPE);
}

TEST(Socket, FullBufferWouldBlockAndWaitWritableEnds) {
  Pair pair = MakePair();
  const Bytes block(64 * 1024, 0x55);
  IoResult result;
  for (int i = 0; i < 1000 && result.status == IoStatus::kDone; ++i) {
    result = pair.near.Write(block);
  }
  EXPECT_EQ(result.status, IoStatus::kWouldBlock);
  EXPECT_FALSE(pair.near.WaitWritable(In(10)));
}

TEST(Socket, MoveTransfersOwnership) {
  Pair pair = MakePair();
  const int fd = pair.near.fd();
  Socket moved(std::move(pair.near));
  EXPECT_EQ(moved.fd(), fd);
  EXPECT_FALSE(
      pair.near.valid());  // NOLINT(bugprone-use-after-move): the moved-from state is specified
  const int released = moved.Release();
  EXPECT_FALSE(moved.valid());
  close(released);
}

}  // namespace
}  // namespace shakedown::net
