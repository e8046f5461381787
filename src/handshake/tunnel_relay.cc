#include "handshake/tunnel_relay.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace shakedown::handshake {
namespace {

constexpr size_t kBufferSize = 16 * 1024;

/// One way through the tunnel.
class Direction final {
 public:
  Direction(net::Socket& from, net::Socket& to, std::string pending)
      : from_(from), to_(to), held_(std::move(pending)) {}

  enum class Outcome { kIdle, kMoved, kReset };

  /// Writes what is held and reads more, until one of the sockets would block.
  Outcome Pump();
  bool finished() const { return finished_; }
  bool wants_read() const { return !ended_ && held_.empty(); }
  bool wants_write() const { return !finished_ && !held_.empty(); }

 private:
  net::IoStatus Flush();
  net::IoStatus Fill();

  net::Socket& from_;
  net::Socket& to_;
  std::string held_;
  bool ended_ = false;     ///< `from_` has sent its last octet
  bool finished_ = false;  ///< and `to_` has been told
};

net::IoStatus Direction::Flush() {
  while (!held_.empty()) {
    const net::IoResult written = to_.Write(AsBytes(held_));
    if (written.status != net::IoStatus::kDone) return written.status;
    held_.erase(0, written.octets);
  }
  return net::IoStatus::kDone;
}

net::IoStatus Direction::Fill() {
  std::array<uint8_t, kBufferSize> buffer;
  const net::IoResult read = from_.Read(buffer);
  if (read.status == net::IoStatus::kDone) held_ = AsText(ByteSpan(buffer).first(read.octets));
  return read.status;
}

Direction::Outcome Direction::Pump() {
  if (finished_) return Outcome::kIdle;
  const size_t before = held_.size();
  net::IoStatus status = Flush();
  bool moved = held_.size() != before;
  if (status == net::IoStatus::kDone && !ended_) {
    status = Fill();
    if (status == net::IoStatus::kDone) {
      moved = true;
      status = Flush();
    }
  }
  if (status == net::IoStatus::kReset || status == net::IoStatus::kFailed) return Outcome::kReset;
  if (status == net::IoStatus::kClosed) ended_ = true;
  if (ended_ && held_.empty()) {
    shutdown(to_.fd(), SHUT_WR);
    finished_ = true;
    moved = true;
  }
  return moved ? Outcome::kMoved : Outcome::kIdle;
}

/// Makes closing `socket` send a reset, as the other side of the tunnel did.
void CloseWithReset(const net::Socket& socket) {
  const linger abrupt{1, 0};
  setsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
}

short EventsOf(const Direction& out_of_it, const Direction& into_it) {
  int events = 0;
  if (out_of_it.wants_read()) events |= POLLIN;
  if (into_it.wants_write()) events |= POLLOUT;
  return static_cast<short>(events);
}

/// False when there is nothing more to wait for.
bool AwaitTraffic(const net::Socket& left, const net::Socket& right, const Direction& there,
                  const Direction& back, Deadline deadline, const StopSignal& stop) {
  // poll(2) reports errors of a descriptor even if no event is asked for; a finished side would
  // wake us for ever, so it is left out.
  const short left_events = EventsOf(there, back);
  const short right_events = EventsOf(back, there);
  std::array<pollfd, 3> polled = {
      pollfd{left_events != 0 ? left.fd() : -1, left_events, 0},
      pollfd{right_events != 0 ? right.fd() : -1, right_events, 0},
      pollfd{stop.fd(), POLLIN, 0},
  };
  const int ready = poll(polled.data(), polled.size(), deadline.PollTimeout());
  if (ready < 0) return errno == EINTR && !deadline.over();
  return ready > 0 && !stop.raised();
}

}  // namespace

void RelayTunnel(net::Socket& left, net::Socket& right, std::string to_right,
                 Milliseconds idle_limit, const StopSignal& stop) {
  Direction there(left, right, std::move(to_right));
  Direction back(right, left, {});
  Deadline deadline = Deadline::After(idle_limit);
  while (!(there.finished() && back.finished()) && !stop.raised()) {
    const auto outward = there.Pump();
    const auto inward = back.Pump();
    if (outward == Direction::Outcome::kReset || inward == Direction::Outcome::kReset) {
      CloseWithReset(left);
      CloseWithReset(right);
      return;
    }
    if (outward == Direction::Outcome::kMoved || inward == Direction::Outcome::kMoved) {
      deadline = Deadline::After(idle_limit);
      continue;
    }
    if (!AwaitTraffic(left, right, there, back, deadline, stop)) return;
  }
}

}  // namespace shakedown::handshake
