// PostgreSQL: fixtures/servers/postgres/. One port; the database of the URL chooses the rule.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan PostgresPlan() {
  ServerPlan plan;
  plan.name = "postgres";
  plan.program = "pg_createcluster";
  plan.gates = {"tls"};
  plan.files = {{"postgres/postgresql.conf.in", "postgresql.conf"},
                {"postgres/pg_hba.conf.in", "pg_hba.conf"}};
  plan.prepare = {{{"sh", "@SOURCE@/postgres/prepare.sh", "@FOLDER@", "@PKI@"}, {}}};
  plan.commands = {{{"sh", "@SOURCE@/postgres/run.sh", "@FOLDER@"}, {}}};
  plan.ready = {{{"pg_isready", "-q", "-h", "127.0.0.1", "-p", "@PORT:tls@"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
