// RecordStream and HandshakeStream: the same records whatever the portions, within their bounds.
#include "observe/record_stream.h"

#include <vector>

#include "observe/handshake_stream.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using shakedown::Bytes;
using shakedown::ByteSpan;

std::vector<Bytes> RecordsOf(ByteSpan octets, size_t portion) {
  std::vector<Bytes> records;
  shakedown::observe::RecordStream stream;
  shakedown::observe::HandshakeStream messages;
  for (size_t at = 0; at < octets.size(); at += portion) {
    stream.Feed(
        octets.subspan(at, std::min(portion, octets.size() - at)),
        [&](const shakedown::observe::WireRecord& record) {
          SHAKEDOWN_ASSERT(record.fragment.size() <= shakedown::observe::kMaxFragmentOctets);
          records.emplace_back(record.fragment.begin(), record.fragment.end());
          messages.Feed(record.fragment,
                        [&](ByteSpan message) { SHAKEDOWN_ASSERT(message.size() >= 4); });
        });
  }
  SHAKEDOWN_ASSERT(stream.unfinished() <= octets.size());
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteSpan octets(data, size);
  const auto whole = RecordsOf(octets, std::max<size_t>(size, 1));
  SHAKEDOWN_ASSERT(RecordsOf(octets, 1) == whole);
  SHAKEDOWN_ASSERT(RecordsOf(octets, 7) == whole);
  return 0;
}
