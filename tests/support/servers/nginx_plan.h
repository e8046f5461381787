// nginx: fixtures/servers/nginx/nginx.conf.in.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan NginxPlan() {
  ServerPlan plan;
  plan.name = "nginx";
  plan.program = "nginx";
  plan.gates = {"on",      "optional",     "optional-no-ca", "off",        "depth-0",
                "depth-9", "crl-root",     "crl-all",        "crl-stale",  "bundle",
                "issuing", "rsa-only",     "page-403",       "silent",     "application",
                "hosts",   "strict-hosts", "front",          "front-asks", "early-data"};
  plan.files = {{"nginx/nginx.conf.in", "nginx.conf"}};
  plan.commands = {
      {{"nginx", "-p", "@FOLDER@", "-e", "@FOLDER@/error.log", "-c", "@FOLDER@/nginx.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
