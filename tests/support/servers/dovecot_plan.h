// Dovecot: fixtures/servers/dovecot/.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan DovecotPlan() {
  ServerPlan plan;
  plan.name = "dovecot";
  plan.program = "dovecot";
  plan.gates = {"imap", "imaps", "pop3", "pop3s", "sieve"};
  plan.files = {{"dovecot/dovecot.conf.in", "dovecot.conf"}};
  plan.commands = {{{"dovecot", "-F", "-c", "@FOLDER@/dovecot.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
