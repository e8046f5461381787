// The list of CA names outgrows what a record, a client's buffer or the server's own code holds.
#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Content of one record (RFC 9846 section 5.1, RFC 5246 section 6.2.1): a longer message comes in
/// several, which small clients do not put together.
constexpr size_t kOneRecord = size_t{1} << 14;

/// How a request that arrived was too much for somebody.
std::optional<Certainty> BrokenByItsSize(const Case& c) {
  if (!c.requested() || c.request()->message->raw.size() <= kOneRecord) return std::nullopt;
  const bool answered = c.sent.has_value();
  if (!answered && c.verdict.ending != Ending::kDeadline) return Certainty::kLikely;
  return c.RefusedEmpty() ? std::optional(Certainty::kPossible) : std::nullopt;
}

/// The server failed before it had asked: by its own word, or by leaving.
bool FailedBeforeAsking(const Case& c) {
  if (c.requested() || c.resumed || c.sent || c.session_offered) return false;
  const auto returned = attempt::First<attempt::HandshakeReturned>(c.trace());
  if (returned && returned->ok) return false;
  if (c.Alert() == tls::AlertDescription::kInternalError) return true;
  return c.verdict.ending == Ending::kClosed && c.verdict.server_spoke_tls;
}

/// An attempt at the same host that shows how large its request is, or null.
const Other* LargeElsewhere(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&c](const Other& other) {
    const auto requests = attempt::CertificateRequests(other.attempt->trace);
    return other.same_point && other.sni == c.sni && !requests.empty() &&
           requests.back().message->raw.size() > kOneRecord;
  });
  return found != c.others.end() ? &*found : nullptr;
}

Finding Arrived(const Case& c, Certainty certainty) {
  const size_t octets = c.request()->message->raw.size();
  Draft draft(c, certainty);
  draft
      .Summary(
          fmt::format("the server's request with {} is {} octets long, too much for this client",
                      Count(c.request()->request->ca_names.size(), "CA name"), octets))
      .Explain(fmt::format(
          "The server lists so many authorities that its CertificateRequest needs {} octets. One "
          "record holds 16,384; many clients cannot put a message together from several records, "
          "or have a limit of their own, and give up or answer with nothing.",
          octets))
      .Show(
          fmt::format("CertificateRequest: {} octets, limit of one record {}", octets, kOneRecord),
          c.request()->number)
      .ShowSent()
      .ShowVerdict();
  return draft.Done();
}

Finding NeverArrived(const Case& c, const Other* large) {
  Draft draft(c, large != nullptr ? Certainty::kLikely : Certainty::kPossible);
  draft.Summary("the server failed while it put its part of the handshake together")
      .Explain(
          "The server broke off with an error of its own where its certificate and its request for "
          "the client's should have come. A list of CA names beyond 65,535 octets does that. So "
          "does a server certificate that is missing for this name or cannot be chained: the "
          "server's log tells which.")
      .ShowVerdict();
  if (large != nullptr) {
    const auto requests = attempt::CertificateRequests(large->attempt->trace);
    draft.ShowIn(*large,
                 fmt::format("the request is {} octets long", requests.back().message->raw.size()),
                 requests.back().number);
  }
  return draft.Done();
}

}  // namespace

std::optional<Finding> ServerRequestTooLarge(const Case& c) {
  if (c.verdict.outcome == Outcome::kAccepted) return std::nullopt;
  std::optional<Finding> finding;
  if (const auto certainty = BrokenByItsSize(c)) {
    finding = Arrived(c, *certainty);
  } else if (FailedBeforeAsking(c)) {
    finding = NeverArrived(c, LargeElsewhere(c));
  } else {
    return std::nullopt;
  }
  finding->fixes = {
      "on the server: shorten the CA file that the names are taken from to the authorities that "
      "issue client certificates",
      "or keep the trusted authorities out of the announcement (nginx: ssl_trusted_certificate; "
      "Apache httpd: SSLCADNRequestFile; HAProxy: ca-verify-file)"};
  return finding;
}

}  // namespace shakedown::diagnosis
