// Time: monotonic deadlines for waiting, wall-clock seconds for certificates, durations as text.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace shakedown {

using SteadyTime = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;
/// Seconds since the Unix epoch, UTC, no leap seconds.
using UtcSeconds = std::chrono::sys_seconds;

/// A point on the monotonic clock after which waiting stops. A value.
class Deadline {
 public:
  /// `duration` from now. Zero or less is already over.
  static Deadline After(Milliseconds duration);
  /// The earlier of this deadline and `duration` from now.
  Deadline Within(Milliseconds duration) const;

  bool over() const { return std::chrono::steady_clock::now() >= at_; }
  /// Milliseconds left for poll(2): rounded up, 0 when over.
  int PollTimeout() const;
  SteadyTime at() const { return at_; }

 private:
  explicit Deadline(SteadyTime at) : at_(at) {}
  SteadyTime at_;
};

UtcSeconds UtcNow();
/// "2026-11-20T10:15:30Z".
std::string FormatUtc(UtcSeconds time);
/// Days since 1970-01-01 turned back: the inverse of FormatUtc; nothing if `text` has another form.
std::optional<UtcSeconds> ParseUtc(std::string_view text);
/// The time in an HTTP Date header (RFC 9110 section 5.6.7, IMF-fixdate only), or nothing.
std::optional<UtcSeconds> ParseHttpDate(std::string_view text);

/// A duration with a mandatory unit: "500ms", "20s", "5m", "2h", "-1d", "1w". Nothing if malformed
/// or beyond 100 years.
std::optional<Milliseconds> ParseDuration(std::string_view text);
/// The shortest exact form of a duration: "20s", "1500ms".
std::string FormatDuration(Milliseconds duration);
/// Seconds with three decimals and a dot, never negative: "0.412".
std::string FormatSeconds(Milliseconds duration);

}  // namespace shakedown
