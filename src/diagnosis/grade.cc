#include "diagnosis/grade.h"

#include <algorithm>

namespace shakedown::diagnosis {
namespace {

/// A reading of more ailments than this is as good as none.
constexpr int kNarrow = 7;

bool HasRival(const Case& c, const Defect& defect) {
  return std::any_of(c.defects.begin(), c.defects.end(), [&](const Defect& other) {
    return other.ailment != defect.ailment && other.proven && c.reading.Has(other.ailment);
  });
}

}  // namespace

Certainty Grade(const Case& c, const Defect& defect) {
  if (!c.reading.Has(defect.ailment)) return Certainty::kPossible;
  const bool rival = HasRival(c, defect);
  if (!defect.proven) return rival ? Certainty::kPossible : Certainty::kLikely;
  // A connection closed without a word need not have to do with the certificate at all.
  if (!c.spoken || rival) return Certainty::kLikely;
  if (c.reading.size() == 1 || c.identity().path) return Certainty::kCertain;
  if (!LeavesMostOpen(c)) return Certainty::kCertain;
  return defect.decisive ? Certainty::kCertain : Certainty::kLikely;
}

bool LeavesMostOpen(const Case& c) { return c.reading.size() > kNarrow; }

bool Explained(const Case& c) {
  return std::any_of(c.defects.begin(), c.defects.end(), [&c](const Defect& defect) {
    return defect.proven && c.reading.Has(defect.ailment);
  });
}

}  // namespace shakedown::diagnosis
