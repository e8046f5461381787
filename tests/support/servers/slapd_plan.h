// OpenLDAP: fixtures/servers/slapd/. Debian builds it with GnuTLS.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan SlapdPlan() {
  ServerPlan plan;
  plan.name = "slapd";
  plan.program = "slapd";
  plan.gates = {"demand", "demand-tls", "try", "try-tls"};
  for (const std::string gate : {"demand", "try"}) {
    plan.files.push_back({"slapd/" + gate + ".conf.in", gate + ".conf"});
    plan.commands.push_back(
        {{"slapd", "-d", "0", "-f", "@FOLDER@/" + gate + ".conf", "-h",
          "ldap://127.0.0.1:@PORT:" + gate + "@/ ldaps://127.0.0.1:@PORT:" + gate + "-tls@/"},
         {}});
  }
  return plan;
}

}  // namespace shakedown::testing_support
