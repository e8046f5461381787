// gnutls-serv, one process for each gate.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan GnutlsPlan() {
  ServerPlan plan;
  plan.name = "gnutls-serv";
  plan.program = "gnutls-serv";
  const std::vector<std::pair<std::string, std::vector<std::string>>> gates = {
      {"request", {}},
      {"require", {"--require-client-cert"}},
      {"verify", {"--require-client-cert", "--verify-client-cert"}},
      {"crl-all",
       {"--require-client-cert", "--verify-client-cert", "--x509crlfile=@PKI@/crl-all.pem"}}};
  for (const auto& [gate, options] : gates) {
    Command serve{{"gnutls-serv", "--http", "--quiet", "--port=@PORT:" + gate + "@",
                   "--x509certfile=@PKI@/server.pem", "--x509keyfile=@PKI@/server.key",
                   "--x509cafile=@PKI@/root.pem"},
                  {}};
    serve.words.insert(serve.words.end(), options.begin(), options.end());
    plan.gates.push_back(gate);
    plan.commands.push_back(serve);
  }
  return plan;
}

}  // namespace shakedown::testing_support
