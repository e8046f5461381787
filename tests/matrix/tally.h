// Numbers and tables from judged cells, for people and for docs/accuracy.md.
#pragma once

#include <string>
#include <vector>

#include "tests/matrix/cell.h"

namespace shakedown::matrix {

/// Counts of one group of cells.
struct Score {
  size_t clear = 0;        ///< cells whose cause can be told from outside
  size_t clear_right = 0;  ///< of these, the first cause is the true one
  size_t equal = 0;        ///< cells with others that look the same
  size_t equal_right = 0;  ///< of these, the first cause is the true one
  size_t equal_among = 0;  ///< of these, see Grade::kAmong
  size_t certain = 0;
  size_t certain_and_wrong = 0;
  size_t gates = 0;        ///< cells whose gate has an enforcement of its own
  size_t gates_told = 0;   ///< of these, the enforcement was said
  size_t gates_right = 0;  ///< of these, rightly

  size_t cells() const { return clear + equal; }
  size_t good() const { return clear_right + equal_right + equal_among; }
  /// In percent; 100 for an empty group.
  double ClearPercent() const;  ///< clear_right of clear
  double EqualPercent() const;  ///< equal_right and equal_among of equal
  double FirstPercent() const;  ///< clear_right and equal_right of cells
  double Percent() const;       ///< good of cells
};
Score ScoreOf(const std::vector<Judged>& cells, bool with_trust);

/// Whether a cell has something that is wrong: the cause, a certainty, the enforcement.
bool IsWrong(const Judged& judged);
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
