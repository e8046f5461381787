#include "handshake/client_starttls.h"

#include <string>
#include <utility>

#include "attempt/protocol.h"
#include "net/starttls.h"

namespace shakedown::handshake {
namespace {

using Reason = attempt::StarttlsFailed::Reason;

Reason ReasonOf(net::StarttlsEnd end) {
  switch (end) {
    case net::StarttlsEnd::kNotOffered: return Reason::kNotOffered;
    case net::StarttlsEnd::kReady:
    case net::StarttlsEnd::kRefused: return Reason::kRefused;
    case net::StarttlsEnd::kNotUnderstood: return Reason::kNotUnderstood;
    case net::StarttlsEnd::kTls: return Reason::kTls;
    case net::StarttlsEnd::kClosed: return Reason::kClosed;
    case net::StarttlsEnd::kTimedOut: return Reason::kTimedOut;
  }
  return Reason::kRefused;
}

}  // namespace

bool PrepareForTls(const attempt::HandshakeSpec& spec, net::Transport& transport,
                   const PhaseLimit& limit, Witness* witness) {
  if (!spec.target.starttls) return true;
  const std::string sni = attempt::EffectiveSni(spec);
  net::StarttlsRequest request;
  request.protocol = attempt::ProtocolOf(spec.target.application).name;
  request.host = sni.empty() ? spec.target.endpoint.host : sni;
  net::StarttlsOutcome outcome = net::AskForTls(
      request, transport, limit.deadline, [witness](net::Speaker speaker, std::string text) {
        const bool client = speaker == net::Speaker::kClient;
        witness->Add(attempt::DialogueLine{client ? attempt::Side::kClient : attempt::Side::kServer,
                                           std::move(text)});
      });
  if (outcome.end == net::StarttlsEnd::kReady) return true;
  if (outcome.end == net::StarttlsEnd::kTimedOut) {
    witness->Add(limit.Hit(attempt::DeadlineHit::Wait::kStarttls));
  }
  witness->Add(attempt::StarttlsFailed{ReasonOf(outcome.end), std::move(request.protocol),
                                       std::move(outcome.reply)});
  return false;
}

}  // namespace shakedown::handshake
