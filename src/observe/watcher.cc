#include "observe/watcher.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace shakedown::observe {
namespace {

using attempt::ConnectFailed;
using attempt::Side;

constexpr size_t kMaxFlows = 10'000;
constexpr Milliseconds kTick{20};
/// Clients write their key log a moment after they used the keys.
constexpr Milliseconds kKeysAfterClose{500};

ConnectFailed::Reason ReasonOf(int system_error) {
  switch (system_error) {
    case ECONNREFUSED: return ConnectFailed::Reason::kRefused;
    case ETIMEDOUT: return ConnectFailed::Reason::kTimedOut;
    case ENETUNREACH:
    case EHOSTUNREACH: return ConnectFailed::Reason::kUnreachable;
    default: return ConnectFailed::Reason::kOther;
  }
}

}  // namespace

Watcher::Watcher(WatcherOptions options, std::function<void(WatchedFlow)> tell,
                 const std::atomic<int>& interrupt)
    : options_(std::move(options)), tell_(std::move(tell)), interrupt_(interrupt) {
  if (!options_.key_log_file.empty()) {
    key_file_ = std::make_unique<KeyLogFile>(options_.key_log_file, &keys_);
  }
}

FlowTime Watcher::Since(const Entry& entry) const {
  return std::chrono::duration_cast<FlowTime>(std::chrono::steady_clock::now() - entry.began);
}

void Watcher::OnAccepted(uint64_t number, const attempt::Endpoint& client) {
  if (entries_.size() >= kMaxFlows) {
    ++unseen_;
    return;
  }
  Entry& entry = entries_[number];
  entry.client = client;
  entry.began = entry.active = std::chrono::steady_clock::now();
  entry.started = UtcNow();
}

void Watcher::OnConnected(uint64_t number, const net::Address& server) {
  const auto found = entries_.find(number);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  const FlowTools tools{key_file_ != nullptr ? &keys_ : nullptr, options_.check};
  entry.flow = std::make_unique<Flow>(FlowEnds{entry.client, {server.text, server.port}},
                                      entry.started, tools);
}

void Watcher::OnNotConnected(uint64_t number, const net::Address& server, int system_error) {
  const auto found = entries_.find(number);
  if (found == entries_.end()) return;
  WatchedFlow flow{number, true, found->second.started, {}};
  flow.seen.ends = {found->second.client, {server.text, server.port}};
  flow.seen.ended = true;
  flow.seen.trace.started = flow.started;
  ConnectFailed failed{ReasonOf(system_error), server.text,
                       system_error == ECANCELED ? "the client gave up before the server answered"
                                                 : std::generic_category().message(system_error)};
  flow.seen.trace.events.push_back({Since(found->second), std::move(failed)});
  entries_.erase(found);
  ++over_;
  tell_(std::move(flow));
}

void Watcher::OnOctets(uint64_t number, Side from, ByteSpan octets) {
  const auto found = entries_.find(number);
  if (found == entries_.end() || found->second.flow == nullptr) return;
  Entry& entry = found->second;
  entry.active = std::chrono::steady_clock::now();
  entry.told = false;
  entry.flow->OnOctets(from, octets, Since(entry));
}

void Watcher::OnEnd(uint64_t number, Side from, FlowEnd end) {
  const auto found = entries_.find(number);
  if (found == entries_.end() || found->second.flow == nullptr) return;
  found->second.active = std::chrono::steady_clock::now();
  found->second.told = false;
  found->second.flow->OnEnd(from, end, Since(found->second));
}

void Watcher::OnClosed(uint64_t number) {
  const auto found = entries_.find(number);
  if (found == entries_.end()) return;
  found->second.closed = true;
  found->second.active = std::chrono::steady_clock::now();
}

void Watcher::Tell(uint64_t number, Entry& entry, bool last_word) {
  entry.told = true;
  if (last_word) {
    entry.flow->Conclude();
    ++over_;
  } else {
    entry.flow->StopWaiting();
  }
  tell_({number, last_word, entry.started, entry.flow->Observed()});
}

void Watcher::PollKeys() {
  if (key_file_ == nullptr) return;
  const Result<void> polled = key_file_->Poll();
  key_log_problem_ = polled ? std::nullopt : std::optional(polled.error());
  for (auto& [number, entry] : entries_) {
    if (entry.flow != nullptr && entry.flow->waiting()) entry.flow->OnKeys();
  }
}

bool Watcher::OnTick() {
  now_ = std::chrono::steady_clock::now();
  if (now_ < next_tick_) return interrupt_ == 0;
  next_tick_ = now_ + kTick;
  PollKeys();
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    Entry& one = entry->second;
    const auto idle = now_ - one.active;
    const bool over = one.closed && (!one.flow->waiting() || idle >= kKeysAfterClose);
    if (over) {
      Tell(entry->first, one, true);
      entry = entries_.erase(entry);
      continue;
    }
    if (one.flow != nullptr && !one.closed && !one.told && idle >= options_.settle) {
      Tell(entry->first, one, false);
    }
    ++entry;
  }
  return interrupt_ == 0 && (options_.count == 0 || over_ < options_.count);
}

void Watcher::Finish() {
  PollKeys();
  for (auto& [number, entry] : entries_) {
    if (entry.flow != nullptr) Tell(number, entry, true);
  }
  entries_.clear();
}

}  // namespace shakedown::observe
