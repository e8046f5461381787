// What the server's last word was, read from one trace alone: how the attempt ended, at which
// layer, and what kind of page was answered.
#pragma once

#include "attempt/attempt.h"
#include "attempt/trace_view.h"
#include "diagnosis/diagnosis.h"

namespace shakedown::diagnosis {

/// The event that ended an attempt, or let it in.
enum class Ending {
  kNothing,       ///< nothing was tried
  kNotConnected,  ///< no TCP connection
  kProxyRefused,  ///< a forward proxy did not open the tunnel
  kNotTls,        ///< the answer to our ClientHello was not TLS
  kStarttls,      ///< TLS was asked for in clear, and did not begin
  kReply,         ///< an HTTP reply
  kAnswer,        ///< an answer in another protocol than HTTP
  kHttp2Error,    ///< HTTP/2 ended the stream or the connection in place of a reply
  kServerAlert,   ///< a fatal alert of the server
  kClientAlert,   ///< a fatal alert of our own
  kClosed,        ///< closed or reset without a word
  kDeadline,      ///< our patience ended
  kLocalFailure,  ///< the library gave up without an alert
  kFinished,      ///< the handshake stands and the server had no objection
};

/// What a reply says about client certificates; those of other protocols than HTTP are read alike.
enum class Page {
  kNone,                ///< no reply
  kFine,                ///< below 400
  kMissingCertificate,  ///< 496, or nginx's "No required SSL certificate was sent"
  kBadCertificate,      ///< 495, or nginx's "The SSL certificate error"
  kSomeCertificate,     ///< another page of the 4xx family that speaks of client certificates
  kPostHandshake,       ///< Apache's "Cannot perform Post-Handshake Authentication"
  kMisdirected,         ///< 421
  kForbidden,           ///< 401 or 403 without a word about certificates
  kGateway,             ///< 502, 503, 504: a front could not reach its backend
  kUnrelated,           ///< any other status: TLS let us in
};

struct Verdict {
  Ending ending = Ending::kNothing;
  Page page = Page::kNone;
  Outcome outcome = Outcome::kNoVerdict;
  Layer layer = Layer::kNone;
  int event = -1;  ///< number of the deciding event; -1 if there is none
  /// The TLS layer of the server has accepted us: a ticket, a reply, or TLS 1.2's Finished.
  bool tls_accepted = false;
  bool server_spoke_tls = false;  ///< a ServerHello came
  attempt::Found<attempt::AlertSeen> alert;
  attempt::Found<attempt::HttpReply> reply;
  attempt::Found<attempt::ApplicationReply> answer;  ///< of another protocol than HTTP
  std::optional<attempt::Http2Refusal> http2;        ///< in place of the last reply
  attempt::Found<attempt::PeerClosed> closed;
  attempt::Found<attempt::DeadlineHit> deadline;
};

Page PageOf(const attempt::HttpReply& reply);
/// The server asks for the request to be made again over HTTP/1.1 (RFC 9113 section 7).
bool WantsHttp11(const Verdict& verdict);
/// Number of the event by which the server began to authenticate the client after the handshake,
/// whatever came of it: HelloRequest or CertificateRequest; -1 if there is none.
int LateRequestEvent(const attempt::HandshakeTrace& trace);
Page PageOf(const attempt::ApplicationReply& answer);
/// A refusal in another protocol than HTTP that has no word about certificates: a password that we
/// do not have may be all that is missing.
bool MayWantPassword(const Verdict& verdict);
/// Reads the trace; pointers in the result borrow from it.
Verdict ReadVerdict(const attempt::Attempt& attempt);

/// How far the attempt got, one phrase: "after the client's Certificate and Finished (TLSv1.3)".
std::string StageOf(const attempt::Attempt& attempt, const Verdict& verdict);
/// What was seen, one line: "alert unknown_ca (48) from the server".
std::string ObservedOf(const attempt::Attempt& attempt, const Verdict& verdict);

}  // namespace shakedown::diagnosis
