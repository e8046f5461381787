// Postfix: fixtures/servers/postfix/. Its master wants root's rights and a folder of its own.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan PostfixPlan() {
  ServerPlan plan;
  plan.name = "postfix";
  plan.program = "postfix";
  plan.gates = {"require", "require-tls", "ask"};
  plan.files = {{"postfix/main.cf.in", "main.cf"}, {"postfix/master.cf.in", "master.cf"}};
  plan.prepare = {{{"sh", "@SOURCE@/postfix/prepare.sh", "@FOLDER@"}, {}}};
  // It ends its children by their group, which has to be its own.
  plan.commands = {{{"setsid", "/usr/lib/postfix/sbin/master", "-c", "@FOLDER@", "-d"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
