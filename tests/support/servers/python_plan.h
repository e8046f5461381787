// Python's http.server with ssl: fixtures/servers/python/gates.py.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan PythonPlan() {
  ServerPlan plan;
  plan.name = "python";
  plan.program = "python3";
  plan.gates = {"required", "optional", "crl-leaf"};
  Command serve{{"python3", "@SOURCE@/python/gates.py", "@PKI@"}, {}};
  for (const std::string& gate : plan.gates) serve.words.push_back(gate + "=@PORT:" + gate + "@");
  plan.commands = {serve};
  return plan;
}

}  // namespace shakedown::testing_support
