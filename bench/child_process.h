// Work done in a forked child, so that its CPU time and memory are counted alone.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>

namespace shakedown::bench {

/// What a child used up and how much it got done.
struct Usage {
  double user_seconds = 0;    ///< of all its threads
  double system_seconds = 0;  ///< of all its threads
  double wall_seconds = 0;
  long peak_kilobytes = 0;  ///< VmHWM
  int done = 0;             ///< what `work` returned

  double cpu_seconds() const { return user_seconds + system_seconds; }
};

/// Runs `work` in a child and waits for it. The caller has no other threads.
Usage Measure(const std::function<int()>& work);

/// A child that serves until this is destroyed.
class ServingChild final {
 public:
  /// In the child: tells the parent the port and returns when the parent is done.
  using Ready = std::function<void(uint16_t port)>;

  /// `serve` starts serving, calls what it is given, and stops.
  explicit ServingChild(const std::function<void(const Ready&)>& serve);
  ~ServingChild();
  ServingChild(const ServingChild&) = delete;
  ServingChild& operator=(const ServingChild&) = delete;

  /// 0 if the child could not serve.
  uint16_t port() const { return port_; }

 private:
  pid_t child_ = -1;
  int stop_ = -1;  ///< closing it tells the child to stop
  uint16_t port_ = 0;
};

}  // namespace shakedown::bench
