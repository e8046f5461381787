#include "diagnosis/hops/known_hop.h"

namespace shakedown::diagnosis {
namespace {

constexpr HopKind kKind = HopKind::kProxy;

constexpr KnownHop kRows[] = {
    {"Squid",
     kKind,
     "measured: tests/loopback/interception_test.cc",
     {{{"X-Squid-Error", ""}, {"Via", "(squid"}, {"Server", "squid"}}}},
    {"Varnish",
     kKind,
     "https://varnish-cache.org/docs/trunk/users-guide/increasing-your-hitrate.html",
     {{{"X-Varnish", ""}, {"Via", "varnish"}, {"Server", "varnish"}}}},
    {"Apache Traffic Server",
     kKind,
     "https://docs.trafficserver.apache.org/en/latest/appendices/faq.en.html",
     {{{"Via", "apachetrafficserver"}, {"Server", "ats/"}}}},
    {"Caddy",
     kKind,
     "https://caddyserver.com/docs/automatic-https#local-https",
     {{{"Via", "caddy"}}},
     {{{"CN", "caddy local authority"}}}},
    {"Apache httpd",
     kKind,
     "measured: tests/loopback/front_servers_test.cc",
     {},
     {},
     {"the proxy server received an invalid response from an upstream server",
      "the proxy server could not handle the request"}},
};

}  // namespace

std::span<const KnownHop> Proxies() { return kRows; }

}  // namespace shakedown::diagnosis
