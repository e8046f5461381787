// Decodes what a relay passes: one flow for each connection, told about once it has settled.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "observe/flow.h"
#include "observe/relay.h"

namespace shakedown::observe {

/// A connection that has something to tell.
struct WatchedFlow {
  uint64_t number = 0;     ///< of the connection, from 1
  bool last_word = false;  ///< the connection is over
  UtcSeconds started{};
  Observation seen;
};

struct WatcherOptions {
  std::string key_log_file;            ///< followed while it grows; empty: none
  const ServerCheck* check = nullptr;  ///< borrowed; may be null
  Milliseconds settle{2000};  ///< an open connection is told about when it was quiet for so long
  uint64_t count = 0;         ///< ends after so many connections are over; 0: never
};

/// A relay's listener on the relay's thread. At most 10,000 connections are decoded at once; others
/// pass unseen.
class Watcher final : public RelayListener {
 public:
  /// `tell` is called on the relay's thread; `interrupt` (borrowed) ends the relay once it is not
  /// 0.
  Watcher(WatcherOptions options, std::function<void(WatchedFlow)> tell,
          const std::atomic<int>& interrupt);

  void OnAccepted(uint64_t number, const attempt::Endpoint& client) override;
  void OnConnected(uint64_t number, const net::Address& server) override;
  void OnNotConnected(uint64_t number, const net::Address& server, int system_error) override;
  void OnOctets(uint64_t number, attempt::Side from, ByteSpan octets) override;
  void OnEnd(uint64_t number, attempt::Side from, FlowEnd end) override;
  void OnClosed(uint64_t number) override;
  bool OnTick() override;

  /// Tells about everything that is left: the relay has ended.
  void Finish();
  /// Connections that were not decoded because there were too many at once.
  uint64_t unseen() const { return unseen_; }
  /// The key log cannot be read; nothing if it can, or if there is none yet.
  const std::optional<Error>& key_log_problem() const { return key_log_problem_; }

 private:
  struct Entry {
    attempt::Endpoint client;
    std::unique_ptr<Flow> flow;
    SteadyTime began{};
    SteadyTime active{};
    UtcSeconds started{};
    bool closed = false;
    bool told = false;  ///< nothing happened since it was told about
  };

  FlowTime Since(const Entry& entry) const;
  void Tell(uint64_t number, Entry& entry, bool last_word);
  void PollKeys();

  const WatcherOptions options_;
  const std::function<void(WatchedFlow)> tell_;
  const std::atomic<int>& interrupt_;
  KeyLog keys_;
  std::unique_ptr<KeyLogFile> key_file_;
  std::optional<Error> key_log_problem_;
  std::map<uint64_t, Entry> entries_;
  SteadyTime now_{};
  SteadyTime next_tick_{};
  uint64_t over_ = 0;
  uint64_t unseen_ = 0;
};

}  // namespace shakedown::observe
