#include "core/text.h"
#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {

std::optional<Finding> ClientIdentityUnusable(const Case& c) {
  const std::optional<Error>& error = c.identity().unusable;
  if (!error) return std::nullopt;
  Draft draft(c, Certainty::kCertain);
  draft.Summary("the identity cannot be used: " + ElideEnd(Printable(error->message()), 140))
      .Explain(
          "The certificate or its key could not be loaded on this side, so nothing could be "
          "presented to the server. The server has no part in this.")
      .Show(ElideEnd(Printable(error->Line()), 240));
  draft.Fix(error->hint().empty() ? "repair the files of the identity and try again"
                                  : ElideEnd(Printable(error->hint()), 400));
  return draft.Done();
}

}  // namespace shakedown::diagnosis
