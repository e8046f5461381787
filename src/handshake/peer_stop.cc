#include "handshake/peer_stop.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

namespace shakedown::handshake {

Result<void> StopSignal::Open() {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) {
    return Error(ErrorCode::kInternal, "no event descriptor for a server could be opened")
        .WithHint("raise the limit of open files (ulimit -n)");
  }
  event_ = net::Socket(fd);
  return {};
}

void StopSignal::Raise() {
  raised_.store(true, std::memory_order_release);
  const uint64_t one = 1;
  // Fails only if the counter is full, and then the descriptor is readable already.
  [[maybe_unused]] const ssize_t written = write(event_.fd(), &one, sizeof one);
}

Wake WaitFor(int fd, short events, Deadline deadline, const StopSignal& stop) {
  std::array<pollfd, 2> polled = {pollfd{fd, events, 0}, pollfd{stop.fd(), POLLIN, 0}};
  for (;;) {
    if (stop.raised()) return Wake::kStopped;
    const int ready = poll(polled.data(), polled.size(), deadline.PollTimeout());
    if (ready < 0 && errno != EINTR) return Wake::kDeadline;
    if (ready > 0 && polled[1].revents != 0) return Wake::kStopped;
    if (ready > 0) return Wake::kReady;
    if (deadline.over()) return Wake::kDeadline;
  }
}

SignalsBlocked::SignalsBlocked() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace shakedown::handshake
