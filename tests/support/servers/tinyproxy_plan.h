// tinyproxy as a forward proxy: fixtures/servers/tinyproxy/.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

/// Gates: "open", "login" (bob, tunnel-secret), "ports" (tunnels to port 443 only).
inline ServerPlan TinyproxyPlan() {
  ServerPlan plan;
  plan.name = "tinyproxy";
  plan.program = "tinyproxy";
  plan.gates = {"open", "login", "ports"};
  plan.files = {{"tinyproxy/tinyproxy.conf.in", "open.conf"},
                {"tinyproxy/login.conf.in", "login.conf"},
                {"tinyproxy/ports.conf.in", "ports.conf"}};
  for (const std::string& gate : plan.gates) {
    plan.commands.push_back({{"tinyproxy", "-d", "-c", "@FOLDER@/" + gate + ".conf"}, {}});
  }
  return plan;
}

}  // namespace shakedown::testing_support
