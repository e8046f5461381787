#include "report/html/scorecard_table.h"

#include "report/scorecard.h"

namespace shakedown::report::html {

void AddScorecard(const Element& body, const model::RunReport& report) {
  const std::vector<ScoreRow> rows = ScorecardOf(report);
  if (!WorthShowing(rows)) return;
  const Element fold = body.Add("details", "expected");
  fold.Flag("open", true);
  fold.Add("summary", "", "Scorecard: how each suite came off");
  const Element table = fold.Add("div", "scroll").Add("table");
  const Element head = table.Add("thead").Add("tr");
  for (const std::string& name : ScoreColumns()) head.Add("th", "", name).Set("scope", "col");
  const Element lines = table.Add("tbody");
  for (const ScoreRow& row : rows) {
    const Element line = lines.Add("tr");
    const std::vector<std::string> cells = ScoreCells(row);
    line.Add("td").Add("a").Set("href", "#?" + cells.front() + "/").Add("bdi", "", cells.front());
    for (size_t i = 1; i < cells.size(); ++i) line.Add("td", "number", cells[i]);
  }
}

void AddNotes(const Element& parent, const model::Case& test) {
  if (test.notes.empty()) return;
  parent.Add("h4", "", "Notes");
  const Element list = parent.Add("ul", "links");
  for (const model::Note& note : test.notes) {
    const std::string of = note.handshake.empty() ? "" : " of '" + note.handshake + "'";
    list.AddForeign("li", "", note.id + of + " (" + note.grade + "): " + note.text);
  }
}

}  // namespace shakedown::report::html
