// Flows: packets of any octets put together, opened with whatever secrets stand beside them, and
// what is told of them. A capture that is fed to flows octet by octet tells the same.
#include "observe/flow.h"

#include "observe/capture.h"
#include "observe/tcp_reassembly.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace shakedown;  // NOLINT: a fuzz target is a program of its own

void CheckObservation(const observe::Observation& seen) {
  constexpr size_t kMostEvents = 512;
  SHAKEDOWN_ASSERT(seen.trace.events.size() <= kMostEvents);
  SHAKEDOWN_ASSERT(seen.notes.size() <= 16);
  for (const std::string& note : seen.notes) SHAKEDOWN_ASSERT(Printable(note) == note);
  auto last = seen.trace.events.front().at;
  for (const attempt::Event& event : seen.trace.events) {
    SHAKEDOWN_ASSERT(event.at >= last);
    last = event.at;
    if (const auto* line = std::get_if<attempt::DialogueLine>(&event.body)) {
      SHAKEDOWN_ASSERT(Printable(line->text) == line->text);
    }
  }
}

/// Packets, as a capture holds them.
void ReadPackets(ByteSpan input) {
  observe::CaptureReader capture(input);
  observe::KeyLog keys;
  keys.Feed(capture.secrets());
  uint64_t told = 0;
  observe::TcpConnections connections({&keys, nullptr},
                                      [&](uint64_t, const observe::Observation& seen) {
                                        ++told;
                                        CheckObservation(seen);
                                      });
  while (const auto packet = capture.Next()) {
    if (const auto segment = observe::SegmentOf(*packet)) {
      connections.Add(*segment, packet->time_us);
    }
  }
  connections.Finish();
  SHAKEDOWN_ASSERT(told == connections.connections());
}

/// The number of events of a flow: an octet of the input says who sends the next so many.
size_t EventsOf(ByteSpan input, bool octet_by_octet) {
  observe::Flow flow({{"10.0.0.1", 40000}, {"10.0.0.2", 443}}, UtcSeconds{}, {});
  while (!input.empty()) {
    const auto from = (input[0] & 0x80) != 0 ? attempt::Side::kServer : attempt::Side::kClient;
    const size_t count = std::min<size_t>(size_t{input[0] & 0x7fu} * 8, input.size() - 1);
    const size_t portion = octet_by_octet ? 1 : std::max<size_t>(count, 1);
    const ByteSpan said = input.subspan(1, count);
    for (size_t at = 0; at < count; at += portion) {
      flow.OnOctets(from, said.subspan(at, std::min(portion, count - at)), observe::FlowTime{0});
    }
    input = input.subspan(1 + count);
  }
  flow.OnEnd(attempt::Side::kServer, observe::FlowEnd::kFin, observe::FlowTime{0});
  flow.Conclude();
  CheckObservation(flow.Observed());
  return flow.Observed().trace.events.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteSpan input(data, size);
  if (observe::IsCapture(input)) {
    ReadPackets(input);
  } else {
    SHAKEDOWN_ASSERT(EventsOf(input, false) == EventsOf(input, true));
  }
  return 0;
}
