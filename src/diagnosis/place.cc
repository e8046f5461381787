#include "diagnosis/place.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/case.h"
#include "diagnosis/draft.h"

namespace shakedown::diagnosis {
namespace {

using attempt::ClientPlace;

/// Whether the client sends nothing, or ends the handshake, where it was asked for a certificate.
bool Withholds(const Case& c, const ClientPlace& place) {
  if (place.cause.empty() || FindCause(place.cause) == nullptr || !c.requested()) return false;
  return place.aborts || (c.sent == false && c.refused());
}

/// Families of causes that explain why nothing was sent.
bool ExplainsSilence(const Finding& finding) { return finding.id.starts_with("client."); }

/// Whether the unlisted issuer may be an intermediate below a listed authority: to the client both
/// look the same.
bool MayLackALink(const Case& c, const Finding& finding) {
  return finding.id == "client.issuer-not-listed" && !c.identity().path &&
         !c.identity().chain.empty() && !c.identity().chain.back().self_signed;
}

Finding OwnFinding(const Case& c, const ClientPlace& place) {
  Draft draft(c, Certainty::kLikely);
  draft
      .Summary(place.aborts ? place.name + " ends the handshake at the server's request"
                            : place.name + " presents no certificate here")
      .Explain(
          "The server asked for a certificate, and the client has rules of its own about "
          "which one it sends.")
      .ShowRequest();
  // What went out after it was another client's.
  if (!place.aborts) draft.ShowSent().ShowVerdict();
  draft.Fix(
      "give the client a certificate that its own rules let it send here, or change the "
      "server's request so that they do");
  Finding finding = draft.Done();
  finding.id = place.cause;
  finding.fault = FindCause(place.cause)->fault;
  return finding;
}

}  // namespace

bool TakePlace(const Case& c, std::vector<Finding>* findings) {
  if (!c.self().as) return false;
  const ClientPlace& place = *c.self().as;
  if (!Withholds(c, place)) return false;
  const auto own = std::find_if(findings->begin(), findings->end(),
                                [&place](const Finding& f) { return f.id == place.cause; });
  Finding finding = own != findings->end() ? *own : OwnFinding(c, place);
  if (own != findings->end()) findings->erase(own);
  // That the client sent nothing is its own known rule; for one that would end the handshake
  // nothing was seen.
  const bool proven = place.founded && !place.aborts && !MayLackALink(c, finding);
  finding.certainty = proven ? Certainty::kCertain : Certainty::kLikely;
  finding.explanation = place.because + " " + finding.explanation;
  finding.evidence.insert(finding.evidence.begin(),
                          {"client profile '" + place.id + "': " + place.because, c.index, -1});
  if (place.aborts) findings->clear();
  for (Finding& other : *findings) {
    if (ExplainsSilence(other)) other.certainty = Certainty::kPossible;
  }
  findings->insert(findings->begin(), std::move(finding));
  std::stable_sort(findings->begin(), findings->end(),
                   [](const Finding& a, const Finding& b) { return a.certainty > b.certainty; });
  return place.aborts;
}

std::vector<std::string> PlaceNotes(const Case& c) {
  if (!c.self().as || c.self().as->because.empty()) return {};
  const ClientPlace& place = *c.self().as;
  // Then it is the cause itself, and told there.
  if (Withholds(c, place)) return {};
  return {fmt::format("in the place of {}: {}", place.name, place.because)};
}

}  // namespace shakedown::diagnosis
