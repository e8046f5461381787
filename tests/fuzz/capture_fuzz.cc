// Captures: blocks, packets and TCP segments of any octets.
#include "observe/capture.h"

#include "observe/packet.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  observe::CaptureReader capture({data, size});
  SHAKEDOWN_ASSERT(capture.secrets().size() <= 2 * size);
  size_t octets = 0;
  while (const auto packet = capture.Next()) {
    octets += packet->octets.size();
    SHAKEDOWN_ASSERT(octets <= size);
    if (const auto segment = observe::SegmentOf(*packet)) {
      SHAKEDOWN_ASSERT(segment->payload.size() <= packet->octets.size());
      SHAKEDOWN_ASSERT(!segment->from.host.empty() && !segment->to.host.empty());
    }
  }
  SHAKEDOWN_ASSERT(Printable(capture.problem()) == capture.problem());
  return 0;
}
