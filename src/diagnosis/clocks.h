// Whose clock decides: a server judges validity by its own time, which HTTP shows in the Date
// header. Two clocks that differ are a finding of their own.
#pragma once

#include <optional>
#include <span>

#include "attempt/attempt.h"

namespace shakedown::diagnosis {

struct Clocks {
  std::optional<UtcSeconds> own;     ///< when the attempt started, by our clock
  std::optional<UtcSeconds> server;  ///< the same moment by the server's Date header
  int date_attempt = -1;             ///< attempt and event that showed the header
  int date_event = -1;

  /// The time that decides: the server's if it is known.
  std::optional<UtcSeconds> deciding() const { return server ? server : own; }
  /// Whether the two clocks are further apart than a reply can take.
  bool Differ() const;
};

/// The clocks of one attempt. If its own reply has no Date, one of the other attempts at the same
/// connection point lends its difference.
Clocks ReadClocks(std::span<const attempt::Attempt> attempts, size_t subject);

/// Where the moment of judging lies.
enum class Validity { kUnknown, kValid, kExpired, kNotYetValid };
Validity ValidityAt(const attempt::CertificateFacts& certificate, std::optional<UtcSeconds> time);

}  // namespace shakedown::diagnosis
