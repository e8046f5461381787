#include "handshake/damage/record_intake.h"

#include <algorithm>
#include <array>

#include "handshake/damage/application_epoch.h"

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kChunk = 4096;

}  // namespace

size_t RecordIntake::Read(std::span<uint8_t> out, BIO* below,
                          const std::function<void(ByteSpan)>& look) {
  while (ready_.empty()) {
    ByteSpan rest = raw_;
    const ByteSpan record = TakeRecord(&rest);
    if (record.empty()) {
      if (!Fetch(below)) return 0;
      continue;
    }
    const Bytes whole(record.begin(), record.end());
    raw_.erase(raw_.begin(), raw_.begin() + static_cast<ptrdiff_t>(whole.size()));
    look(whole);
  }
  const size_t octets = std::min(out.size(), ready_.size());
  std::copy_n(ready_.begin(), octets, out.begin());
  ready_.erase(ready_.begin(), ready_.begin() + static_cast<ptrdiff_t>(octets));
  return octets;
}

bool RecordIntake::Fetch(BIO* below) {
  std::array<uint8_t, kChunk> chunk;
  const int got = BIO_read(below, chunk.data(), static_cast<int>(chunk.size()));
  if (got <= 0) return false;
  raw_.insert(raw_.end(), chunk.begin(), chunk.begin() + got);
  return true;
}

}  // namespace shakedown::handshake::damage
