// Caddy: fixtures/servers/caddy/Caddyfile.in.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan CaddyPlan() {
  ServerPlan plan;
  plan.name = "caddy";
  plan.program = "caddy";
  plan.gates = {"request", "require", "verify-if-given", "require-and-verify", "hosts"};
  plan.files = {{"caddy/Caddyfile.in", "Caddyfile"}};
  plan.commands = {{{"caddy", "run", "--config", "@FOLDER@/Caddyfile", "--adapter", "caddyfile"},
                    {"HOME=@FOLDER@", "XDG_DATA_HOME=@FOLDER@", "XDG_CONFIG_HOME=@FOLDER@"}}};
  return plan;
}

}  // namespace shakedown::testing_support
