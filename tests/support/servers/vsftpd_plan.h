// vsftpd: fixtures/servers/vsftpd/.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan VsftpdPlan() {
  ServerPlan plan;
  plan.name = "vsftpd";
  plan.program = "vsftpd";
  plan.gates = {"require", "implicit"};
  plan.files = {{"vsftpd/vsftpd.conf.in", "vsftpd.conf"},
                {"vsftpd/implicit.conf.in", "implicit.conf"}};
  plan.commands = {{{"vsftpd", "@FOLDER@/vsftpd.conf"}, {}},
                   {{"vsftpd", "@FOLDER@/implicit.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
