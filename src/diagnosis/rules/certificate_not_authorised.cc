#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/draft.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Another identity that got the same page, or null.
const Other* AnotherGotIn(const Case& c) {
  const auto& request = c.spec().request;
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    return other.same_point && other.accepted() && other.sent == true &&
           other.verdict.page == Page::kFine && other.host == c.host &&
           other.attempt->spec.request == request &&
           other.attempt->spec.target.path == c.spec().target.path;
  });
  return found != c.others.end() ? &*found : nullptr;
}

Certainty HowSure(const Case& c, const Other* other) {
  // Some gateways answer bad certificates with the same status.
  if (!c.defects.empty()) return Certainty::kPossible;
  return other != nullptr ? Certainty::kCertain : Certainty::kLikely;
}

}  // namespace

std::optional<Finding> CertificateNotAuthorised(const Case& c) {
  if (!c.HasPage(Page::kForbidden) || c.sent != true || !c.requested()) return std::nullopt;
  const Other* other = AnotherGotIn(c);
  Draft draft(c, HowSure(c, other));
  draft
      .Summary(fmt::format("TLS accepted {} and the application answered {}", CertificateText(c, 0),
                           c.verdict.reply->status))
      .Explain(fmt::format("The handshake was completed with {}, so the certificate itself was "
                           "accepted. The refusal "
                           "with status {} comes from the application behind: a rule about "
                           "subjects, groups or paths "
                           "does not allow this client.",
                           CertificateText(c, 0), c.verdict.reply->status))
      .ShowSent()
      .ShowVerdict();
  if (other != nullptr) {
    draft.ShowIn(*other, "another certificate got the same page", other->verdict.event);
  }
  draft.Fix(
      "on the server: allow this subject, or map it to an account, in the application's rules");
  draft.Fix("or use the certificate of a client that is allowed");
  return draft.Done();
}

}  // namespace shakedown::diagnosis
