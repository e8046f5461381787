// TCP connections put together from captured segments: lost, repeated and reordered ones included.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "observe/flow.h"
#include "observe/packet.h"

namespace shakedown::observe {

/// One connection of a capture. What one side sends is handed on in order, and not before what it
/// acknowledges: packets of the two directions may stand in the wrong order in a file.
class TcpConnection final {
 public:
  /// Begins with its first captured segment, at `time_us` since the Unix epoch.
  TcpConnection(const Segment& first, int64_t time_us, FlowTools tools);

  void Add(const Segment& segment, int64_t time_us);
  /// No segment will follow: what waits for others that never came is given up.
  void Finish();

  /// Both sides have ended, or the connection was reset.
  bool over() const { return over_; }
  /// Whether `segment` opens a new connection between the same ends.
  bool IsReplacedBy(const Segment& segment) const;
  Observation Observed() const { return flow_.Observed(); }
  bool has_tls() const { return flow_.Observed().sight != Sight::kNothing; }

 private:
  /// What came too early.
  struct Held {
    Bytes payload;
    std::optional<uint64_t> after;  ///< position of the other side that it acknowledges
    bool fin = false;
    FlowTime at{0};
  };
  struct Side {
    bool known = false;  ///< `base` is set
    uint32_t base = 0;   ///< sequence number of position 0
    uint64_t next = 0;   ///< position up to which all was handed on
    std::map<uint64_t, Held> held;
    size_t held_octets = 0;
    bool ended = false;
    bool broken = false;
  };

  Side& Of(attempt::Side side) { return sides_[side == attempt::Side::kClient ? 0 : 1]; }
  attempt::Side SideOf(const Segment& segment) const;
  /// Position of a sequence number, at most 2^31 away from what is expected; nothing if it lies
  /// before the beginning.
  static std::optional<uint64_t> PositionOf(const Side& side, uint32_t sequence);
  void Hold(attempt::Side side, const Segment& segment, FlowTime at);
  /// Hands on what can be. `patient`: only what the other side's octets came before.
  void Pump(bool patient);
  bool PumpSide(attempt::Side side, bool patient);
  void SkipHoles();

  attempt::Endpoint client_;
  attempt::Endpoint server_;
  int64_t began_us_;
  uint32_t opening_ = 0;  ///< sequence number of the client's SYN
  bool opened_ = false;   ///< that SYN was seen
  Flow flow_;
  std::array<Side, 2> sides_;
  bool over_ = false;
};

/// All connections of a capture.
class TcpConnections final {
 public:
  /// `tell` gets each connection when it is over, numbered in the order of their first packets.
  TcpConnections(FlowTools tools, std::function<void(uint64_t, const Observation&)> tell)
      : tools_(tools), tell_(std::move(tell)) {}

  void Add(const Segment& segment, int64_t time_us);
  /// The capture ends.
  void Finish();
  uint64_t connections() const { return count_; }

 private:
  using Key = std::array<std::string, 2>;
  struct Entry {
    uint64_t number = 0;
    std::unique_ptr<TcpConnection> connection;
  };
  void End(std::map<Key, Entry>::iterator entry);

  const FlowTools tools_;
  const std::function<void(uint64_t, const Observation&)> tell_;
  std::map<Key, Entry> entries_;
  uint64_t count_ = 0;
};

}  // namespace shakedown::observe
