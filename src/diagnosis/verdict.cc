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

/// What the page means for the client.
void ReadPage(Verdict& verdict) {
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

/// The reply's event, if the server's application has the last word.
void ReadReply(Verdict& verdict) {
  verdict.ending = Ending::kReply;
  verdict.page = PageOf(*verdict.reply);
  verdict.event = verdict.reply.number;
  verdict.layer = Layer::kHttp;
  ReadPage(verdict);
}

/// The same for other protocols.
void ReadAnswer(const attempt::HandshakeTrace& trace, Verdict& verdict) {
  verdict.ending = Ending::kAnswer;
  verdict.page = PageOf(*verdict.answer);
  // We log in as nobody in particular: without a word about certificates, and where none was asked
  // for, a refusal is about passwords.
  const bool asked = !attempt::CertificateRequests(trace).empty() || attempt::Resumed(trace);
  if (verdict.page == Page::kForbidden && !asked) verdict.page = Page::kUnrelated;
  // "No valid certificate" is said of a bad one too.
  const bool valid = ToLowerAscii(verdict.answer->text).find("valid") != std::string::npos;
  if (verdict.page == Page::kMissingCertificate && valid &&
      attempt::ClientCertificateSent(trace) == true) {
    verdict.page = Page::kSomeCertificate;
  }
  verdict.event = verdict.answer.number;
  verdict.layer = Layer::kApplication;
  ReadPage(verdict);
}

/// An error of HTTP/2 in place of the reply.
void ReadHttp2(const attempt::HandshakeTrace& trace, Verdict& verdict) {
  verdict.ending = Ending::kHttp2Error;
  verdict.event = verdict.http2->number;
  verdict.layer = Layer::kHttp;
  // Other errors are no word about this client. When we gave up because the server asked late, the
  // server wanted what nobody can give it in HTTP/2.
  if (WantsHttp11(verdict) || LateRequestEvent(trace) >= 0) verdict.outcome = Outcome::kRefused;
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
  const auto starttls = First<attempt::StarttlsFailed>(trace);
  if (failed && !verdict.server_spoke_tls && !First<attempt::Connected>(trace)) {
    verdict.ending = Ending::kNotConnected;
    verdict.event = failed.number;
  } else if (proxy && !proxy->opened) {
    verdict.ending = Ending::kProxyRefused;
    verdict.event = proxy.number;
  } else if (starttls) {
    verdict.ending = Ending::kStarttls;
    verdict.event = starttls.number;
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
  if (verdict.reply || verdict.answer || attempt::TicketAfterFinished(attempt.trace)) return true;
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

Page PageOf(const attempt::ApplicationReply& answer) {
  switch (answer.meaning) {
    case attempt::ApplicationReply::Meaning::kLetIn: return Page::kFine;
    case attempt::ApplicationReply::Meaning::kWantsCertificate: return Page::kMissingCertificate;
    case attempt::ApplicationReply::Meaning::kBadCertificate: return Page::kSomeCertificate;
    case attempt::ApplicationReply::Meaning::kForbidden: return Page::kForbidden;
    case attempt::ApplicationReply::Meaning::kUnrelated: break;
  }
  return Page::kUnrelated;
}

bool MayWantPassword(const Verdict& verdict) {
  return verdict.answer && verdict.page == Page::kForbidden &&
         ToLowerAscii(verdict.answer->text).find("certificate") == std::string::npos;
}

bool WantsHttp11(const Verdict& verdict) {
  return verdict.http2 && verdict.http2->from == Side::kServer &&
         verdict.http2->code == attempt::Http2Error::kHttp11Required;
}

int LateRequestEvent(const attempt::HandshakeTrace& trace) {
  const auto hello = attempt::FirstMessage(trace, Side::kServer, tls::HandshakeType::kHelloRequest);
  if (hello) return hello.number;
  for (const attempt::RequestSeen& seen : attempt::CertificateRequests(trace)) {
    if (seen.when != attempt::RequestTime::kHandshake) return seen.number;
  }
  return -1;
}

Verdict ReadVerdict(const attempt::Attempt& attempt) {
  const auto& trace = attempt.trace;
  Verdict verdict;
  verdict.server_spoke_tls = static_cast<bool>(
      attempt::FirstMessage(trace, Side::kServer, tls::HandshakeType::kServerHello));
  verdict.reply = attempt::LastReply(trace);
  verdict.http2 = attempt::Http2RefusalOf(trace);
  verdict.answer = Last<attempt::ApplicationReply>(trace);
  verdict.closed = First<attempt::PeerClosed>(trace);
  verdict.deadline = First<attempt::DeadlineHit>(trace);
  verdict.tls_accepted = WasTlsAccepted(attempt, verdict);
  if (ReadBeforeTls(attempt, verdict)) return verdict;
  if (verdict.reply) {
    ReadReply(verdict);
    return verdict;
  }
  if (verdict.answer) {
    ReadAnswer(trace, verdict);
    return verdict;
  }
  if (const auto theirs = FatalAlert(trace, Side::kServer)) {
    verdict.ending = Ending::kServerAlert;
    verdict.outcome = Outcome::kRefused;
    verdict.alert = theirs;
  } else if (verdict.http2) {
    ReadHttp2(trace, verdict);
    return verdict;
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
    case Ending::kStarttls: return "in clear, while TLS was asked for";
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
  if (before(First<attempt::RequestSent>(trace).number)) {
    const attempt::Application application = attempt.spec.target.application;
    const bool http = application == attempt::Application::kHttp;
    const std::string title(attempt::ProtocolOf(application).title);
    return (http ? "after the HTTP request" : "after the first words of " + title) + version;
  }
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
