// Java's HttpsServer and SSLServerSocket: fixtures/servers/java/Gates.java.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan JavaPlan() {
  ServerPlan plan;
  plan.name = "java";
  plan.program = "javac";
  plan.gates = {"https-need", "https-want", "socket-need", "socket-want"};
  plan.prepare = {{{"/usr/bin/javac", "-d", "@FOLDER@", "@SOURCE@/java/Gates.java"}, {}}};
  // Few and lazy threads: the tests share the machine with the server.
  Command serve{{"java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                 "@FOLDER@", "Gates", "@PKI@", PkiFolder::kPassphrase},
                {}};
  for (const std::string& gate : plan.gates) serve.words.push_back(gate + "=@PORT:" + gate + "@");
  plan.commands = {serve};
  return plan;
}

}  // namespace shakedown::testing_support
