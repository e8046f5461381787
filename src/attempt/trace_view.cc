#include "attempt/trace_view.h"

#include "core/text.h"

namespace shakedown::attempt {
namespace {

/// Alerts that end nothing by themselves, or end everything in good order (RFC 9846 section 6.1).
bool IsClosureAlert(tls::AlertDescription description) {
  return description == tls::AlertDescription::kCloseNotify ||
         description == tls::AlertDescription::kUserCanceled;
}

}  // namespace

Found<Message> FirstMessage(const HandshakeTrace& trace, Side from, tls::HandshakeType type) {
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const auto* message = std::get_if<Message>(&trace.events[i].body);
    if (message != nullptr && message->from == from && message->type == type) {
      return {message, static_cast<int>(i)};
    }
  }
  return {};
}

const char* ToString(RequestTime when) {
  switch (when) {
    case RequestTime::kHandshake: return "handshake";
    case RequestTime::kRenegotiation: return "renegotiation";
    case RequestTime::kPostHandshake: return "post-handshake";
  }
  return "handshake";
}

std::vector<RequestSeen> CertificateRequests(const HandshakeTrace& trace) {
  std::vector<RequestSeen> requests;
  bool returned = false;
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const EventBody& body = trace.events[i].body;
    if (const auto* end = std::get_if<HandshakeReturned>(&body)) returned |= end->ok;
    const auto* message = std::get_if<Message>(&body);
    if (message == nullptr || message->from != Side::kServer) continue;
    const auto* request = std::get_if<tls::CertificateRequest>(&message->body);
    if (request == nullptr) continue;
    RequestTime when = RequestTime::kHandshake;
    if (returned) {
      when = request->version >= tls::Version::kTls13 ? RequestTime::kPostHandshake
                                                      : RequestTime::kRenegotiation;
    }
    requests.push_back({request, message, when, static_cast<int>(i)});
  }
  return requests;
}

Found<Message> ClientCertificate(const HandshakeTrace& trace) {
  for (size_t i = trace.events.size(); i-- > 0;) {
    const auto* message = std::get_if<Message>(&trace.events[i].body);
    if (message != nullptr && message->from == Side::kClient &&
        message->type == tls::HandshakeType::kCertificate) {
      return {message, static_cast<int>(i)};
    }
  }
  return {};
}

std::optional<bool> ClientCertificateSent(const HandshakeTrace& trace) {
  const Found<Message> message = ClientCertificate(trace);
  if (!message) return std::nullopt;
  const auto* certificate = std::get_if<tls::CertificateMessage>(&message->body);
  if (certificate == nullptr) return std::nullopt;
  return !certificate->entries.empty();
}

Found<AlertSeen> FatalAlert(const HandshakeTrace& trace, Side from) {
  const bool tls13 = NegotiatedVersion(trace) == tls::Version::kTls13;
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const auto* alert = std::get_if<AlertSeen>(&trace.events[i].body);
    if (alert == nullptr || alert->from != from) continue;
    if (IsClosureAlert(alert->description)) continue;
    if (alert->level == tls::AlertLevel::kFatal || tls13) return {alert, static_cast<int>(i)};
  }
  return {};
}

Found<Message> TicketAfterFinished(const HandshakeTrace& trace) {
  bool spoken = false;
  Found<Message> ticket;
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const auto* message = std::get_if<Message>(&trace.events[i].body);
    if (message == nullptr) continue;
    if (message->from == Side::kClient && (message->type == tls::HandshakeType::kCertificate ||
                                           message->type == tls::HandshakeType::kFinished)) {
      spoken = true;
      ticket = {};
    } else if (spoken && !ticket && message->from == Side::kServer &&
               message->type == tls::HandshakeType::kNewSessionTicket) {
      ticket = {message, static_cast<int>(i)};
    }
  }
  return ticket;
}

std::optional<tls::Version> NegotiatedVersion(const HandshakeTrace& trace) {
  if (const auto returned = First<HandshakeReturned>(trace); returned && returned->ok) {
    return returned->version;
  }
  const auto hello = FirstMessage(trace, Side::kServer, tls::HandshakeType::kServerHello);
  if (!hello) return std::nullopt;
  const auto* body = std::get_if<tls::ServerHello>(&hello->body);
  return body != nullptr ? std::optional(body->version) : std::nullopt;
}

bool Resumed(const HandshakeTrace& trace) {
  if (const auto returned = First<HandshakeReturned>(trace); returned && returned->ok) {
    return returned->resumed;
  }
  for (const Event& event : trace.events) {
    const auto* message = std::get_if<Message>(&event.body);
    if (message == nullptr) continue;
    const auto* body = std::get_if<tls::ServerHello>(&message->body);
    if (body != nullptr && body->selected_psk) return true;
  }
  return false;
}

const char* ToString(EarlyDataFate fate) {
  switch (fate) {
    case EarlyDataFate::kNone: return "none";
    case EarlyDataFate::kRejected: return "rejected";
    case EarlyDataFate::kTooEarly: return "too-early";
    case EarlyDataFate::kAnswered: return "answered";
  }
  return "none";
}

EarlyDataFate EarlyDataFateOf(const HandshakeTrace& trace) {
  constexpr int kTooEarlyStatus = 425;
  const auto returned = First<HandshakeReturned>(trace);
  if (!returned || !returned->early_data) return EarlyDataFate::kNone;
  if (!*returned->early_data) return EarlyDataFate::kRejected;
  // It was the first request: its reply is the first one too.
  const auto reply = First<HttpReply>(trace);
  return reply && reply->status == kTooEarlyStatus ? EarlyDataFate::kTooEarly
                                                   : EarlyDataFate::kAnswered;
}

std::vector<Exchange> Exchanges(const HandshakeTrace& trace) {
  std::vector<Exchange> exchanges;
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const EventBody& body = trace.events[i].body;
    const int number = static_cast<int>(i);
    if (const auto* sent = std::get_if<RequestSent>(&body)) {
      exchanges.push_back({.request = {sent, number}, .reply = {}, .reset = {}});
    }
    if (exchanges.empty()) continue;
    Exchange& last = exchanges.back();
    if (const auto* reply = std::get_if<HttpReply>(&body)) last.reply = {reply, number};
    if (const auto* reset = std::get_if<StreamReset>(&body)) last.reset = {reset, number};
  }
  return exchanges;
}

Found<HttpReply> LastReply(const HandshakeTrace& trace) {
  const std::vector<Exchange> exchanges = Exchanges(trace);
  return exchanges.empty() ? Last<HttpReply>(trace) : exchanges.back().reply;
}

std::optional<Http2Refusal> Http2RefusalOf(const HandshakeTrace& trace) {
  const std::vector<Exchange> exchanges = Exchanges(trace);
  if (!exchanges.empty()) {
    const Exchange& last = exchanges.back();
    if (last.reply) return std::nullopt;
    if (last.reset) {
      return Http2Refusal{last.reset->from, last.reset->code, {}, false, last.reset.number};
    }
  }
  for (size_t i = 0; i < trace.events.size(); ++i) {
    const auto* away = std::get_if<GoAway>(&trace.events[i].body);
    if (away == nullptr || away->code == Http2Error::kNoError) continue;
    return Http2Refusal{away->from, away->code, away->debug, true, static_cast<int>(i)};
  }
  return std::nullopt;
}

bool SpeaksHttp2(const HandshakeTrace& trace) {
  const auto returned = First<HandshakeReturned>(trace);
  return returned && returned->ok && returned->alpn == "h2";
}

std::string_view Header(const HttpReply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (EqualsIgnoringAsciiCase(key, name)) return value;
  }
  return {};
}

}  // namespace shakedown::attempt
