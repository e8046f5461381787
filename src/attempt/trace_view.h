// Questions that diagnosis, expectations and reports all ask of a trace, answered in one place.
#pragma once

#include <optional>
#include <vector>

#include "attempt/trace.h"

namespace shakedown::attempt {

/// An event of type T and its number. Borrowed from the trace.
template <typename T>
struct Found {
  const T* event = nullptr;
  int number = -1;
  explicit operator bool() const { return event != nullptr; }
  const T* operator->() const { return event; }
  const T& operator*() const { return *event; }
};

/// The first, or the last, event of type T; empty if there is none.
template <typename T>
Found<T> First(const HandshakeTrace& trace) {
  for (size_t i = 0; i < trace.events.size(); ++i) {
    if (const T* event = std::get_if<T>(&trace.events[i].body)) return {event, static_cast<int>(i)};
  }
  return {};
}
template <typename T>
Found<T> Last(const HandshakeTrace& trace) {
  for (size_t i = trace.events.size(); i-- > 0;) {
    if (const T* event = std::get_if<T>(&trace.events[i].body)) return {event, static_cast<int>(i)};
  }
  return {};
}

/// The first message of a type from a side.
Found<Message> FirstMessage(const HandshakeTrace& trace, Side from, tls::HandshakeType type);

/// When a CertificateRequest came.
enum class RequestTime { kHandshake, kRenegotiation, kPostHandshake };
/// "handshake", "renegotiation", "post-handshake".
const char* ToString(RequestTime when);

struct RequestSeen {
  const tls::CertificateRequest* request = nullptr;  ///< borrowed
  const Message* message = nullptr;                  ///< borrowed
  RequestTime when = RequestTime::kHandshake;
  int number = -1;  ///< of the event
};
/// All CertificateRequests in order.
std::vector<RequestSeen> CertificateRequests(const HandshakeTrace& trace);

/// The client's last Certificate message; empty if it sent none at all.
Found<Message> ClientCertificate(const HandshakeTrace& trace);
/// Whether the client put a certificate on the wire: false for an empty Certificate, nothing if no
/// Certificate message was sent.
std::optional<bool> ClientCertificateSent(const HandshakeTrace& trace);

/// The first fatal alert of a side (TLS 1.3 alerts other than closure ones count as fatal whatever
/// their level octet says, RFC 9846 section 6); empty if none.
Found<AlertSeen> FatalAlert(const HandshakeTrace& trace, Side from);

/// A NewSessionTicket that came after the client's last Certificate or Finished.
Found<Message> TicketAfterFinished(const HandshakeTrace& trace);

/// The negotiated version: of the handshake if it returned, else of ServerHello; nothing before.
std::optional<tls::Version> NegotiatedVersion(const HandshakeTrace& trace);
/// Whether a session was resumed.
bool Resumed(const HandshakeTrace& trace);
/// What became of the early data that a handshake was to send (RFC 9846 section 2.3, RFC 8470).
enum class EarlyDataFate {
  kNone,      ///< none was sent, or no handshake came about
  kRejected,  ///< the server did not take it
  kTooEarly,  ///< taken, and answered with 425 (RFC 8470 section 5.2)
  kAnswered,  ///< taken, and dealt with like any other request
};
/// "none", "rejected", "too-early", "answered".
const char* ToString(EarlyDataFate fate);
EarlyDataFate EarlyDataFateOf(const HandshakeTrace& trace);
/// One request of a connection and what came of it; what did not come is empty.
struct Exchange {
  Found<RequestSent> request;
  Found<HttpReply> reply;
  Found<StreamReset> reset;  ///< its HTTP/2 stream was ended
};
/// The requests of the connection in order.
std::vector<Exchange> Exchanges(const HandshakeTrace& trace);
/// The reply to the last request, or one that came without any; empty if that request had none.
Found<HttpReply> LastReply(const HandshakeTrace& trace);
/// The HTTP/2 error that took the place of the last request's reply: that of its stream, or else of
/// the connection; with the number of its event. Nothing if there was a reply or no error.
struct Http2Refusal {
  Side from{};
  Http2Error code{};
  std::string_view debug;  ///< of GOAWAY; borrowed
  bool whole_connection = false;
  int number = -1;
};
std::optional<Http2Refusal> Http2RefusalOf(const HandshakeTrace& trace);
/// Whether HTTP/2 was negotiated.
bool SpeaksHttp2(const HandshakeTrace& trace);
/// The header's value, name compared without case; empty view if absent. Borrowed.
std::string_view Header(const HttpReply& reply, std::string_view name);

}  // namespace shakedown::attempt
