#include "observe/trace_writer.h"

#include <algorithm>
#include <utility>

namespace shakedown::observe {
namespace {

constexpr size_t kMaxEvents = 512;
constexpr size_t kMaxEventsWithMessages = 480;
constexpr size_t kMaxEventsWithRecords = 352;
constexpr size_t kMaxMessageOctets = 2 * 1024 * 1024;

}  // namespace

void TraceWriter::set_now(FlowTime now) {
  now_ = std::max(now_, now);
  trace_.duration = now_;
}

void TraceWriter::Add(attempt::EventBody body) {
  if (trace_.events.size() < kMaxEvents) trace_.events.push_back({now_, std::move(body)});
}

void TraceWriter::AddRecord(attempt::Side from, const WireRecord& record) {
  if (trace_.events.size() >= kMaxEventsWithRecords) return;
  Add(attempt::Record{from, record.type, record.version, record.fragment.size()});
}

void TraceWriter::AddMessage(attempt::Message message) {
  message_octets_ += message.raw.size();
  if (trace_.events.size() >= kMaxEventsWithMessages || message_octets_ > kMaxMessageOctets) return;
  Add(std::move(message));
}

void TraceWriter::AddRequest(size_t octets, uint32_t stream) {
  const size_t index = trace_.events.size();
  phase_ = attempt::Phase::kAfterRequest;
  Add(attempt::RequestSent{octets, true, stream});
  request_ = index < trace_.events.size() ? std::optional(index) : std::nullopt;
}

void TraceWriter::ExtendRequest(size_t octets) {
  if (!request_) return;
  if (auto* sent = std::get_if<attempt::RequestSent>(&trace_.events[*request_].body)) {
    sent->octets += octets;
  }
}

}  // namespace shakedown::observe
