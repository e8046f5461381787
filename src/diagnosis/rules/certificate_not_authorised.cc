#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/draft.h"
#include "diagnosis/path_contrast.h"
#include "diagnosis/rules/guess.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

/// Another identity that got the same page, or null.
const Other* AnotherGotIn(const Case& c) {
  const auto& request = c.spec().request;
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    return other.same_point && other.accepted() && other.sent == true && !other.throwaway() &&
           other.verdict.page == Page::kFine && other.host == c.host &&
           other.attempt->spec.request == request &&
           other.attempt->spec.target.path == c.spec().target.path;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// A certificate that nobody can trust and that was refused in another way, or null.
const Other* StrangerRefusedOtherwise(const Case& c) {
  const auto found = std::find_if(c.others.begin(), c.others.end(), [&](const Other& other) {
    const Verdict& verdict = other.verdict;
    const bool otherwise = verdict.ending == Ending::kServerAlert ||
                           verdict.page == Page::kBadCertificate ||
                           verdict.page == Page::kSomeCertificate;
    return other.throwaway() && other.same_point && other.sni == c.sni && other.sent == true &&
           verdict.outcome == Outcome::kRefused && otherwise;
  });
  return found != c.others.end() ? &*found : nullptr;
}

/// What shows that certificates are checked before the application is asked.
struct Contrast {
  const Other* admitted = nullptr;
  const Other* stranger = nullptr;
};

/// What the application's rule may be about.
const char* RuleText(Scope scope) {
  switch (scope) {
    case Scope::kThisPath: return "a rule for this path";
    case Scope::kWholeHost: return "a rule about subjects or groups, for the whole host,";
    case Scope::kUnknown: break;
  }
  return "a rule about subjects, groups or paths";
}

Certainty HowSure(const Case& c, const Contrast& contrast) {
  if (MayWantPassword(c.verdict)) return Certainty::kPossible;
  // Where bad certificates are refused in TLS, the application's word is no verdict on this one.
  if (contrast.stranger != nullptr) return Certainty::kCertain;
  // Some gateways answer bad certificates with the same status.
  if (!c.defects.empty() || StrangerMetTheSame(c)) return Certainty::kPossible;
  return contrast.admitted != nullptr ? Certainty::kCertain : Certainty::kLikely;
}

}  // namespace

std::optional<Finding> CertificateNotAuthorised(const Case& c) {
  if (!c.HasPage(Page::kForbidden) || c.sent != true || !c.requested()) return std::nullopt;
  const std::string words =
      c.verdict.reply ? std::to_string(c.verdict.reply->status) : ObservedOf(c.self(), c.verdict);
  const Contrast contrast{AnotherGotIn(c), StrangerRefusedOtherwise(c)};
  const PathContrast paths = ContrastPaths(c);
  Draft draft(c, HowSure(c, contrast));
  draft
      .Summary(fmt::format("TLS accepted {} and the application answered {}", CertificateText(c, 0),
                           words))
      .Explain(fmt::format("The handshake was completed with {}, so the certificate itself was "
                           "accepted. The refusal ({}) comes from the application behind: {} does "
                           "not allow this client.",
                           CertificateText(c, 0), words, RuleText(paths.scope)))
      .ShowSent()
      .ShowVerdict();
  if (contrast.admitted != nullptr) {
    draft.ShowIn(*contrast.admitted, "another certificate got the same page",
                 contrast.admitted->verdict.event);
  }
  if (contrast.stranger != nullptr) {
    draft.ShowIn(*contrast.stranger,
                 "a certificate that nobody can trust is refused in another way: " +
                     ObservedOf(*contrast.stranger->attempt, contrast.stranger->verdict),
                 contrast.stranger->verdict.event);
  }
  if (paths.other != nullptr) {
    draft.ShowIn(*paths.other, paths.text, paths.other->verdict.event);
  }
  draft.Fix(
      "on the server: allow this subject, or map it to an account, in the application's rules");
  draft.Fix("or use the certificate of a client that is allowed");
  if (MayWantPassword(c.verdict)) {
    draft.Fix(
        "or it is about the password, which Shakedown never sends: log in with the usual client");
  }
  return draft.Done();
}

}  // namespace shakedown::diagnosis
