// Writes the trace of a connection that others make, with the times at which its octets passed, in
// the vocabulary of the client's own traces and within bounds that no peer can exceed.
#pragma once

#include <chrono>
#include <optional>

#include "attempt/trace.h"
#include "observe/record_stream.h"

namespace shakedown::observe {

/// Time since the connection began.
using FlowTime = std::chrono::microseconds;

/// At most 512 events and 2 MiB of messages: when there are more, records are left out first and
/// messages next, so that alerts, replies and closes always find room.
class TraceWriter final {
 public:
  explicit TraceWriter(UtcSeconds started) { trace_.started = started; }

  /// What is added from now on happened then.
  void set_now(FlowTime now);
  FlowTime now() const { return now_; }

  void Add(attempt::EventBody body);
  void AddRecord(attempt::Side from, const WireRecord& record);
  void AddMessage(attempt::Message message);
  /// Appends RequestSent.
  void AddRequest(size_t octets, uint32_t stream);
  /// The request under way, if there is one, goes on.
  void ExtendRequest(size_t octets);

  attempt::Phase phase() const { return phase_; }
  void set_phase(attempt::Phase phase) { phase_ = phase; }
  const attempt::HandshakeTrace& trace() const { return trace_; }

 private:
  attempt::HandshakeTrace trace_;
  FlowTime now_{0};
  attempt::Phase phase_ = attempt::Phase::kBeforeServerHello;
  size_t message_octets_ = 0;
  std::optional<size_t> request_;  ///< index of the last RequestSent
};

}  // namespace shakedown::observe
