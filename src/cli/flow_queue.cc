#include "cli/flow_queue.h"

#include <utility>

namespace shakedown::cli {
namespace {

/// What a flow holds in memory, roughly: its events, and the messages in them twice, as octets and
/// decoded.
size_t OctetsOf(const observe::WatchedFlow& flow) {
  size_t octets = sizeof flow + flow.seen.trace.events.size() * sizeof(attempt::Event);
  for (const attempt::Event& event : flow.seen.trace.events) {
    if (const auto* message = std::get_if<attempt::Message>(&event.body)) {
      octets += 2 * message->raw.size();
    }
  }
  return octets;
}

}  // namespace

FlowQueue::FlowQueue(std::function<void(const observe::WatchedFlow&)> tell, size_t room)
    : tell_(std::move(tell)), room_(room), thread_([this] { Run(); }) {}

FlowQueue::~FlowQueue() { Finish(); }

void FlowQueue::Add(observe::WatchedFlow flow) {
  const size_t octets = OctetsOf(flow);
  const std::lock_guard lock(mutex_);
  if (waiting_octets_ + octets > room_) {
    // An open connection is told about again.
    if (flow.last_word) ++lost_;
    return;
  }
  waiting_octets_ += octets;
  waiting_.push_back(std::move(flow));
  changed_.notify_one();
}

void FlowQueue::Finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

uint64_t FlowQueue::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void FlowQueue::Run() {
  while (true) {
    observe::WatchedFlow flow;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return finishing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      flow = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const size_t octets = OctetsOf(flow);
    tell_(flow);
    const std::lock_guard lock(mutex_);
    waiting_octets_ -= octets;
  }
}

}  // namespace shakedown::cli
