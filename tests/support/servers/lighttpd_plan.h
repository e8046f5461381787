// lighttpd with OpenSSL and with GnuTLS: fixtures/servers/lighttpd/.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan LighttpdPlan() {
  ServerPlan plan;
  plan.name = "lighttpd";
  plan.program = "lighttpd";
  plan.module = "/usr/lib/lighttpd/mod_openssl.so";
  plan.gates = {"enforce", "optional", "depth-1", "crl-all", "other-names"};
  plan.files = {{"lighttpd/openssl.conf.in", "lighttpd.conf"}};
  plan.commands = {{{"lighttpd", "-D", "-f", "@FOLDER@/lighttpd.conf"}, {}}};
  return plan;
}

inline ServerPlan LighttpdGnutlsPlan() {
  ServerPlan plan;
  plan.name = "lighttpd-gnutls";
  plan.program = "lighttpd";
  plan.module = "/usr/lib/lighttpd/mod_gnutls.so";
  plan.gates = {"enforce"};
  plan.files = {{"lighttpd/gnutls.conf.in", "lighttpd.conf"}};
  plan.commands = {{{"lighttpd", "-D", "-f", "@FOLDER@/lighttpd.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
