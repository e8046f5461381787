// What `serve` tells of one connection: who came, what it did, why, and what settled it.
#pragma once

#include <optional>
#include <string>

#include "attempt/served.h"
#include "diagnosis/served.h"

namespace shakedown::run {

/// A changed request made the certificate come.
struct Settlement {
  diagnosis::Variation variation = diagnosis::Variation::kNone;
  diagnosis::Finding cause;  ///< why it did not come as configured
};

struct ServedEvent {
  attempt::ServedConnection connection;
  diagnosis::ServedDiagnosis diagnosis;
  std::string ja4;  ///< empty without a ClientHello
  std::optional<Settlement> settled;
  /// With --vary: all changes were tried on this client, and none made its certificate come.
  bool exhausted = false;
  /// With --vary: the request that the next connection of this client will meet.
  std::optional<diagnosis::Variation> next;
};

}  // namespace shakedown::run
