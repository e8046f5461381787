// A target that somebody else runs, changed by the operator's own commands (--hook).
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "core/clock.h"
#include "run/server_changer.h"
#include "run/server_state.h"

namespace shakedown::run {

/// What a hook may be for: "trust", "crl", "policy".
const std::vector<std::string>& HookNames();

/// How long a hook may take.
inline constexpr Milliseconds kHookLimit{30000};

/// What hooks are called with; borrowed.
struct HookSetting {
  const std::map<std::string, std::string>* commands = nullptr;  ///< by name
  const StateMaterial* material = nullptr;
  const std::atomic<int>* interrupt = nullptr;
  std::string case_id;
  std::string target;  ///< HOST:PORT
};

class HookedTarget final : public ServerChanger {
 public:
  /// kFileWrite if no temporary folder can be made.
  static Result<std::unique_ptr<ServerChanger>> Begin(HookSetting setting);
  ~HookedTarget() override;

  /// Writes the file that the server is to have, if the change has one, and calls the hook. kUsage
  /// if it does not end well; its last words are in the error.
  Result<void> Change(const scenario::ChangeModel& change) override;
  /// Calls each hook that was called once more, for the state of the start: the trusted CA, lists
  /// without an entry, certificates required.
  Result<void> Restore() override;

 private:
  explicit HookedTarget(HookSetting setting) : setting_(std::move(setting)) {}
  Result<void> Call(const std::string& name, const std::string& state, const std::string& file);
  Result<void> ChangeTrust();
  Result<void> ChangeLists();
  std::string NextFile(const char* kind);

  const HookSetting setting_;
  std::string folder_;
  int files_ = 0;
  ServerState state_;
  std::map<std::string, bool> called_;
  bool restoring_ = false;
};

}  // namespace shakedown::run
