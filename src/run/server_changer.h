// Who carries out what a suite changes about its server: the runner itself for a built-in peer of
// the case's own, the operator's commands for other servers.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "attempt/endpoint.h"
#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::run {

/// Belongs to one execution of one case. When it is destroyed the server is as it was before.
class ServerChanger {
 public:
  virtual ~ServerChanger() = default;
  /// Carries out one change; the server serves by it when this returns.
  virtual Result<void> Change(const scenario::ChangeModel& change) = 0;
  /// Ends all changes; afterwards nothing may be changed. Called once, before it is destroyed.
  virtual Result<void> Restore() = 0;
  /// Where the case's server listens, if not where the suite's does.
  virtual std::optional<attempt::Endpoint> endpoint() const { return std::nullopt; }
};

}  // namespace shakedown::run
