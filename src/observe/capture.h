// Packet captures: the classic format and PCAPNG, read block by block within bounds. A capture that
// is cut off or damaged yields what comes before the damage, and says where it begins.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"

namespace shakedown::observe {

/// Link-layer types (the registry of the tcpdump group) whose packets can be read.
enum class LinkType : uint16_t {
  kNull = 0,  ///< BSD loopback: address family in the host's order
  kEthernet = 1,
  kRawOld = 12,
  kRaw = 101,   ///< IPv4 or IPv6 without a link layer
  kLoop = 108,  ///< OpenBSD loopback: address family in network order
  kLinuxCooked = 113,
  kIpv4 = 228,
  kIpv6 = 229,
  kLinuxCooked2 = 276,
};

/// One captured packet. Borrowed from the capture's octets.
struct CapturedPacket {
  LinkType link{};
  int64_t time_us = 0;         ///< microseconds since the Unix epoch
  ByteSpan octets;             ///< as far as they were captured
  size_t original_octets = 0;  ///< on the wire
};

/// Whether `octets` begin as a capture file does.
bool IsCapture(ByteSpan octets);

/// Reads packets in file order from octets that outlive it.
class CaptureReader final {
 public:
  explicit CaptureReader(ByteSpan file);

  /// The next packet; nothing at the end, or where the file cannot be read on.
  std::optional<CapturedPacket> Next();
  /// The text of all key logs that stand in the file (Decryption Secrets Blocks of PCAPNG), before
  /// or behind the packets they are for. At most 16 MiB.
  const std::string& secrets() const { return secrets_; }
  /// Why the file could not be read on, one sentence with the offset; empty if it ended in order.
  const std::string& problem() const { return problem_; }
  uint64_t packets() const { return packets_; }

 private:
  struct Interface {
    LinkType link{};
    uint64_t ticks_per_second = 1'000'000;
    int64_t offset_seconds = 0;
  };
  enum class Format { kNone, kClassic, kNext };

  uint16_t U16(ByteSpan octets, size_t at) const;
  uint32_t U32(ByteSpan octets, size_t at) const;
  void Stop(std::string problem);

  void ReadClassicHeader();
  std::optional<CapturedPacket> NextClassic();

  /// The body of the block at `at_`, of which `type` is told; moves behind it.
  std::optional<ByteSpan> NextBlock(uint32_t* type);
  void ReadSection();
  void ReadInterface(ByteSpan body);
  void ReadSecrets(ByteSpan body);
  std::optional<CapturedPacket> ReadPacket(uint32_t type, ByteSpan body);
  std::optional<CapturedPacket> NextOfBlocks();
  /// All secrets of the file, read before the first packet.
  void CollectSecrets();

  const ByteSpan file_;
  Format format_ = Format::kNone;
  bool big_endian_ = false;
  bool nanoseconds_ = false;
  size_t at_ = 0;
  Interface classic_;
  std::vector<Interface> interfaces_;
  std::string secrets_;
  std::string problem_;
  uint64_t packets_ = 0;
};

}  // namespace shakedown::observe
