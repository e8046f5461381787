// nginx, HAProxy and Apache httpd in front of one strict nginx: fixtures/servers/fronts; and Squid
// between client and server.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

/// Gates: "origin", the strict server itself; "nginx", "haproxy" and "apache" end TLS without
/// asking, with "-via" they name themselves, with "-asks" they ask; behind "haproxy-down" is
/// nothing. "application" trusts headers, in clear; before it stand "forward-safe" and
/// "forward-leaky" of nginx, "forward-haproxy" and "forward-apache".
inline ServerPlan FrontsPlan() {
  ServerPlan plan;
  plan.name = "fronts";
  plan.program = "haproxy";
  plan.gates = {"origin",       "nginx",         "nginx-via",       "nginx-asks",
                "haproxy",      "haproxy-via",   "haproxy-asks",    "apache",
                "apache-via",   "apache-asks",   "haproxy-down",    "application",
                "forward-safe", "forward-leaky", "forward-haproxy", "forward-apache"};
  plan.files = {{"fronts/nginx.conf.in", "nginx.conf"},
                {"fronts/haproxy.cfg.in", "haproxy.cfg"},
                {"fronts/httpd.conf.in", "httpd.conf"}};
  plan.commands = {
      {{"nginx", "-p", "@FOLDER@", "-e", "@FOLDER@/error.log", "-c", "@FOLDER@/nginx.conf"}, {}},
      {{"haproxy", "-db", "-f", "@FOLDER@/haproxy.cfg"}, {}},
      {{"apache2", "-X", "-f", "@FOLDER@/httpd.conf"}, {}}};
  return plan;
}

/// Squid that opens TLS: gates "bump" and "splice". The folder of PkiFolder needs
/// inspection-bundle.pem: certificate and key of the authority it signs with.
inline ServerPlan InspectionPlan() {
  ServerPlan plan;
  plan.name = "inspection";
  plan.program = "squid";
  plan.module = "/usr/lib/squid/security_file_certgen";
  plan.gates = {"bump", "splice"};
  plan.files = {{"squid/inspection.conf.in", "squid.conf"}, {"squid/hosts.in", "hosts"}};
  // Squid gives up root's rights and has to write there all the same.
  plan.prepare = {{{"sh", "-c",
                    "/usr/lib/squid/security_file_certgen -c -s @FOLDER@/certificates -M 4MB && "
                    "chmod -R a+rwX @FOLDER@/certificates"},
                   {}}};
  plan.commands = {{{"squid", "-N", "-d", "1", "-f", "@FOLDER@/squid.conf"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
