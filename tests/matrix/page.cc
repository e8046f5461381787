// docs/accuracy.md.
#include <fmt/format.h>

#include <map>
#include <set>

#include "tests/matrix/tally.h"

namespace shakedown::matrix {
namespace {

constexpr const char* kIntroduction =
    "# Accuracy\n\n"
    "How often is the first cause that Shakedown names the true one? This page is the outcome of "
    "a\n"
    "test: real servers, each with a deliberate configuration (a *gate*), are met by clients that\n"
    "are wrong in one deliberate way, in TLS 1.2 and TLS 1.3. What is true of each of these cells\n"
    "is known by construction. Every cell is investigated twice: with what a client knows, and "
    "with\n"
    "the CA file and the revocation lists that the server uses (`--client-ca`, `--crl`).\n\n"
    "`ctest -L matrix` tries a part that is chosen by a printed seed; all cells, and this page:\n\n"
    "    SHAKEDOWN_MATRIX_CELLS=all SHAKEDOWN_MATRIX_DOC=docs/accuracy.md ctest -L matrix -V\n\n";

std::string Row(const char* title, const Score& score) {
  return fmt::format("| {} | {} | {} ({:.2f} %) | {} | {} | {} | {} | {} |\n", title, score.clear,
                     score.clear_right, score.ClearPercent(), score.equal, score.equal_right,
                     score.equal_among, score.certain, score.certain_and_wrong);
}

/// Which cells have a twin that looks the same, and why; each reason once.
std::string Doubts(const std::vector<Judged>& cells) {
  std::map<std::string, size_t> reasons;
  for (const Judged& judged : cells) {
    if (!judged.truth.alternates.empty()) ++reasons[judged.truth.why];
  }
  std::string text;
  for (const auto& [why, count] : reasons) text += fmt::format("- {} ({} answers)\n", why, count);
  return text;
}

std::string Wrong(const std::vector<Judged>& cells) {
  std::string text;
  for (const Judged& judged : cells) {
    if (judged.grade != Grade::kWrong) continue;
    text += fmt::format("| {} | {} | {} | {} ({}) |\n", ToText(judged.cell),
                        judged.with_trust ? "yes" : "no", judged.truth.cause, judged.answer.cause,
                        judged.answer.certainty);
  }
  if (text.empty()) return "None.\n";
  return "| cell | CA file | true | said |\n|---|---|---|---|\n" + text;
}

}  // namespace

std::string Page(const std::vector<Judged>& cells) {
  std::string text = kIntroduction;
  text +=
      "## The last full run\n\n"
      "| investigated | cells with a cause of their own | first cause true | cells with equals | "
      "first cause true | true one among the alternatives | `certain` | of these wrong |\n"
      "|---|---|---|---|---|---|---|---|\n";
  text += Row("without the CA file", ScoreOf(cells, false));
  text += Row("with the CA file", ScoreOf(cells, true));
  text +=
      "\nA cell has *equals* if its cause cannot be told from others from outside. It counts as "
      "good\n"
      "only if the first cause is one of the equals, the true one is named, and the output says "
      "what\n"
      "would tell them apart. The reasons:\n\n";
  text += Doubts(cells);
  text += fmt::format(
      "\nWhoever counts only first causes, and cells with equals by the luck of the draw, gets\n"
      "{:.1f} % without the CA file and {:.1f} % with it.\n",
      ScoreOf(cells, false).FirstPercent(), ScoreOf(cells, true).FirstPercent());
  const Score score = ScoreOf(cells, false);
  text += fmt::format(
      "\nWhether a certificate is required, and where (in TLS, by the HTTP server, later), is told "
      "in\n{} of {} cells, and rightly in {}; in the others it is said to be unknown.\n",
      score.gates_told, score.gates, score.gates_right);
  text += "\n## By server\n\n" + ByServer(cells);
  text += "\n## Confusion without the CA file\n\n" + Confusion(cells, false);
  text += "\n## Confusion with the CA file\n\n" + Confusion(cells, true);
  text += "\n## Wrong cells\n\n" + Wrong(cells);
  return text;
}

}  // namespace shakedown::matrix
