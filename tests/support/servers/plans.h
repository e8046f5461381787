// All server products that can be started.
#pragma once

#include "tests/support/servers/apache_plan.h"
#include "tests/support/servers/caddy_plan.h"
#include "tests/support/servers/dovecot_plan.h"
#include "tests/support/servers/fronts_plan.h"
#include "tests/support/servers/gnutls_plan.h"
#include "tests/support/servers/go_plan.h"
#include "tests/support/servers/haproxy_plan.h"
#include "tests/support/servers/java_plan.h"
#include "tests/support/servers/lighttpd_plan.h"
#include "tests/support/servers/mosquitto_plan.h"
#include "tests/support/servers/nginx_plan.h"
#include "tests/support/servers/node_plan.h"
#include "tests/support/servers/openssl_plan.h"
#include "tests/support/servers/postgres_plan.h"
#include "tests/support/servers/python_plan.h"
#include "tests/support/servers/redis_plan.h"
#include "tests/support/servers/slapd_plan.h"
#include "tests/support/servers/stunnel_plan.h"

namespace shakedown::testing_support {

inline std::vector<ServerPlan> AllServerPlans() {
  return {NginxPlan(),    ApachePlan(),         HaproxyPlan(), FrontsPlan(),  StunnelPlan(),
          LighttpdPlan(), LighttpdGnutlsPlan(), CaddyPlan(),   GoPlan(),      JavaPlan(),
          NodePlan(),     PythonPlan(),         GnutlsPlan(),  OpensslPlan(), MosquittoPlan(),
          PostgresPlan(), RedisPlan(),          DovecotPlan(), SlapdPlan()};
}

}  // namespace shakedown::testing_support
