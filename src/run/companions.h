// The proxies that stand beside a target when scenarios ask for them: a TLS-terminating proxy in
// front of it and a CONNECT proxy on the way to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "run/plan.h"

namespace shakedown::run {

inline constexpr const char* kTerminatorVariable = "terminator";
inline constexpr const char* kConnectProxyVariable = "connect_proxy";
/// The CONNECT proxy refuses tunnels to this port (discard, RFC 863): nobody serves it.
inline constexpr uint16_t kRefusedPort = 9;

/// Which companions the cases of one suite refer to, also through the suite's variables.
struct CompanionNeeds {
  bool terminator = false;
  bool connect_proxy = false;
};
CompanionNeeds NeedsOf(const scenario::SuiteModel& suite, const std::vector<const Case*>& cases);

/// Running proxies; they stop when this is destroyed.
struct Companions {
  std::unique_ptr<handshake::Peer> terminator;
  std::unique_ptr<handshake::Peer> connect_proxy;
};

/// Starts what is needed. `origin` is where the terminator passes requests on, `origin_name` the
/// server name it sends there; its certificate for that name is issued by `authority`.
Result<Companions> StartCompanions(const CompanionNeeds& needs, const attempt::Endpoint& origin,
                                   const std::string& origin_name, const pki::Authority& authority);

}  // namespace shakedown::run
