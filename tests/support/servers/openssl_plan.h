// openssl s_server, one process for each gate. It serves one connection at a time.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan OpensslPlan() {
  ServerPlan plan;
  plan.name = "s_server";
  plan.program = "openssl";
  plan.one_at_a_time = true;
  const std::vector<std::string> strict = {"-Verify", "9", "-verify_return_error"};
  const std::vector<std::pair<std::string, std::vector<std::string>>> gates = {
      {"ask", {"-verify", "9"}},
      {"ask-strict", {"-verify", "9", "-verify_return_error"}},
      {"require-only", {"-Verify", "9"}},
      {"strict", strict},
      {"crl-leaf", {"-CRL", "@PKI@/crl-root.pem", "-crl_check"}},
      // -CRL reads one list only; the later -CAfile takes the place of the first.
      {"crl-all", {"-CAfile", "@PKI@/root-crl-all.pem", "-crl_check_all"}},
      {"crl-stale", {"-CRL", "@PKI@/crl-stale.pem", "-crl_check"}}};
  for (const auto& [gate, options] : gates) {
    Command serve{
        {"openssl", "s_server", "-quiet", "-www", "-accept", "127.0.0.1:@PORT:" + gate + "@",
         "-cert", "@PKI@/server.pem", "-key", "@PKI@/server.key", "-CAfile", "@PKI@/root.pem"},
        {}};
    if (gate.starts_with("crl"))
      serve.words.insert(serve.words.end(), strict.begin(), strict.end());
    serve.words.insert(serve.words.end(), options.begin(), options.end());
    plan.gates.push_back(gate);
    plan.commands.push_back(serve);
  }
  return plan;
}

}  // namespace shakedown::testing_support
