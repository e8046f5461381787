#include "handshake/client_connect.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "handshake/client_hop.h"
#include "net/connector.h"

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

/// Goes the way of one spec, hop by hop.
class PathOpener {
 public:
  PathOpener(const PathInput& input, const PhaseLimit& limit, Witness* witness)
      : input_(input), spec_(*input.spec), limit_(limit), witness_(witness) {}

  std::unique_ptr<net::Transport> Open() {
    if (!Connect(NextPoint(0))) return nullptr;
    for (size_t hop = 0; hop < spec_.via.size(); ++hop) {
      if (!Pass(hop)) return nullptr;
    }
    return std::move(transport_);
  }

 private:
  const Endpoint& Server() const {
    return spec_.connect_to ? *spec_.connect_to : spec_.target.endpoint;
  }

  /// The first proxy at or behind hop number `from`, or the server.
  const Endpoint& NextPoint(size_t from) const {
    for (size_t i = from; i < spec_.via.size(); ++i) {
      if (!attempt::IsPreamble(spec_.via[i])) return spec_.via[i].endpoint;
    }
    return Server();
  }

  bool Connect(const Endpoint& endpoint) {
    const auto addresses = input_.resolver->Resolve(endpoint.host, endpoint.port, limit_.deadline);
    if (!addresses) {
      const Error& error = addresses.error();
      if (error.code() == ErrorCode::kTimeout) {
        witness_->Add(limit_.Hit(DeadlineHit::Wait::kResolve));
      }
      witness_->Add(ConnectFailed{ConnectFailed::Reason::kResolve, {}, error.message()});
      return false;
    }
    net::ConnectOutcome outcome = net::Connect(*addresses, limit_.deadline);
    if (!outcome.socket.valid()) {
      if (limit_.deadline.over()) witness_->Add(limit_.Hit(DeadlineHit::Wait::kConnect));
      witness_->Add(ConnectFailed{ReasonOf(outcome.system_error), outcome.address.text,
                                  std::generic_category().message(outcome.system_error)});
      return false;
    }
    witness_->Add(attempt::Connected{outcome.address.text, outcome.address.port});
    local_ = std::move(outcome.local);
    reached_ = std::move(outcome.address);
    transport_ = std::make_unique<net::SocketTransport>(std::move(outcome.socket));
    return true;
  }

  /// Passes one hop; whether the way goes on.
  bool Pass(size_t number) {
    const attempt::Hop& hop = spec_.via[number];
    const bool preamble = attempt::IsPreamble(hop);
    HopInput input;
    input.hop = &hop;
    input.number = static_cast<int>(number);
    input.next = &NextPoint(number + 1);
    input.login = &(*input_.logins)[number];
    input.local = local_;
    input.destination = Destination(*input.next);
    input.resolver = input_.resolver;
    input.proxy_tls = input_.proxy_tls;
    attempt::ProxyReply reply = PassHop(input, &transport_, limit_.deadline);
    if (reply.timed_out) {
      const bool name = reply.stage == attempt::ProxyReply::Stage::kName;
      witness_->Add(limit_.Hit(name ? DeadlineHit::Wait::kResolve : DeadlineHit::Wait::kProxy));
    }
    const bool opened = reply.opened;
    in_tunnel_ = in_tunnel_ || !preamble;
    witness_->Add(std::move(reply));
    return opened;
  }

  /// Whom a PROXY protocol header names as reached: the end of a tunnel, as far as it is an address
  /// that we know, else the end of our own connection.
  net::Address Destination(const Endpoint& next) const {
    if (!in_tunnel_ || !attempt::IsIpLiteral(next.host)) return reached_;
    return {next.host, next.port, next.host.find(':') != std::string::npos};
  }

  const PathInput& input_;
  const attempt::HandshakeSpec& spec_;
  const PhaseLimit& limit_;
  Witness* const witness_;
  std::unique_ptr<net::Transport> transport_;
  net::Address local_;
  net::Address reached_;
  bool in_tunnel_ = false;
};

}  // namespace

DeadlineHit PhaseLimit::Hit(DeadlineHit::Wait wait) const {
  if (total.over()) return {DeadlineHit::Wait::kTotal, total_limit};
  return {wait, phase_limit};
}

std::unique_ptr<net::Transport> OpenPath(const PathInput& input, const PhaseLimit& limit,
                                         Witness* witness) {
  return PathOpener(input, limit, witness).Open();
}

}  // namespace shakedown::handshake
