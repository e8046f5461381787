#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Whether the refusal is the one for a missing certificate and not for something else.
Certainty HowSure(const Case& c) {
  if (c.HasPage(Page::kMissingCertificate)) return Certainty::kCertain;
  if (const auto alert = c.Alert(); alert && c.version) {
    return MeansMissingCertificate(*alert, c.dialect.stack, *c.version) ? Certainty::kCertain
                                                                        : Certainty::kLikely;
  }
  if (MayWantPassword(c.verdict)) return Certainty::kPossible;
  return Certainty::kLikely;
}

}  // namespace

std::optional<Finding> ClientNoIdentity(const Case& c) {
  if (c.identity().present || c.identity().unusable || !c.RefusedEmpty()) return std::nullopt;
  if (c.HasPage(Page::kMisdirected) || c.HasPage(Page::kPostHandshake)) return std::nullopt;
  const auto& request = *c.request()->request;
  Draft draft(c, HowSure(c));
  draft.Summary("the server asked for a certificate and none is configured");
  if (request.ca_names.empty()) {
    draft.Explain(
        "The server asked the client to prove who it is. The client was started without "
        "a certificate, answered with an empty list, and was refused.");
  } else {
    draft.Explain("The server asked the client to prove who it is with a certificate from " +
                  ListNames(request) +
                  ". The client was started without one, answered with an empty list, and was "
                  "refused.");
  }
  draft.ShowRequest().ShowSent().ShowVerdict();
  draft.Fix(request.ca_names.empty()
                ? "give the client a certificate and private key that the server accepts"
                : "give the client a certificate and private key issued by " + ListNames(request));
  return draft.Done();
}

}  // namespace shakedown::diagnosis
