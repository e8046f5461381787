#include "handshake/client_connect.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "net/connector.h"
#include "net/http_connect.h"

namespace shakedown::handshake {
namespace {

using attempt::ConnectFailed;
using attempt::DeadlineHit;
using attempt::Endpoint;

ConnectFailed::Reason ReasonOf(int system_error) {
  switch (system_error) {
    case ECONNREFUSED: return ConnectFailed::Reason::kRefused;
    case ETIMEDOUT: return ConnectFailed::Reason::kTimedOut;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EAFNOSUPPORT:
    case EADDRNOTAVAIL: return ConnectFailed::Reason::kUnreachable;
    default: return ConnectFailed::Reason::kOther;
  }
}

net::Socket ConnectTo(const Endpoint& endpoint, const PhaseLimit& limit, net::Resolver* resolver,
                      Witness* witness) {
  const auto addresses = resolver->Resolve(endpoint.host, endpoint.port, limit.deadline);
  if (!addresses) {
    const Error& error = addresses.error();
    if (error.code() == ErrorCode::kTimeout) witness->Add(limit.Hit(DeadlineHit::Wait::kResolve));
    witness->Add(ConnectFailed{ConnectFailed::Reason::kResolve, {}, error.message()});
    return {};
  }
  net::ConnectOutcome outcome = net::Connect(*addresses, limit.deadline);
  if (outcome.socket.valid()) {
    witness->Add(attempt::Connected{outcome.address.text, outcome.address.port});
    return std::move(outcome.socket);
  }
  if (limit.deadline.over()) witness->Add(limit.Hit(DeadlineHit::Wait::kConnect));
  witness->Add(ConnectFailed{ReasonOf(outcome.system_error), outcome.address.text,
                             std::generic_category().message(outcome.system_error)});
  return {};
}

/// Asks proxy number `hop` for the way to `next`; whether it opened.
bool PassHop(net::Socket& socket, int hop, const Endpoint& next, const PhaseLimit& limit,
             Witness* witness) {
  net::ConnectReply reply = net::HttpConnect(socket, next.host, next.port, limit.deadline);
  if (reply.timed_out) {
    witness->Add(limit.Hit(DeadlineHit::Wait::kProxy));
    if (reply.reason.empty()) return false;
  }
  if (reply.closed && reply.reason.empty()) reply.reason = "closed without a reply";
  witness->Add(attempt::ProxyReply{hop, reply.opened, reply.status, std::move(reply.reason)});
  return reply.opened;
}

}  // namespace

DeadlineHit PhaseLimit::Hit(DeadlineHit::Wait wait) const {
  if (total.over()) return {DeadlineHit::Wait::kTotal, total_limit};
  return {wait, phase_limit};
}

net::Socket OpenPath(const attempt::HandshakeSpec& spec, const PhaseLimit& limit,
                     net::Resolver* resolver, Witness* witness) {
  const Endpoint& server = spec.connect_to ? *spec.connect_to : spec.target.endpoint;
  const Endpoint& first = spec.via.empty() ? server : spec.via.front().endpoint;
  net::Socket socket = ConnectTo(first, limit, resolver, witness);
  for (size_t hop = 0; socket.valid() && hop < spec.via.size(); ++hop) {
    const bool last = hop + 1 == spec.via.size();
    const Endpoint& next = last ? server : spec.via[hop + 1].endpoint;
    if (!PassHop(socket, static_cast<int>(hop), next, limit, witness)) return {};
  }
  return socket;
}

}  // namespace shakedown::handshake
