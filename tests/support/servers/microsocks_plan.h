// microsocks as a SOCKS5 proxy, one process for each gate.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

/// Gates: "open", "login" (bob, tunnel-secret).
inline ServerPlan MicrosocksPlan() {
  ServerPlan plan;
  plan.name = "microsocks";
  plan.program = "microsocks";
  plan.gates = {"open", "login"};
  plan.commands = {
      {{"microsocks", "-i", "127.0.0.1", "-p", "@PORT:open@"}, {}},
      {{"microsocks", "-i", "127.0.0.1", "-p", "@PORT:login@", "-u", "bob", "-P", "tunnel-secret"},
       {}}};
  return plan;
}

}  // namespace shakedown::testing_support
