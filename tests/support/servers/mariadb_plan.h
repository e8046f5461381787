// MariaDB: fixtures/servers/mariadb/. One port; the user of the URL chooses the rule.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan MariadbPlan() {
  ServerPlan plan;
  plan.name = "mariadb";
  plan.program = "mariadbd";
  plan.gates = {"tls"};
  plan.files = {{"mariadb/mariadb.cnf.in", "mariadb.cnf"},
                {"mariadb/accounts.sql.in", "accounts.sql"}};
  plan.prepare = {{{"sh", "@SOURCE@/mariadb/prepare.sh", "@FOLDER@"}, {}}};
  plan.commands = {{{"mariadbd", "--defaults-file=@FOLDER@/mariadb.cnf", "--user=root"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
