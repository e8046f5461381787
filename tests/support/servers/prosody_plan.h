// Prosody: fixtures/servers/prosody/.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan ProsodyPlan() {
  ServerPlan plan;
  plan.name = "prosody";
  plan.program = "prosody";
  plan.gates = {"client", "direct", "server"};
  plan.files = {{"prosody/prosody.cfg.lua.in", "prosody.cfg.lua"}};
  plan.commands = {{{"prosody", "-F", "--config", "@FOLDER@/prosody.cfg.lua"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
