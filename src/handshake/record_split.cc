#include "handshake/record_split.h"

#include "tls/code_points.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kHeaderOctets = 5;

}  // namespace

Bytes SplitHandshakeRecords(ByteSpan flight) {
  Bytes out;
  while (flight.size() >= kHeaderOctets) {
    const size_t length = static_cast<size_t>(flight[3] << 8 | flight[4]);
    if (flight.size() - kHeaderOctets < length) break;
    const ByteSpan record = flight.first(kHeaderOctets + length);
    flight = flight.subspan(record.size());
    if (tls::ContentType{record[0]} != tls::ContentType::kHandshake) {
      out.insert(out.end(), record.begin(), record.end());
      continue;
    }
    for (const uint8_t octet : record.subspan(kHeaderOctets)) {
      const uint8_t one[] = {record[0], record[1], record[2], 0, 1, octet};
      out.insert(out.end(), std::begin(one), std::end(one));
    }
  }
  out.insert(out.end(), flight.begin(), flight.end());
  return out;
}

}  // namespace shakedown::handshake
