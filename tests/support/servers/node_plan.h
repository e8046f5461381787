// Node's https: fixtures/servers/node/gates.js.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan NodePlan() {
  ServerPlan plan;
  plan.name = "node";
  plan.program = "node";
  plan.gates = {"request", "reject", "crl-all"};
  Command serve{{"node", "@SOURCE@/node/gates.js", "@PKI@"}, {}};
  for (const std::string& gate : plan.gates) serve.words.push_back(gate + "=@PORT:" + gate + "@");
  plan.commands = {serve};
  return plan;
}

}  // namespace shakedown::testing_support
