#include "net/transport.h"

namespace shakedown::net {

Exchange SendAll(Transport& transport, ByteSpan data, Deadline deadline) {
  while (!data.empty()) {
    const IoResult sent = transport.Write(data);
    if (sent.status == IoStatus::kDone) {
      data = data.subspan(sent.octets);
    } else if (sent.status != IoStatus::kWouldBlock) {
      return Exchange::kClosed;
    } else if (!transport.WaitWritable(deadline)) {
      return Exchange::kTimedOut;
    }
  }
  return Exchange::kDone;
}

Exchange ReadExactly(Transport& transport, std::span<uint8_t> buffer, Deadline deadline) {
  while (!buffer.empty()) {
    // A peer that never stops sending is always readable: the clock decides first.
    if (deadline.over() || !transport.WaitReadable(deadline)) return Exchange::kTimedOut;
    const IoResult read = transport.Read(buffer);
    if (read.status == IoStatus::kWouldBlock) continue;
    if (read.status != IoStatus::kDone) return Exchange::kClosed;
    buffer = buffer.subspan(read.octets);
  }
  return Exchange::kDone;
}

}  // namespace shakedown::net
