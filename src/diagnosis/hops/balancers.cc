#include "diagnosis/hops/known_hop.h"

namespace shakedown::diagnosis {
namespace {

constexpr HopKind kKind = HopKind::kBalancer;
constexpr const char* kMeasured = "measured: tests/loopback/front_servers_test.cc";

constexpr KnownHop kRows[] = {
    {"AWS Elastic Load Balancing",
     kKind,
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html",
     {{{"Server", "awselb/"}, {"Set-Cookie", "awsalb="}, {"Set-Cookie", "awselb="}}}},
    {"Google Cloud load balancing",
     kKind,
     "https://cloud.google.com/load-balancing/docs/https",
     {{{"Via", "1.1 google"}, {"Server", "google frontend"}}}},
    {"Azure Application Gateway",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/applicationgateway.py",
     {{{"Server", "microsoft-azure-application-gateway"}}},
     {},
     {"microsoft-azure-application-gateway"}},
    {"F5 BIG-IP",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/f5bigipltm.py",
     {{{"Set-Cookie", "bigipserver"}, {"Server", "bigip"}, {"Server", "big-ip"}}}},
    {"NetScaler",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/netscaler.py",
     {{{"Via", "ns-cache"},
       {"Set-Cookie", "nsc_"},
       {"Set-Cookie", "citrix_ns_id"},
       {"Cneonction", ""},
       {"nnCoection", ""}}}},
    {"Istio",
     kKind,
     "https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/",
     {{{"Server", "istio-envoy"}}}},
    {"Envoy",
     kKind,
     "https://github.com/EnableSecurity/wafw00f/blob/master/wafw00f/plugins/envoy.py",
     {{{"X-Envoy-Upstream-Service-Time", ""}, {"Server", "envoy"}}}},
    {"Kong",
     kKind,
     "https://developer.konghq.com/support/"
     "how-can-the-latency-and-rate-limit-plugin-header-names-be-changed/",
     {{{"X-Kong-Proxy-Latency", ""}, {"Via", "kong/"}, {"Server", "kong/"}}}},
    {"Traefik",
     kKind,
     "https://doc.traefik.io/traefik/https/tls/#default-certificate",
     {},
     {{{"CN", "traefik default cert"}}}},
    {"ingress-nginx",
     kKind,
     "https://kubernetes.github.io/ingress-nginx/user-guide/tls/#default-ssl-certificate",
     {},
     {{{"CN", "kubernetes ingress controller fake certificate"}}}},
    {"Heroku",
     kKind,
     "https://devcenter.heroku.com/articles/http-routing",
     {{{"Via", "vegur"}, {"Via", "heroku-router"}}}},
    {"HAProxy",
     kKind,
     kMeasured,
     {{{"Via", "haproxy"}, {"Server", "haproxy"}}},
     {},
     {"no server is available to handle this request.",
      "the server returned an invalid or incomplete response."}},
};

}  // namespace

std::span<const KnownHop> Balancers() { return kRows; }

}  // namespace shakedown::diagnosis
