#include "diagnosis/hops/known_hop.h"

#include <vector>

namespace shakedown::diagnosis {

const char* ToString(HopKind kind) {
  switch (kind) {
    case HopKind::kContentNetwork: return "content network";
    case HopKind::kBalancer: return "load balancer";
    case HopKind::kInspection: return "TLS inspection";
    case HopKind::kProxy: return "proxy";
  }
  return "proxy";
}

std::span<const KnownHop> KnownHops() {
  static const std::vector<KnownHop> all = [] {
    std::vector<KnownHop> rows;
    for (const auto part : {Inspectors(), ContentNetworks(), Balancers(), Proxies()}) {
      rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
  }();
  return all;
}

}  // namespace shakedown::diagnosis
