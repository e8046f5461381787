#include "diagnosis/advice.h"
#include "diagnosis/draft.h"
#include "diagnosis/grade.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> PathClosedWithoutReason(const Case& c) {
  if (c.verdict.ending != Ending::kClosed) return std::nullopt;
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
      .ShowVerdict()
      .Fix(LogAdvice(c.dialect.product))
      .Fix("compare with a handshake without a certificate and with one that is known to be good");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
