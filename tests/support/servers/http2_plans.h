// Servers that speak HTTP/2 and want client certificates: at once, for one of two hosts and, on
// Apache httpd, for one path only.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

/// `mpm` names the module that serves connections: "event", or "prefork", with which Apache httpd
/// does not speak HTTP/2 whatever is configured.
inline ServerPlan ApacheHttp2Plan(const std::string& mpm = "event") {
  ServerPlan plan;
  plan.name = "apache-" + mpm;
  plan.program = "apache2";
  plan.gates = {"require", "location", "hosts"};
  plan.files = {{"apache/http2.conf.in", "httpd.conf"}};
  const std::string load =
      "LoadModule mpm_" + mpm + "_module /usr/lib/apache2/modules/mod_mpm_" + mpm + ".so";
  // -X: one process in the foreground.
  plan.commands = {{{"apache2", "-X", "-C", load, "-f", "@FOLDER@/httpd.conf"}, {}}};
  return plan;
}

inline ServerPlan NginxHttp2Plan() {
  ServerPlan plan;
  plan.name = "nginx";
  plan.program = "nginx";
  plan.gates = {"require", "hosts"};
  plan.files = {{"nginx/http2.conf.in", "nginx.conf"}};
  plan.commands = {
      {{"nginx", "-p", "@FOLDER@", "-e", "@FOLDER@/error.log", "-c", "@FOLDER@/nginx.conf"}, {}}};
  return plan;
}

inline ServerPlan HaproxyHttp2Plan() {
  ServerPlan plan;
  plan.name = "haproxy";
  plan.program = "haproxy";
  plan.gates = {"require", "hosts"};
  plan.files = {{"haproxy/http2.cfg.in", "haproxy.cfg"}, {"haproxy/hosts.list.in", "hosts.list"}};
  plan.commands = {{{"haproxy", "-db", "-f", "@FOLDER@/haproxy.cfg"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
