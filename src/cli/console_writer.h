// Text for a terminal or a pipe that may be slow or stand still: written on a thread of its own, so
// that whoever has something to say never waits for the reader.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "core/clock.h"

namespace shakedown::cli {

/// Thread-safe.
class ConsoleWriter final {
 public:
  /// `descriptor` is borrowed. At most `room` octets wait to be written.
  explicit ConsoleWriter(int descriptor, size_t room = size_t{4} << 20);
  /// Gives up what is not written.
  ~ConsoleWriter();
  ConsoleWriter(const ConsoleWriter&) = delete;
  ConsoleWriter& operator=(const ConsoleWriter&) = delete;

  /// Writes `text` soon; without room for it, it is lost and counted. Never waits.
  void Write(std::string text);
  /// Waits until everything is written, or the reader has taken nothing for `patience`: what is
  /// left is then lost and counted. Nothing may be written afterwards.
  void Finish(Milliseconds patience);
  /// Texts of which not everything was written.
  uint64_t lost() const;

 private:
  void Run();
  /// False if the reader is gone, or it is time to give up.
  bool WriteOut(const std::string& text);
  bool WaitForReader();

  const int descriptor_;
  const size_t room_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  size_t waiting_octets_ = 0;
  uint64_t lost_ = 0;
  bool finishing_ = false;
  Milliseconds patience_{0};  ///< once `finishing_`
  std::thread thread_;
};

}  // namespace shakedown::cli
