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
  kReply,         ///< an HTTP reply
  kServerAlert,   ///< a fatal alert of the server
  kClientAlert,   ///< a fatal alert of our own
  kClosed,        ///< closed or reset without a word
  kDeadline,      ///< our patience ended
  kLocalFailure,  ///< the library gave up without an alert
  kFinished,      ///< the handshake stands and the server had no objection
};

/// What an HTTP reply says about client certificates.
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
  attempt::Found<attempt::PeerClosed> closed;
  attempt::Found<attempt::DeadlineHit> deadline;
};

Page PageOf(const attempt::HttpReply& reply);
/// Reads the trace; pointers in the result borrow from it.
Verdict ReadVerdict(const attempt::Attempt& attempt);

/// How far the attempt got, one phrase: "after the client's Certificate and Finished (TLSv1.3)".
std::string StageOf(const attempt::Attempt& attempt, const Verdict& verdict);
/// What was seen, one line: "alert unknown_ca (48) from the server".
std::string ObservedOf(const attempt::Attempt& attempt, const Verdict& verdict);

}  // namespace shakedown::diagnosis
