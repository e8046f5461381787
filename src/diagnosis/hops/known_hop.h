// What stands in front of servers and in the way of clients, and how it shows: content networks,
// load balancers, TLS inspection and proxies, one row each, with the source of its marks. A mark
// names a product; it proves nothing about client certificates by itself.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace shakedown::diagnosis {

enum class HopKind {
  kContentNetwork,
  kBalancer,    ///< load balancer, gateway, ingress or hosting platform
  kInspection,  ///< opens TLS between strangers and signs certificates of its own
  kProxy,
};
/// "content network", "load balancer", "TLS inspection", "proxy".
const char* ToString(HopKind kind);

/// A reply header: `part` stands in its value, in lower case; empty for any value. An empty name is
/// no mark.
struct HeaderMark {
  std::string_view name;
  std::string_view part;
};

/// An attribute of an issuer's name in the server's chain: `part` stands in it, in lower case.
struct IssuerMark {
  std::string_view type;  ///< "CN", "O", ...; empty is no mark
  std::string_view part;
};

struct KnownHop {
  std::string_view name;
  HopKind kind = HopKind::kProxy;
  std::string_view source;  ///< where the marks are documented or were measured
  std::array<HeaderMark, 5> headers{};
  std::array<IssuerMark, 4> issuers{};
  /// Words of its own error pages (status 400 and above), in lower case; empty is no mark.
  std::array<std::string_view, 2> pages{};
};

/// All rows; a product that is built on another stands before it.
std::span<const KnownHop> KnownHops();

// The parts of the table, each in the file of its name.
std::span<const KnownHop> ContentNetworks();
std::span<const KnownHop> Balancers();
std::span<const KnownHop> Inspectors();
std::span<const KnownHop> Proxies();

}  // namespace shakedown::diagnosis
