// The sign of life of a run: one redrawn line on a terminal, a plain line now and then elsewhere.
#pragma once

#include <condition_variable>
#include <functional>
#include <iosfwd>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/clock.h"

namespace shakedown::report {

/// "12 ms", "3.4 s", "2 min 05 s". Never negative.
std::string ShortDuration(Milliseconds duration);

/// Calls a function again and again on a thread of its own until destroyed.
class Ticker final {
 public:
  Ticker(Milliseconds interval, std::function<void()> tick);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses the others
};

/// Keeps count of what runs and draws it. Not synchronised: the owner locks.
class StatusLine final {
 public:
  struct Options {
    bool terminal = false;
    size_t columns = 80;
    SteadyTime (*now)() = nullptr;
  };
  /// `stream` is borrowed.
  StatusLine(std::ostream& stream, Options options) : stream_(stream), options_(options) {}

  void RunStarted(size_t total);
  void CaseStarted(size_t index, std::string id);
  void CaseFinished(size_t index, bool failed);
  /// Takes the line away before other output; it comes back with the next `Draw`.
  void Erase();
  /// Draws the line on a terminal; nothing elsewhere.
  void Draw();
  /// One plain line for logs.
  void Beat();

 private:
  struct Running {
    std::string id;
    SteadyTime since;
  };
  std::string Text(size_t max_characters) const;
  /// Running cases that take long, slowest first.
  std::string SlowCases() const;
  Milliseconds Since(SteadyTime time) const;

  std::ostream& stream_;
  Options options_;
  std::map<size_t, Running> running_;  ///< by position in the plan
  SteadyTime started_{};
  size_t total_ = 0;
  size_t done_ = 0;
  size_t failed_ = 0;
  bool drawn_ = false;
};

}  // namespace shakedown::report
