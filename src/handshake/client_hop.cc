#include "handshake/client_hop.h"

#include <utility>

#include "core/text.h"
#include "net/http_connect.h"
#include "net/proxy_header.h"
#include "net/socks5.h"

namespace shakedown::handshake {
namespace {

using attempt::Hop;
using attempt::ProxyReply;
using net::Exchange;

class HopPasser {
 public:
  HopPasser(const HopInput& input, std::unique_ptr<net::Transport>* transport, Deadline deadline)
      : input_(input), transport_(*transport), deadline_(deadline) {
    reply_.hop = input.number;
    reply_.name = attempt::ToUrl(*input.hop);
  }

  ProxyReply Pass() {
    switch (input_.hop->kind) {
      case Hop::Kind::kHttpConnect: Connect(); break;
      case Hop::Kind::kHttpsConnect:
        if (Secure()) Connect();
        break;
      case Hop::Kind::kSocks5: SocksByAddress(); break;
      case Hop::Kind::kSocks5Name: Socks(input_.next->host); break;
      case Hop::Kind::kProxyV1: WriteHeader(net::ProxyHeaderVersion::k1); break;
      case Hop::Kind::kProxyV2: WriteHeader(net::ProxyHeaderVersion::k2); break;
    }
    if (reply_.reason.empty() && reply_.timed_out) reply_.reason = "no answer in time";
    if (reply_.reason.empty() && reply_.closed) reply_.reason = "closed without a reply";
    return std::move(reply_);
  }

 private:
  bool Secure() {
    SecuredHop secured =
        input_.proxy_tls->Secure(std::move(transport_), input_.hop->endpoint.host, deadline_);
    transport_ = std::move(secured.transport);
    reply_.tls = std::move(secured.version);
    reply_.certificate_problem = std::move(secured.certificate_problem);
    if (transport_ != nullptr) return true;
    reply_.stage = ProxyReply::Stage::kTls;
    reply_.timed_out = secured.end == Exchange::kTimedOut;
    reply_.reason = std::move(secured.failure);
    return false;
  }

  void Connect() {
    net::ConnectRequest request{input_.next->host, input_.next->port, {}};
    if (input_.login->given) {
      // A proxy that is not who it should be must not learn the password.
      const bool withheld = !reply_.certificate_problem.empty();
      reply_.login = withheld ? ProxyReply::Login::kWithheld : ProxyReply::Login::kSent;
      if (!withheld) request.authorization = input_.login->authorization.view();
    }
    net::ConnectReply answer = net::HttpConnect(*transport_, request, deadline_);
    reply_.opened = answer.opened;
    reply_.status = answer.status;
    reply_.reason = std::move(answer.reason);
    reply_.timed_out = answer.timed_out;
    reply_.closed = answer.closed;
    reply_.schemes = std::move(answer.schemes);
    reply_.detail = std::move(answer.detail);
  }

  void SocksByAddress() {
    const auto addresses =
        input_.resolver->Resolve(input_.next->host, input_.next->port, deadline_);
    if (addresses) return Socks(addresses->front().text);
    reply_.stage = ProxyReply::Stage::kName;
    reply_.timed_out = addresses.error().code() == ErrorCode::kTimeout;
    reply_.reason = addresses.error().message();
  }

  void Socks(const std::string& host) {
    net::SocksRequest request{host, input_.next->port, {}};
    if (input_.login->given) {
      request.login =
          net::SocksLogin{input_.login->user, std::string(input_.login->password.view())};
    }
    net::SocksReply answer = net::Socks5Connect(*transport_, request, deadline_);
    switch (answer.stage) {
      case net::SocksReply::Stage::kMethod: reply_.stage = ProxyReply::Stage::kMethod; break;
      case net::SocksReply::Stage::kLogin: reply_.stage = ProxyReply::Stage::kLogin; break;
      case net::SocksReply::Stage::kTunnel: reply_.stage = ProxyReply::Stage::kTunnel; break;
    }
    if (input_.login->given) {
      reply_.login = answer.login_sent ? ProxyReply::Login::kSent : ProxyReply::Login::kUnasked;
    }
    reply_.opened = answer.opened;
    reply_.status = answer.code;
    reply_.reason = std::move(answer.reason);
    reply_.timed_out = answer.timed_out;
    reply_.closed = answer.closed;
  }

  void WriteHeader(net::ProxyHeaderVersion version) {
    const attempt::Endpoint& claimed = input_.hop->endpoint;
    net::Address source = input_.local;
    if (!claimed.host.empty()) {
      source = {claimed.host, claimed.port, claimed.host.find(':') != std::string::npos};
    }
    const Bytes header =
        net::ProxyHeader(version, source, input_.destination, input_.hop->claimed_name);
    const Exchange end = net::SendAll(*transport_, header, deadline_);
    reply_.stage = ProxyReply::Stage::kPreamble;
    reply_.opened = end == Exchange::kDone;
    reply_.timed_out = end == Exchange::kTimedOut;
    reply_.closed = end == Exchange::kClosed;
    if (!reply_.opened) return;
    const auto text = [](const net::Address& address) {
      return attempt::ToText(attempt::Endpoint{address.text, address.port});
    };
    reply_.reason = "version " + std::string(version == net::ProxyHeaderVersion::k1 ? "1" : "2") +
                    ", " + text(source) + " to " + text(input_.destination);
  }

  const HopInput& input_;
  std::unique_ptr<net::Transport>& transport_;
  const Deadline deadline_;
  ProxyReply reply_;
};

}  // namespace

ProxyReply PassHop(const HopInput& input, std::unique_ptr<net::Transport>* transport,
                   Deadline deadline) {
  return HopPasser(input, transport, deadline).Pass();
}

}  // namespace shakedown::handshake
