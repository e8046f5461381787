// How the servers of this folder are told to stop: one flag with a descriptor, so that every wait
// for a socket also waits for the end.
#pragma once

#include <atomic>
#include <csignal>

#include "core/clock.h"
#include "core/result.h"
#include "net/socket.h"

namespace shakedown::handshake {

/// Raised once, seen by all threads; never lowered.
class StopSignal final {
 public:
  /// Opens the descriptor; call before sharing. kInternal if the system has none left.
  Result<void> Open();
  /// Wakes everybody who waits. Thread-safe.
  void Raise();
  bool raised() const { return raised_.load(std::memory_order_acquire); }
  /// Readable for ever once raised; borrowed.
  int fd() const { return event_.fd(); }

 private:
  net::Socket event_;  ///< an eventfd(2), owned like a socket
  std::atomic<bool> raised_{false};
};

/// What a wait came to.
enum class Wake { kReady, kDeadline, kStopped };

/// Waits until `fd` has one of the poll(2) `events` (or an error, which counts as ready).
Wake WaitFor(int fd, short events, Deadline deadline, const StopSignal& stop);

/// Blocks all signals in the calling thread while it lives, for threads started meanwhile, which
/// inherit the mask: a server thread must not take the signals meant for the program, nor die of
/// SIGPIPE when a client resets.
class SignalsBlocked final {
 public:
  SignalsBlocked();
  ~SignalsBlocked();
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace shakedown::handshake
