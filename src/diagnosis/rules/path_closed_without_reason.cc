#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

namespace {

/// A client without a certificate, or with one that nobody can trust, met the same close.
void ShowContrast(const Case& c, Draft& draft) {
  for (const Other& other : c.others) {
    const bool control = other.throwaway() || other.sent == false;
    if (!control || !other.same_point || other.sni != c.sni || other.verdict.event < 0) continue;
    draft.ShowIn(other, ObservedOf(*other.attempt, other.verdict), other.verdict.event);
  }
}

}  // namespace

std::optional<Finding> PathClosedWithoutReason(const Case& c) {
  // The other version of TLS had words for it.
  if (c.verdict.ending != Ending::kClosed || c.echo != nullptr) return std::nullopt;
  const bool judged = c.sent.has_value();
  Draft draft(
      c, judged && !Explained(c) && c.sent == true ? Certainty::kLikely : Certainty::kPossible);
  draft
      .Summary(judged ? "the server closed the connection after the client's Certificate and gave "
                        "no reason"
                      : "the server closed the connection and gave no reason")
      .Explain(
          "The connection ended without an alert and without an answer. Some servers refuse "
          "client certificates that way (Node, Java's HttpsServer, nginx's stream module), but "
          "a crash or a device on the way looks the same.")
      .ShowRequest()
      .ShowSent()
      .ShowVerdict();
  ShowContrast(c, draft);
  draft.Fix(LogAdvice(c.dialect.product))
      .Fix("compare with a handshake without a certificate and with one that is known to be good");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
