// Numbers and tables from judged cells, for people and for docs/accuracy.md.
#pragma once

#include <string>
#include <vector>

#include "tests/matrix/cell.h"

namespace shakedown::matrix {

/// Counts of one group of cells.
struct Score {
  size_t cells = 0;
  size_t right = 0;  ///< the first cause is the true one
  size_t among = 0;  ///< see Grade::kAmong
  size_t certain = 0;
  size_t certain_and_wrong = 0;

  size_t good() const { return right + among; }
  /// Right or among, in percent; 100 for an empty group.
  double Percent() const;
};
Score ScoreOf(const std::vector<Judged>& cells, bool with_trust);

/// One wrong cell with all that was seen.
std::string Describe(const Judged& judged);
/// Every wrong cell.
std::string DescribeWrong(const std::vector<Judged>& cells);
/// A line for each server: cells and percent without and with the CA file.
std::string ByServer(const std::vector<Judged>& cells);
/// True causes down, what was said across.
std::string Confusion(const std::vector<Judged>& cells, bool with_trust);
/// Everything as a page of Markdown.
std::string Page(const std::vector<Judged>& cells);

}  // namespace shakedown::matrix
