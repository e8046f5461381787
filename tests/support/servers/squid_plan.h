// Squid as a forward proxy, also inside TLS: fixtures/servers/squid/squid.conf.in.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

/// Gates: "open", "login" (bob, tunnel-secret), "denied"; inside TLS "tls" and "tls-login".
inline ServerPlan SquidPlan() {
  ServerPlan plan;
  plan.name = "squid";
  plan.program = "squid";
  plan.gates = {"open", "login", "denied", "tls", "tls-login"};
  plan.files = {{"squid/squid.conf.in", "squid.conf"},
                {"squid/users.in", "users"},
                {"squid/hosts.in", "hosts"}};
  plan.commands = {{{"squid", "-N", "-d", "1", "-f", "@FOLDER@/squid.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
