// Apache httpd: fixtures/servers/apache/httpd.conf.in.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan ApachePlan() {
  ServerPlan plan;
  plan.name = "apache";
  plan.program = "apache2";
  plan.gates = {"require",   "depth-9",     "optional", "optional-no-ca", "off",  "crl-all",
                "crl-stale", "application", "location", "hosts",          "front"};
  plan.files = {{"apache/httpd.conf.in", "httpd.conf"}};
  // -X: one process in the foreground.
  plan.commands = {{{"apache2", "-X", "-f", "@FOLDER@/httpd.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
