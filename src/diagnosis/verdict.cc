#include "diagnosis/verdict.h"

#include <fmt/format.h>

#include "core/text.h"

namespace shakedown::diagnosis {
namespace {

using attempt::First;
using attempt::Last;
using attempt::Side;

bool Mentions(const attempt::HttpReply& reply, std::string_view phrase) {
  return ToLowerAscii(reply.title).find(phrase) != std::string::npos ||
         ToLowerAscii(reply.body).find(phrase) != std::string::npos;
}

/// The reply's event, if the server's application has the last word.
void ReadReply(Verdict& verdict) {
  verdict.ending = Ending::kReply;
  verdict.page = PageOf(*verdict.reply);
  verdict.event = verdict.reply.number;
  verdict.layer = Layer::kHttp;
  switch (verdict.page) {
    case Page::kMissingCertificate:
    case Page::kBadCertificate:
    case Page::kSomeCertificate:
    case Page::kPostHandshake:
    case Page::kMisdirected:
    case Page::kForbidden: verdict.outcome = Outcome::kRefused; return;
    default: verdict.outcome = Outcome::kAccepted; return;
  }
}

/// A connection that ended, or did not begin, without a reply and without an alert.
void ReadQuietEnd(const attempt::Attempt& attempt, Verdict& verdict) {
  const auto& trace = attempt.trace;
  const auto returned = First<attempt::HandshakeReturned>(trace);
  const auto quiet = First<attempt::QuietAfterFinished>(trace);
  const auto sent = First<attempt::RequestSent>(trace);
  const bool stands = returned && returned->ok;
  const auto ticket = attempt::TicketAfterFinished(trace);
  // A server that stayed while we listened was content; one that leaves without a word was not,
  // ticket or no ticket: nginx's stream module completes every handshake before it refuses.
  const bool content = stands && !sent && quiet;
  if (verdict.closed && !content) {
    verdict.ending = Ending::kClosed;
    verdict.event = verdict.closed.number;
    verdict.layer = Layer::kTls;
    if (verdict.server_spoke_tls) verdict.outcome = Outcome::kRefused;
    return;
  }
  if (verdict.deadline) {
    verdict.ending = Ending::kDeadline;
    verdict.event = verdict.deadline.number;
    verdict.layer = verdict.server_spoke_tls ? Layer::kTls : Layer::kConnect;
    return;
  }
  if (stands && !sent) {
    verdict.ending = Ending::kFinished;
    verdict.event = ticket ? ticket.number : quiet ? quiet.number : returned.number;
    verdict.layer = Layer::kTls;
    // A TLS 1.2 server has judged the certificate before its Finished.
    const bool judged = quiet || ticket || returned->version < tls::Version::kTls13;
    if (judged) verdict.outcome = Outcome::kAccepted;
    return;
  }
  if (returned && !returned->ok) {
    verdict.ending = Ending::kLocalFailure;
    verdict.event = returned.number;
    verdict.layer = Layer::kTls;
  }
}

bool ReadBeforeTls(const attempt::Attempt& attempt, Verdict& verdict) {
  const auto& trace = attempt.trace;
  const auto failed = Last<attempt::ConnectFailed>(trace);
  const auto proxy = Last<attempt::ProxyReply>(trace);
  const auto stranger = First<attempt::NotTls>(trace);
  if (failed && !verdict.server_spoke_tls && !First<attempt::Connected>(trace)) {
    verdict.ending = Ending::kNotConnected;
    verdict.event = failed.number;
  } else if (proxy && !proxy->opened) {
    verdict.ending = Ending::kProxyRefused;
    verdict.event = proxy.number;
  } else if (stranger) {
    verdict.ending = Ending::kNotTls;
    verdict.event = stranger.number;
  } else {
    return false;
  }
  verdict.layer = Layer::kConnect;
  return true;
}

bool WasTlsAccepted(const attempt::Attempt& attempt, const Verdict& verdict) {
  if (verdict.reply || attempt::TicketAfterFinished(attempt.trace)) return true;
  const auto returned = First<attempt::HandshakeReturned>(attempt.trace);
  return returned && returned->ok && returned->version < tls::Version::kTls13;
}

}  // namespace

Page PageOf(const attempt::HttpReply& reply) {
  const int status = reply.status;
  if (status < 400) return Page::kFine;
  if (status == 496) return Page::kMissingCertificate;
  if (status == 495) return Page::kBadCertificate;
  if (status == 421) return Page::kMisdirected;
  if (Mentions(reply, "no required ssl certificate was sent")) return Page::kMissingCertificate;
  if (Mentions(reply, "the ssl certificate error")) return Page::kBadCertificate;
  if (status == 403 && Mentions(reply, "post-handshake authentication")) {
    return Page::kPostHandshake;
  }
  if (status < 500 && status != 404 && Mentions(reply, "client certificate")) {
    return Page::kSomeCertificate;
  }
  if (status == 401 || status == 403) return Page::kForbidden;
  if (status >= 502 && status <= 504) return Page::kGateway;
  return Page::kUnrelated;
}

Verdict ReadVerdict(const attempt::Attempt& attempt) {
  const auto& trace = attempt.trace;
  Verdict verdict;
  verdict.server_spoke_tls = static_cast<bool>(
      attempt::FirstMessage(trace, Side::kServer, tls::HandshakeType::kServerHello));
  verdict.reply = Last<attempt::HttpReply>(trace);
  verdict.closed = First<attempt::PeerClosed>(trace);
  verdict.deadline = First<attempt::DeadlineHit>(trace);
  verdict.tls_accepted = WasTlsAccepted(attempt, verdict);
  if (ReadBeforeTls(attempt, verdict)) return verdict;
  if (verdict.reply) {
    ReadReply(verdict);
    return verdict;
  }
  if (const auto theirs = FatalAlert(trace, Side::kServer)) {
    verdict.ending = Ending::kServerAlert;
    verdict.outcome = Outcome::kRefused;
    verdict.alert = theirs;
  } else if (const auto ours = FatalAlert(trace, Side::kClient)) {
    verdict.ending = Ending::kClientAlert;
    verdict.alert = ours;
  } else {
    ReadQuietEnd(attempt, verdict);
    return verdict;
  }
  verdict.event = verdict.alert.number;
  verdict.layer = Layer::kTls;
  return verdict;
}

std::string StageOf(const attempt::Attempt& attempt, const Verdict& verdict) {
  const auto& trace = attempt.trace;
  switch (verdict.ending) {
    case Ending::kNothing: return "before anything was sent";
    case Ending::kNotConnected: return "before a connection stood";
    case Ending::kProxyRefused: return "at the forward proxy, before TLS";
    case Ending::kNotTls: return "after ClientHello, before any TLS answer";
    default: break;
  }
  const std::string version = [&] {
    const auto negotiated = attempt::NegotiatedVersion(trace);
    return negotiated ? " (" + tls::Name(*negotiated) + ")" : std::string();
  }();
  const auto before = [&verdict](int number) {
    return number >= 0 && (verdict.event < 0 || number <= verdict.event);
  };
  const auto finished =
      attempt::FirstMessage(trace, Side::kClient, tls::HandshakeType::kFinished).number;
  const auto certificate = attempt::ClientCertificate(trace).number;
  if (before(First<attempt::RequestSent>(trace).number)) return "after the HTTP request" + version;
  if (before(finished)) {
    return (before(certificate) ? "after the client's Certificate and Finished"
                                : "after the client's Finished") +
           version;
  }
  if (before(certificate)) return "after the client's Certificate" + version;
  if (verdict.server_spoke_tls) return "during the handshake, after ServerHello" + version;
  return "after ClientHello, before ServerHello";
}

}  // namespace shakedown::diagnosis
