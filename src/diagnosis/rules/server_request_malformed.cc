#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kDefectsShown = 4;

/// A CertificateRequest message, decoded or not, with defects; its number or -1.
int BrokenRequest(const Case& c) {
  for (size_t i = 0; i < c.trace().events.size(); ++i) {
    const auto* message = std::get_if<attempt::Message>(&c.trace().events[i].body);
    if (message != nullptr && message->from == attempt::Side::kServer &&
        message->type == tls::HandshakeType::kCertificateRequest && !message->errors.empty()) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace

std::optional<Finding> ServerRequestMalformed(const Case& c) {
  // A client that presented its certificate all the same was not kept from it by the message.
  if (c.verdict.outcome == Outcome::kAccepted || c.sent == true) return std::nullopt;
  const int event = BrokenRequest(c);
  if (event < 0) return std::nullopt;
  const auto& message =
      std::get<attempt::Message>(c.trace().events[static_cast<size_t>(event)].body);
  // The client gave up on the message itself: nothing else can be the cause.
  const bool aborted =
      (c.verdict.ending == Ending::kClientAlert || c.verdict.ending == Ending::kLocalFailure) &&
      c.verdict.event > event && !c.sent;
  Draft draft(c, aborted ? Certainty::kLikely : Certainty::kPossible);
  draft
      .Summary(fmt::format("the server's CertificateRequest breaks the specification: {}",
                           ElideEnd(Printable(message.errors.front().Text()), 120)))
      .Explain(
          "The message with which the server asks for a certificate cannot be read as the TLS "
          "specification says. Strict clients abort at that point, others guess what was "
          "meant and may present nothing.");
  for (size_t i = 0; i < std::min(message.errors.size(), kDefectsShown); ++i) {
    draft.Show("in the CertificateRequest: " + ElideEnd(Printable(message.errors[i].Text()), 160),
               event);
  }
  draft.ShowSent().ShowVerdict().Fix(
      "have the server's software or the names in its CA file corrected; 'shakedown decode' shows "
      "the message octet by octet");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
