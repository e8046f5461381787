#include "diagnosis/path_contrast.h"

#include <algorithm>

namespace shakedown::diagnosis {
namespace {

/// Whether `other` differs from this attempt in the path alone, as far as the server can tell.
bool AskedForRoot(const Case& c, const Other& other) {
  return other.same_point && !other.resumed && !other.throwaway() && other.sni == c.sni &&
         other.host == c.host && attempt::RequestedPath(*other.attempt) == kRootPath;
}

bool IsLate(const Other& other) {
  return other.verdict.page == Page::kPostHandshake || LateRequestEvent(other.attempt->trace) >= 0;
}

std::string AnsweredText(const Other& other) {
  std::string text = "'/' of the same host is not refused";
  if (!other.requested()) text += ", and nobody asks for a certificate there";
  return text;
}

}  // namespace

PathContrast ContrastPaths(const Case& c) {
  if (!c.refused() || attempt::RequestedPath(c.self()) == kRootPath) return {};
  for (const Other& other : c.others) {
    if (!AskedForRoot(c, other)) continue;
    if (IsLate(other)) {
      return {Scope::kWholeHost, &other, "'/' of the same host wants a certificate late as well"};
    }
    if (other.accepted()) return {Scope::kThisPath, &other, AnsweredText(other)};
    if (other.refused() && other.verdict.ending == c.verdict.ending &&
        other.verdict.page == c.verdict.page) {
      return {Scope::kWholeHost, &other, "'/' of the same host is refused alike"};
    }
  }
  return {};
}

}  // namespace shakedown::diagnosis
