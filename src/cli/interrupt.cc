#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

namespace shakedown::cli {
namespace {

std::atomic<int> interrupted{0};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

void OnSignal(int number) {
  if (interrupted.exchange(number) != 0) _exit(128 + number);
}

}  // namespace

const std::atomic<int>& WatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return interrupted;
}

}  // namespace shakedown::cli
