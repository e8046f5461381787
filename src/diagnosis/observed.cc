// One line that says what was seen; the wording that reports show beside "expected".
#include <fmt/format.h>

#include "core/text.h"
#include "diagnosis/verdict.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kTextLimit = 100;

std::string Quoted(std::string_view text) {
  return "\"" + ElideEnd(Printable(text), kTextLimit) + "\"";
}

std::string ReplyText(const attempt::HttpReply& reply, Page page) {
  // nginx's titles repeat the status; one number is enough.
  std::string title = reply.title;
  const std::string status = std::to_string(reply.status);
  if (title.starts_with(status)) title = Trimmed(std::string_view(title).substr(status.size()));
  const std::string& words = title.empty() ? reply.reason : title;
  std::string text = "HTTP " + status;
  if (!words.empty()) text += " " + Quoted(words);
  if (page == Page::kUnrelated || page == Page::kGateway) {
    text += "; TLS let the client in, this status is not about its certificate";
  }
  return text;
}

std::string ConnectText(const attempt::ConnectFailed& failed) {
  const std::string where = failed.address.empty() ? "" : Printable(" (" + failed.address + ")");
  switch (failed.reason) {
    case attempt::ConnectFailed::Reason::kResolve: return "the host name did not resolve";
    case attempt::ConnectFailed::Reason::kRefused: return "connection refused" + where;
    case attempt::ConnectFailed::Reason::kUnreachable: return "no route to the server" + where;
    case attempt::ConnectFailed::Reason::kTimedOut: return "no connection in time" + where;
    case attempt::ConnectFailed::Reason::kOther: break;
  }
  return "no connection" + where + ": " + ElideEnd(Printable(failed.detail), kTextLimit);
}

std::string ProxyText(const attempt::ProxyReply& reply) {
  using Stage = attempt::ProxyReply::Stage;
  const std::string proxy = fmt::format("proxy {}", reply.hop + 1);
  if (reply.stage == Stage::kTls) return "no TLS with " + proxy + ": " + Printable(reply.reason);
  if (reply.stage == Stage::kName) return proxy + " was not asked: " + Printable(reply.reason);
  if (reply.stage == Stage::kPreamble) return "the connection ended before the PROXY header left";
  if (reply.timed_out && reply.status == 0) return proxy + " did not answer in time";
  if (reply.closed && reply.status == 0) return proxy + " closed without an answer";
  return proxy + " answered " + Quoted(reply.reason);
}

std::string AnswerText(const attempt::ApplicationReply& answer, Page page) {
  std::string text = answer.protocol;
  if (!answer.code.empty()) text += " " + ElideEnd(Printable(answer.code), kTextLimit);
  if (!answer.text.empty()) text += " " + Quoted(answer.text);
  if (page == Page::kUnrelated) {
    text += "; TLS let the client in, this answer is not about its certificate";
  }
  return text;
}

std::string StarttlsText(const attempt::StarttlsFailed& failed) {
  using Reason = attempt::StarttlsFailed::Reason;
  const std::string said = failed.reply.empty() ? "" : ": " + Quoted(failed.reply);
  switch (failed.reason) {
    case Reason::kNotOffered: return "the server does not offer STARTTLS" + said;
    case Reason::kRefused: return "the server refused STARTTLS" + said;
    case Reason::kNotUnderstood: return "the server does not speak " + failed.protocol + said;
    case Reason::kTls: return "the server answered clear text with TLS";
    case Reason::kClosed: return "the server closed the connection before TLS" + said;
    case Reason::kTimedOut: return "no answer in time to the request for TLS" + said;
  }
  return "TLS did not begin";
}

std::string Http2Text(const attempt::Http2Refusal& refusal) {
  const char* side = refusal.from == attempt::Side::kServer ? "the server" : "the client";
  std::string text = refusal.whole_connection
                         ? fmt::format("{} gave up the HTTP/2 connection: ", side)
                         : fmt::format("{} reset the HTTP/2 stream: ", side);
  text += attempt::Name(refusal.code);
  if (!refusal.debug.empty()) text += " " + Quoted(refusal.debug);
  return text;
}

std::string ClosedText(const attempt::PeerClosed& closed) {
  switch (closed.how) {
    case attempt::PeerClosed::How::kCloseNotify:
      return "the server closed the connection in order (close_notify) without an answer";
    case attempt::PeerClosed::How::kFin:
      return "the server closed the connection without an alert or an answer";
    case attempt::PeerClosed::How::kReset:
      return "the server reset the connection without an alert or an answer";
  }
  return "the server closed the connection";
}

std::string DeadlineText(const attempt::DeadlineHit& hit) {
  return fmt::format("no answer within {} (waiting: {})", FormatDuration(hit.limit),
                     attempt::ToString(hit.wait));
}

std::string FinishedText(const attempt::HandshakeTrace& trace) {
  if (attempt::TicketAfterFinished(trace)) {
    return "handshake finished, the server issued a session ticket";
  }
  if (const auto quiet = attempt::First<attempt::QuietAfterFinished>(trace)) {
    return "handshake finished, no objection within " + FormatDuration(quiet->listened);
  }
  return "handshake finished";
}

template <typename T>
const T* At(const attempt::HandshakeTrace& trace, int event) {
  return event < 0 ? nullptr : std::get_if<T>(&trace.events[static_cast<size_t>(event)].body);
}

}  // namespace

std::string ObservedOf(const attempt::Attempt& attempt, const Verdict& verdict) {
  const auto& trace = attempt.trace;
  switch (verdict.ending) {
    case Ending::kNothing:
      return attempt.identity.unusable ? "nothing was sent: the identity cannot be used"
                                       : "nothing was seen";
    case Ending::kNotConnected:
      return ConnectText(*At<attempt::ConnectFailed>(trace, verdict.event));
    case Ending::kProxyRefused: return ProxyText(*At<attempt::ProxyReply>(trace, verdict.event));
    case Ending::kNotTls:
      return "the answer was not TLS: " +
             Quoted(AsText(At<attempt::NotTls>(trace, verdict.event)->first));
    case Ending::kStarttls: return StarttlsText(*At<attempt::StarttlsFailed>(trace, verdict.event));
    case Ending::kAnswer: return AnswerText(*verdict.answer, verdict.page);
    case Ending::kHttp2Error: return Http2Text(*verdict.http2);
    case Ending::kReply: return ReplyText(*verdict.reply, verdict.page);
    case Ending::kServerAlert:
    case Ending::kClientAlert:
      return fmt::format("alert {} ({}) from the {}", tls::Name(verdict.alert->description),
                         static_cast<int>(verdict.alert->description),
                         verdict.ending == Ending::kServerAlert ? "server" : "client");
    case Ending::kClosed: return ClosedText(*verdict.closed);
    case Ending::kDeadline: return DeadlineText(*verdict.deadline);
    case Ending::kLocalFailure: return "the local TLS library gave up without an alert";
    case Ending::kFinished: return FinishedText(trace);
  }
  return "nothing was seen";
}

}  // namespace shakedown::diagnosis
