// TCP segments in captured packets: link layer, IPv4 or IPv6, TCP.
#pragma once

#include <cstdint>
#include <optional>

#include "attempt/endpoint.h"
#include "observe/capture.h"

namespace shakedown::observe {

/// One TCP segment. `payload` is borrowed from the packet.
struct Segment {
  attempt::Endpoint from;  ///< numeric
  attempt::Endpoint to;
  uint32_t sequence = 0;
  uint32_t acknowledged = 0;  ///< means something only with `ack`
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool reset = false;
  ByteSpan payload;
  size_t missing = 0;  ///< octets at the end of the payload that were not captured
};

/// The segment in a packet; nothing if it holds none (another protocol, a fragment, damage).
/// Checksums are not looked at: network cards fill them in after the capture.
std::optional<Segment> SegmentOf(const CapturedPacket& packet);

/// Why a packet holds no segment that can be read.
enum class Unread {
  kNotTcp,    ///< it is something else, or too little of it was captured
  kFragment,  ///< a part of an IP packet: these are not put together
  kLinkType,  ///< of a link layer that is not known
};
/// Of a packet for which `SegmentOf` gives nothing.
Unread WhyUnread(const CapturedPacket& packet);

}  // namespace shakedown::observe
