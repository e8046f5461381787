#include "diagnosis/enforcement.h"

#include <algorithm>

namespace shakedown::diagnosis {
namespace {

/// What one connection shows about enforcement, by itself.
struct Showing {
  const Verdict& verdict;
  bool requested = false;
  bool late = false;
  bool resumed = false;
  std::optional<bool> sent;
};

Enforcement FromRefusal(const Showing& shown) {
  const Verdict& verdict = shown.verdict;
  if (verdict.ending == Ending::kReply) {
    switch (verdict.page) {
      case Page::kPostHandshake: return Enforcement::kRequiredLater;
      case Page::kMissingCertificate:
      case Page::kBadCertificate:
        return shown.late ? Enforcement::kRequiredLater : Enforcement::kRequiredHttp;
      default: return Enforcement::kUnknown;
    }
  }
  // The vocabulary has one word for what comes after the handshake in other protocols than HTTP.
  if (verdict.ending == Ending::kAnswer) {
    const bool wanted = verdict.page == Page::kMissingCertificate;
    return wanted ? Enforcement::kRequiredLater : Enforcement::kUnknown;
  }
  const bool in_tls = verdict.ending == Ending::kServerAlert || verdict.ending == Ending::kClosed;
  if (!in_tls || !shown.requested || shown.sent != false) return Enforcement::kUnknown;
  const bool on_request = verdict.ending == Ending::kClosed && !shown.late &&
                          verdict.closed->phase == attempt::Phase::kAfterRequest;
  // TLS had let the client in before the request met a closed door. Without a ticket that is not
  // known: the close may have crossed the request.
  if (on_request) {
    return verdict.tls_accepted ? Enforcement::kRequiredHttp : Enforcement::kUnknown;
  }
  return shown.late ? Enforcement::kRequiredLater : Enforcement::kRequiredTls;
}

Enforcement FromOne(const Showing& shown) {
  switch (shown.verdict.outcome) {
    case Outcome::kNoVerdict: return Enforcement::kUnknown;
    case Outcome::kRefused: return FromRefusal(shown);
    case Outcome::kAccepted: break;
  }
  // A resumed session skips the question; that nothing was asked means nothing then.
  if (shown.resumed) return Enforcement::kUnknown;
  if (!shown.requested) return Enforcement::kNotRequested;
  // Where the application had another reason to refuse it may not have come to the certificate.
  if (shown.verdict.ending == Ending::kAnswer && shown.verdict.page == Page::kUnrelated) {
    return Enforcement::kUnknown;
  }
  return shown.sent == false ? Enforcement::kOptional : Enforcement::kUnknown;
}

/// The same host and path asked by another attempt.
bool Comparable(const Case& c, const Other& other) {
  return other.same_point && !other.resumed && other.sni == c.sni && other.host == c.host &&
         attempt::RequestedPath(c.self()) == attempt::RequestedPath(*other.attempt);
}

}  // namespace

Enforcement EnforcementOf(const Case& c) {
  const Enforcement own = FromOne({c.verdict, c.requested(), c.late(), c.resumed, c.sent});
  // Servers that forgive absence still refuse bad certificates; only the page looks the same.
  const bool ambiguous = own == Enforcement::kRequiredHttp && c.sent == true;
  if (own != Enforcement::kUnknown && !ambiguous) return own;
  for (const Other& other : c.others) {
    if (!Comparable(c, other)) continue;
    const auto requests = attempt::CertificateRequests(other.attempt->trace);
    const bool late = !requests.empty() && requests.back().when != attempt::RequestTime::kHandshake;
    const Enforcement seen =
        FromOne({other.verdict, !requests.empty(), late, other.resumed, other.sent});
    const bool about_absence = other.sent == false || !other.sent;
    if (about_absence && seen != Enforcement::kUnknown) return seen;
  }
  return own;
}

}  // namespace shakedown::diagnosis
