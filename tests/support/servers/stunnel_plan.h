// stunnel: fixtures/servers/stunnel/stunnel.conf.in.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan StunnelPlan() {
  ServerPlan plan;
  plan.name = "stunnel";
  plan.program = "stunnel4";
  plan.gates = {"require-only", "verify-chain", "verify-peer", "crl-all"};
  plan.files = {{"stunnel/stunnel.conf.in", "stunnel.conf"}};
  plan.commands = {{{"stunnel4", "@FOLDER@/stunnel.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
