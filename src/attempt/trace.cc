#include "attempt/trace.h"

namespace shakedown::attempt {

const char* ToString(Side side) { return side == Side::kClient ? "client" : "server"; }

const char* ToString(Phase phase) {
  switch (phase) {
    case Phase::kBeforeServerHello: return "before-server-hello";
    case Phase::kHandshake: return "handshake";
    case Phase::kAfterFinished: return "after-finished";
    case Phase::kAfterRequest: return "after-request";
  }
  return "handshake";
}

const char* ToString(Renegotiated::How how) {
  switch (how) {
    case Renegotiated::How::kDone: return "done";
    case Renegotiated::How::kBegun: return "begun";
    case Renegotiated::How::kRefused: return "refused";
    case Renegotiated::How::kImpossible: return "impossible";
  }
  return "refused";
}

const char* ToString(PeerClosed::How how) {
  switch (how) {
    case PeerClosed::How::kCloseNotify: return "close_notify";
    case PeerClosed::How::kFin: return "fin";
    case PeerClosed::How::kReset: return "rst";
  }
  return "fin";
}

const char* ToString(StarttlsFailed::Reason reason) {
  switch (reason) {
    case StarttlsFailed::Reason::kNotOffered: return "not-offered";
    case StarttlsFailed::Reason::kRefused: return "refused";
    case StarttlsFailed::Reason::kNotUnderstood: return "not-understood";
    case StarttlsFailed::Reason::kTls: return "tls";
    case StarttlsFailed::Reason::kClosed: return "closed";
    case StarttlsFailed::Reason::kTimedOut: return "timed-out";
  }
  return "refused";
}

const char* ToString(ApplicationReply::Meaning meaning) {
  switch (meaning) {
    case ApplicationReply::Meaning::kLetIn: return "let-in";
    case ApplicationReply::Meaning::kWantsCertificate: return "wants-certificate";
    case ApplicationReply::Meaning::kBadCertificate: return "bad-certificate";
    case ApplicationReply::Meaning::kForbidden: return "forbidden";
    case ApplicationReply::Meaning::kUnrelated: return "unrelated";
  }
  return "unrelated";
}

const char* ToString(DeadlineHit::Wait wait) {
  switch (wait) {
    case DeadlineHit::Wait::kResolve: return "resolve";
    case DeadlineHit::Wait::kConnect: return "connect";
    case DeadlineHit::Wait::kProxy: return "proxy";
    case DeadlineHit::Wait::kStarttls: return "starttls";
    case DeadlineHit::Wait::kHandshake: return "handshake";
    case DeadlineHit::Wait::kReply: return "reply";
    case DeadlineHit::Wait::kTotal: return "total";
  }
  return "total";
}

}  // namespace shakedown::attempt
