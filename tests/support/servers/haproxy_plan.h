// HAProxy: fixtures/servers/haproxy/haproxy.cfg.in.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan HaproxyPlan() {
  ServerPlan plan;
  plan.name = "haproxy";
  plan.program = "haproxy";
  plan.gates = {"required",  "optional",    "off",       "crl-root", "crl-all",
                "crl-stale", "ignore-leaf", "ignore-ca", "hosts",    "front"};
  plan.files = {{"haproxy/haproxy.cfg.in", "haproxy.cfg"}, {"haproxy/hosts.list.in", "hosts.list"}};
  plan.commands = {{{"haproxy", "-db", "-f", "@FOLDER@/haproxy.cfg"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
