// mosquitto: fixtures/servers/mosquitto/mosquitto.conf.in. It speaks MQTT, so only TLS is tried.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan MosquittoPlan() {
  ServerPlan plan;
  plan.name = "mosquitto";
  plan.program = "mosquitto";
  plan.gates = {"require", "off", "crl-all"};
  plan.files = {{"mosquitto/mosquitto.conf.in", "mosquitto.conf"}};
  plan.commands = {{{"mosquitto", "-c", "@FOLDER@/mosquitto.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
