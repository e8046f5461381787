// Connections on their way from a relay's thread to the thread that explains them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "observe/watcher.h"

namespace shakedown::cli {

/// `Add` is called by one thread.
class FlowQueue final {
 public:
  /// `tell` is called on the queue's own thread. At most `room` octets of observations wait.
  explicit FlowQueue(std::function<void(const observe::WatchedFlow&)> tell,
                     size_t room = size_t{64} << 20);
  ~FlowQueue();
  FlowQueue(const FlowQueue&) = delete;
  FlowQueue& operator=(const FlowQueue&) = delete;

  /// Never waits: without room the flow is lost.
  void Add(observe::WatchedFlow flow);
  /// Waits until everything is told. Nothing may be added afterwards.
  void Finish();
  /// Connections whose last word was lost.
  uint64_t lost() const;

 private:
  void Run();

  const std::function<void(const observe::WatchedFlow&)> tell_;
  const size_t room_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<observe::WatchedFlow> waiting_;
  size_t waiting_octets_ = 0;
  uint64_t lost_ = 0;
  bool finishing_ = false;
  std::thread thread_;
};

}  // namespace shakedown::cli
