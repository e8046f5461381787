#include "pki/defect.h"

#include <array>

#include "core/assert.h"
#include "pki/defects/family.h"

namespace shakedown::pki {
namespace defects {
namespace {

constexpr Row kNoDefect{Defect::kNone, "none"};

/// The rows of all families in the order of the enumeration.
std::vector<const Row*> SortedRows() {
  std::vector<const Row*> rows(static_cast<size_t>(Defect::kProxyCertificate) + 1, nullptr);
  rows[0] = &kNoDefect;
  for (const auto family : {UsageDefects(), EncodingDefects(), SignatureDefects(), PathDefects(),
                            NameConstraintDefects(), KeyDefects(), SizeDefects()}) {
    for (const Row& row : family) rows[static_cast<size_t>(row.defect)] = &row;
  }
  for (const Row* row : rows) SHAKEDOWN_ASSERT(row != nullptr);
  return rows;
}

const std::vector<const Row*>& AllRows() {
  static const std::vector<const Row*> rows = SortedRows();
  return rows;
}

}  // namespace

const Row& RowOf(Defect defect) { return *AllRows()[static_cast<size_t>(defect)]; }

}  // namespace defects

const char* ToString(Defect defect) { return defects::RowOf(defect).word; }

std::optional<Defect> DefectFromName(std::string_view name) {
  for (const defects::Row* row : defects::AllRows()) {
    if (name == row->word) return row->defect;
  }
  return std::nullopt;
}

std::vector<Defect> AllDefects() {
  std::vector<Defect> all;
  for (const defects::Row* row : defects::AllRows()) {
    if (row->defect != Defect::kNone) all.push_back(row->defect);
  }
  return all;
}

bool IsOfIntermediate(Defect defect) { return defects::RowOf(defect).intermediates > 0; }

}  // namespace shakedown::pki
