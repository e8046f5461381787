#include "handshake/damage/server_finished.h"

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kHeaderOctets = 5;

}  // namespace

Bytes ServerFinishedSwap::Incoming(ByteSpan octets) {
  waiting_.insert(waiting_.end(), octets.begin(), octets.end());
  Bytes out;
  size_t used = 0;
  while (!over_ && waiting_.size() - used >= kHeaderOctets) {
    const ByteSpan rest = ByteSpan(waiting_).subspan(used);
    const size_t length = kHeaderOctets + static_cast<size_t>(rest[3] << 8 | rest[4]);
    if (rest.size() < length) break;
    const Bytes record = Pass(rest.first(length));
    out.insert(out.end(), record.begin(), record.end());
    used += length;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<ptrdiff_t>(used));
  if (over_) {
    out.insert(out.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
  }
  return out;
}

Bytes ServerFinishedSwap::Pass(ByteSpan record) {
  const Bytes same(record.begin(), record.end());
  const auto type = tls::ContentType{record[0]};
  if (!encrypted_) {
    encrypted_ = type == tls::ContentType::kChangeCipherSpec;
    return same;
  }
  over_ = true;
  if (type != tls::ContentType::kHandshake) return same;
  fitted_ = server_.Open12(record) == sent_;
  return fitted_ ? server_.Seal12(type, expected_) : same;
}

}  // namespace shakedown::handshake::damage
