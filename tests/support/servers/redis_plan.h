// Redis: no configuration file, one process for each way to treat client certificates.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan RedisPlan() {
  ServerPlan plan;
  plan.name = "redis";
  plan.program = "redis-server";
  plan.gates = {"require", "optional", "off"};
  for (const auto& [gate, clients] :
       {std::pair{"require", "yes"}, {"optional", "optional"}, {"off", "no"}}) {
    plan.commands.push_back(
        {{"redis-server", "--port", "0", "--bind", "127.0.0.1", "--save", "", "--tls-port",
          std::string("@PORT:") + gate + "@", "--tls-cert-file", "@PKI@/server.pem",
          "--tls-key-file", "@PKI@/server.key", "--tls-ca-cert-file", "@PKI@/root.pem",
          "--tls-auth-clients", clients, "--tls-protocols", "TLSv1.2 TLSv1.3"},
         {}});
  }
  return plan;
}

}  // namespace shakedown::testing_support
