// Packet captures made by hand: TCP over IPv4, as the classic format and as PCAPNG.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"
#include "tests/support/tls_conversation.h"

namespace shakedown::testing_support {

/// Octets in little-endian order, as the captures of most machines.
class LittleBytes {
 public:
  LittleBytes& U16(uint32_t value) { return Number(value, 2); }
  LittleBytes& U32(uint32_t value) { return Number(value, 4); }
  LittleBytes& Add(ByteSpan octets) {
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return *this;
  }
  LittleBytes& Pad() {
    while (octets_.size() % 4 != 0) octets_.push_back(0);
    return *this;
  }
  const Bytes& octets() const { return octets_; }

 private:
  LittleBytes& Number(uint32_t value, int count) {
    for (int i = 0; i < count; ++i) octets_.push_back(static_cast<uint8_t>(value >> (8 * i)));
    return *this;
  }
  Bytes octets_;
};

inline constexpr uint8_t kSyn = 2;
inline constexpr uint8_t kFin = 1;
inline constexpr uint8_t kReset = 4;
inline constexpr uint8_t kAck = 16;

/// The packets of one TCP connection, 10.0.0.1:40000 to 10.0.0.2:443, without a link layer.
class PacketMaker {
 public:
  Bytes Packet(attempt::Side from, uint8_t flags, ByteSpan payload) {
    const bool client = from == attempt::Side::kClient;
    uint32_t& own = next_[client ? 0 : 1];
    const uint32_t other = next_[client ? 1 : 0];
    const size_t total = 40 + payload.size();
    Bytes packet = {0x45, 0, Byte(total >> 8), Byte(total), 0, 0, 0x40, 0, 64, 6, 0, 0};
    const Bytes here = {10, 0, 0, Byte(client ? 1 : 2)};
    const Bytes there = {10, 0, 0, Byte(client ? 2 : 1)};
    Append(packet, here);
    Append(packet, there);
    const uint16_t ports[2] = {40000, 443};
    AppendBig(packet, ports[client ? 0 : 1], 2);
    AppendBig(packet, ports[client ? 1 : 0], 2);
    AppendBig(packet, own, 4);
    AppendBig(packet, (flags & kAck) != 0 ? other : 0, 4);
    Append(packet, Bytes{0x50, flags, 0xff, 0xff, 0, 0, 0, 0});
    Append(packet, payload);
    own += static_cast<uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0 ? 1 : 0);
    return packet;
  }

  /// The opening, the flights in segments of at most `segment` octets, and both ends.
  std::vector<Bytes> PacketsOf(const Conversation& conversation, size_t segment = 1000) {
    using attempt::Side;
    std::vector<Bytes> packets = {Packet(Side::kClient, kSyn, {}),
                                  Packet(Side::kServer, kSyn | kAck, {}),
                                  Packet(Side::kClient, kAck, {})};
    for (const Flight& flight : conversation.flights) {
      for (size_t at = 0; at < flight.octets.size(); at += segment) {
        const size_t count = std::min(segment, flight.octets.size() - at);
        packets.push_back(Packet(flight.from, kAck, ByteSpan(flight.octets).subspan(at, count)));
      }
    }
    packets.push_back(Packet(Side::kServer, kFin | kAck, {}));
    packets.push_back(Packet(Side::kClient, kFin | kAck, {}));
    return packets;
  }

 private:
  static uint8_t Byte(size_t value) { return static_cast<uint8_t>(value & 0xff); }
  static void Append(Bytes& to, ByteSpan octets) {
    to.insert(to.end(), octets.begin(), octets.end());
  }
  static void AppendBig(Bytes& to, uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i) to.push_back(Byte(value >> (8 * i)));
  }
  uint32_t next_[2] = {0xfffffff0u, 5000};  ///< the client's numbers wrap around at once
};

inline constexpr uint32_t kRawLink = 101;

/// A classic capture of raw IP packets, one millisecond apart.
inline Bytes ClassicCapture(const std::vector<Bytes>& packets) {
  LittleBytes file;
  file.U32(0xa1b2c3d4).U16(2).U16(4).U32(0).U32(0).U32(65535).U32(kRawLink);
  uint32_t time = 0;
  for (const Bytes& packet : packets) {
    const auto size = static_cast<uint32_t>(packet.size());
    file.U32(1'800'000'000).U32(1000 * time++).U32(size).U32(size).Add(packet);
  }
  return file.octets();
}

/// One PCAPNG block.
inline Bytes Block(uint32_t type, const Bytes& body) {
  LittleBytes padded;
  padded.Add(body).Pad();
  const auto length = static_cast<uint32_t>(padded.octets().size() + 12);
  return LittleBytes().U32(type).U32(length).Add(padded.octets()).U32(length).octets();
}

/// The same as PCAPNG with the secrets behind the packets.
inline Bytes BlockCapture(const std::vector<Bytes>& packets, const std::string& key_log) {
  LittleBytes file;
  file.Add(
      Block(0x0a0d0d0a,
            LittleBytes().U32(0x1a2b3c4d).U16(1).U16(0).U32(0xffffffff).U32(0xffffffff).octets()));
  file.Add(Block(1, LittleBytes().U16(kRawLink).U16(0).U32(65535).octets()));
  const uint64_t start = 1'800'000'000ull * 1'000'000;
  uint64_t time = start;
  for (const Bytes& packet : packets) {
    const auto size = static_cast<uint32_t>(packet.size());
    file.Add(Block(6, LittleBytes()
                          .U32(0)
                          .U32(static_cast<uint32_t>(time >> 32))
                          .U32(static_cast<uint32_t>(time))
                          .U32(size)
                          .U32(size)
                          .Add(packet)
                          .octets()));
    time += 1000;
  }
  if (!key_log.empty()) {
    file.Add(Block(0x0a, LittleBytes()
                             .U32(0x544c534b)
                             .U32(static_cast<uint32_t>(key_log.size()))
                             .Add(AsBytes(key_log))
                             .octets()));
  }
  return file.octets();
}

}  // namespace shakedown::testing_support
