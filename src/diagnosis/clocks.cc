#include "diagnosis/clocks.h"

#include <chrono>

#include "attempt/trace_view.h"
#include "diagnosis/comparison.h"

namespace shakedown::diagnosis {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kTolerance = 120s;

/// Server's clock minus our clock, and the event that shows it.
std::optional<std::chrono::seconds> Offset(const attempt::HandshakeTrace& trace, int* event) {
  const auto reply = attempt::Last<attempt::HttpReply>(trace);
  if (!reply || trace.started == UtcSeconds{}) return std::nullopt;
  const auto date = ParseHttpDate(attempt::Header(*reply, "Date"));
  if (!date) return std::nullopt;
  *event = reply.number;
  return *date - trace.started;
}

}  // namespace

bool Clocks::Differ() const {
  if (!own || !server) return false;
  const auto difference = *server - *own;
  return difference > kTolerance || difference < -kTolerance;
}

Clocks ReadClocks(std::span<const attempt::Attempt> attempts, size_t subject) {
  Clocks clocks;
  const attempt::Attempt& self = attempts[subject];
  if (self.trace.started == UtcSeconds{}) return clocks;
  clocks.own = self.trace.started;
  const auto take = [&](size_t index) {
    const auto offset = Offset(attempts[index].trace, &clocks.date_event);
    if (!offset) return false;
    clocks.server = self.trace.started + *offset;
    clocks.date_attempt = static_cast<int>(index);
    return true;
  };
  if (take(subject)) return clocks;
  for (size_t i = 0; i < attempts.size(); ++i) {
    if (i != subject && SamePoint(attempts[i], self) && take(i)) break;
  }
  return clocks;
}

Validity ValidityAt(const attempt::CertificateFacts& certificate, std::optional<UtcSeconds> time) {
  // A certificate without dates is one nobody filled in.
  if (!time || certificate.not_after == UtcSeconds{}) return Validity::kUnknown;
  if (*time > certificate.not_after) return Validity::kExpired;
  if (*time < certificate.not_before) return Validity::kNotYetValid;
  return Validity::kValid;
}

}  // namespace shakedown::diagnosis
