// The scorecard: how each suite, a section of requirements each, came off. One row per suite.
#pragma once

#include <string>
#include <vector>

#include "report/json_writer.h"
#include "report/model/run_report.h"
#include "run/event.h"

namespace shakedown::report {

struct ScoreRow {
  std::string suite;   ///< its name, printable
  run::Counts counts;  ///< `errors` holds the inconclusive ones too
};

/// Adds a row for `suite` if there is none, and returns its counts; rows keep their order.
run::Counts& CountsOf(const std::string& suite, std::vector<ScoreRow>* rows);

/// The rows of a report, in its order.
std::vector<ScoreRow> ScorecardOf(const model::RunReport& report);

/// Whether a reader learns something from the rows that the sum does not tell.
bool WorthShowing(const std::vector<ScoreRow>& rows);

/// The cells of a table: what the columns are called, and those of one row in the same order; a
/// zero is empty but for the passed.
std::vector<std::string> ScoreColumns();
std::vector<std::string> ScoreCells(const ScoreRow& row);

/// The field "scorecard" of a run's JSON.
void WriteScorecard(const std::vector<ScoreRow>& rows, JsonWriter& json);
/// The table for consoles, with its heading line; aligned, ends with a newline.
std::string ScorecardText(const std::vector<ScoreRow>& rows);

}  // namespace shakedown::report
