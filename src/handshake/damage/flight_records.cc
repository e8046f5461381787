#include "handshake/damage/flight_records.h"

#include <algorithm>

namespace shakedown::handshake::damage {
namespace {

using tls::ContentType;
using Seal = std::function<Bytes(ContentType, ByteSpan)>;

constexpr size_t kHeaderOctets = 5;
constexpr size_t kOversize = 17'000;  ///< above 2^14 + 256 (RFC 9846 section 5.2)
constexpr uint8_t kWarningUserCanceled[] = {1, 90};

void Append(Bytes* out, ByteSpan octets) { out->insert(out->end(), octets.begin(), octets.end()); }

Bytes ChangeCipherSpec() {
  const uint8_t one[] = {1};
  return PlainRecord(ContentType::kChangeCipherSpec, one);
}

Bytes Stray(const std::string& kind, const Seal& seal) {
  if (kind == "empty-record") return seal(ContentType::kHandshake, {});
  if (kind == "application-data") return seal(ContentType::kApplicationData, AsBytes("\r\n"));
  if (kind == "warning-alert") return seal(ContentType::kAlert, kWarningUserCanceled);
  if (kind == "oversize-record") return seal(ContentType::kHandshake, Bytes(kOversize, 0));
  return ChangeCipherSpec();
}

/// Writes messages with one seal; what is to be joined waits for the next.
class Cutter final {
 public:
  explicit Cutter(const Seal& seal) : seal_(seal) {}

  void Write(const FlightItem& item, Bytes* out) {
    if (!item.precede.empty()) Append(out, Stray(item.precede, seal_));
    Append(&waiting_, item.message);
    if (item.join) return;
    size_t most = item.split == 0 ? kMaxContent : std::min(item.split, kMaxContent);
    if (!item.interleave.empty() && item.split == 0) most = waiting_.size() / 2;
    Flush(std::max<size_t>(most, 1), item.interleave, out);
  }

  void Flush(size_t most, const std::string& interleave, Bytes* out) {
    ByteSpan rest = waiting_;
    bool stray = !interleave.empty();
    while (!rest.empty()) {
      const ByteSpan piece = rest.first(std::min(most, rest.size()));
      Append(out, seal_(ContentType::kHandshake, piece));
      rest = rest.subspan(piece.size());
      if (stray && !rest.empty()) Append(out, Stray(interleave, seal_));
      stray = false;
    }
    waiting_.clear();
  }

 private:
  const Seal& seal_;
  Bytes waiting_;
};

}  // namespace

Bytes Records13(const Flight& flight, RecordProtection* protection) {
  const Seal seal = [protection](ContentType type, ByteSpan content) {
    return protection->Seal13(type, content);
  };
  Bytes out;
  Cutter cutter(seal);
  for (const FlightItem& item : flight.items) cutter.Write(item, &out);
  cutter.Flush(kMaxContent, "", &out);
  return out;
}

Bytes Records12(const Flight& flight, RecordProtection* protection) {
  const Seal plain = PlainRecord;
  Bytes out;
  Cutter cutter(plain);
  bool changed = false;
  for (const FlightItem& item : flight.items) {
    if (item.type != tls::HandshakeType::kFinished) {
      cutter.Write(item, &out);
      continue;
    }
    cutter.Flush(kMaxContent, "", &out);
    if (!item.precede.empty()) Append(&out, Stray(item.precede, plain));
    Append(&out, ChangeCipherSpec());
    Append(&out, protection->Seal12(ContentType::kHandshake, item.message));
    changed = true;
  }
  cutter.Flush(kMaxContent, "", &out);
  if (!changed) Append(&out, ChangeCipherSpec());
  return out;
}

Bytes SplitHandshakeRecords(ByteSpan flight, size_t octets) {
  Bytes out;
  while (flight.size() >= kHeaderOctets) {
    const size_t length = static_cast<size_t>(flight[3] << 8 | flight[4]);
    if (flight.size() - kHeaderOctets < length) break;
    const ByteSpan record = flight.first(kHeaderOctets + length);
    flight = flight.subspan(record.size());
    if (ContentType{record[0]} != ContentType::kHandshake) {
      Append(&out, record);
      continue;
    }
    ByteSpan content = record.subspan(kHeaderOctets);
    while (!content.empty()) {
      const ByteSpan piece = content.first(std::min(std::max<size_t>(octets, 1), content.size()));
      const uint8_t header[] = {record[0], record[1], record[2],
                                static_cast<uint8_t>(piece.size() >> 8),
                                static_cast<uint8_t>(piece.size())};
      Append(&out, header);
      Append(&out, piece);
      content = content.subspan(piece.size());
    }
  }
  Append(&out, flight);
  return out;
}

}  // namespace shakedown::handshake::damage
