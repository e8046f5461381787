// Servers that want a PROXY protocol header before TLS: nginx with proxy_protocol, HAProxy with
// accept-proxy. Their reply to an accepted client names the address that the header claimed.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan NginxProxyProtocolPlan() {
  ServerPlan plan;
  plan.name = "nginx-proxy-protocol";
  plan.program = "nginx";
  plan.gates = {"on"};
  plan.files = {{"nginx/proxy-protocol.conf.in", "nginx.conf"}};
  plan.commands = {
      {{"nginx", "-p", "@FOLDER@", "-e", "@FOLDER@/error.log", "-c", "@FOLDER@/nginx.conf"}, {}}};
  return plan;
}

inline ServerPlan HaproxyProxyProtocolPlan() {
  ServerPlan plan;
  plan.name = "haproxy-accept-proxy";
  plan.program = "haproxy";
  plan.gates = {"required"};
  plan.files = {{"haproxy/accept-proxy.cfg.in", "haproxy.cfg"}};
  plan.commands = {{{"haproxy", "-db", "-f", "@FOLDER@/haproxy.cfg"}, {}}};
  return plan;
}

}  // namespace shakedown::testing_support
