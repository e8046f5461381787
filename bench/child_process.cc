#include "bench/child_process.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace shakedown::bench {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

rusage OwnUsage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage;
}

/// High-water mark of resident memory; ru_maxrss would be the parent's after a fork.
long PeakKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

std::array<int, 2> Pipe() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    std::perror("pipe");
    std::exit(1);
  }
  return ends;
}

pid_t Fork() {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child >= 0) return child;
  std::perror("fork");
  std::exit(1);
}

/// Small values only: a pipe passes them whole.
template <typename T>
void Send(int fd, const T& value) {
  if (write(fd, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) _exit(1);
}
template <typename T>
T Receive(int fd) {
  T value{};
  if (read(fd, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) value = T{};
  return value;
}

}  // namespace

Usage Measure(const std::function<int()>& work) {
  const auto [from_child, to_parent] = Pipe();
  const pid_t child = Fork();
  if (child == 0) {
    close(from_child);
    const auto begin = std::chrono::steady_clock::now();
    const rusage before = OwnUsage();
    Usage usage;
    usage.done = work();
    const rusage after = OwnUsage();
    usage.user_seconds = Seconds(after.ru_utime) - Seconds(before.ru_utime);
    usage.system_seconds = Seconds(after.ru_stime) - Seconds(before.ru_stime);
    usage.wall_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    usage.peak_kilobytes = PeakKilobytes();
    Send(to_parent, usage);
    _exit(0);
  }
  close(to_parent);
  const Usage usage = Receive<Usage>(from_child);
  close(from_child);
  waitpid(child, nullptr, 0);
  return usage;
}

ServingChild::ServingChild(const std::function<void(const Ready&)>& serve) {
  const auto port_ends = Pipe();
  const auto stop_ends = Pipe();
  child_ = Fork();
  if (child_ == 0) {
    close(port_ends[0]);
    close(stop_ends[1]);
    serve([&](uint16_t port) {
      Send(port_ends[1], port);
      char none = 0;
      while (read(stop_ends[0], &none, 1) > 0) {
      }
    });
    _exit(0);
  }
  close(port_ends[1]);
  close(stop_ends[0]);
  stop_ = stop_ends[1];
  port_ = Receive<uint16_t>(port_ends[0]);
  close(port_ends[0]);
}

ServingChild::~ServingChild() {
  close(stop_);
  waitpid(child_, nullptr, 0);
}

}  // namespace shakedown::bench
