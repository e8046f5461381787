#include "tests/matrix/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace shakedown::matrix {
namespace {

void Count(const Judged& judged, Score& score) {
  const bool right = judged.grade == Grade::kRight;
  if (judged.truth.alternates.empty()) {
    ++score.clear;
    score.clear_right += right ? 1 : 0;
  } else {
    ++score.equal;
    score.equal_right += right ? 1 : 0;
    score.equal_among += judged.grade == Grade::kAmong ? 1 : 0;
  }
  score.certain += judged.answer.certainty == "certain" ? 1 : 0;
  score.certain_and_wrong += judged.certain_and_wrong ? 1 : 0;
  score.gates += judged.has_enforcement() ? 1 : 0;
  score.gates_told += judged.tells_enforcement() ? 1 : 0;
  score.gates_right += judged.enforcement_right() ? 1 : 0;
}

double PercentOf(size_t part, size_t whole) {
  return whole == 0 ? 100.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string Said(const Judged& judged) {
  return judged.answer.error.empty() ? judged.answer.cause : "(no answer)";
}

std::string Lines(const char* title, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += fmt::format("    {}: {}\n", title, line);
  return text;
}

}  // namespace

double Score::ClearPercent() const { return PercentOf(clear_right, clear); }
double Score::EqualPercent() const { return PercentOf(equal_right + equal_among, equal); }
double Score::FirstPercent() const { return PercentOf(clear_right + equal_right, cells()); }
double Score::Percent() const { return PercentOf(good(), cells()); }

Score ScoreOf(const std::vector<Judged>& cells, bool with_trust) {
  Score score;
  for (const Judged& judged : cells) {
    if (judged.with_trust == with_trust) Count(judged, score);
  }
  return score;
}

bool IsWrong(const Judged& judged) {
  return judged.grade == Grade::kWrong || judged.certain_and_wrong ||
         judged.tells_enforcement() != judged.enforcement_right();
}

std::string Describe(const Judged& judged) {
  const Answer& answer = judged.answer;
  std::string text =
      fmt::format("{}{}: true is {}, said {} ({})\n    observed: {}\n", ToText(judged.cell),
                  judged.with_trust ? " with --client-ca" : "", judged.truth.cause, Said(judged),
                  answer.certainty, answer.observed);
  if (judged.tells_enforcement() != judged.enforcement_right()) {
    text += fmt::format("    enforcement: true is {}, said {}\n", EnforcementOf(*judged.cell.gate),
                        answer.enforcement);
  }
  if (!answer.error.empty()) text += "    error: " + answer.error + "\n";
  text += Lines("evidence", answer.evidence);
  text += Lines("alternative", answer.alternatives);
  text += Lines("probe", answer.probes);
  text += Lines("next", answer.next_steps);
  return text;
}

std::string DescribeWrong(const std::vector<Judged>& cells) {
  std::string text;
  for (const Judged& judged : cells) {
    if (IsWrong(judged)) text += Describe(judged);
  }
  return text;
}

std::string ByServer(const std::vector<Judged>& cells) {
  std::map<std::string, std::vector<Judged>> servers;
  for (const Judged& judged : cells) servers[judged.cell.gate->server].push_back(judged);
  std::string text =
      "| server | gates | cells | right without CA file | right with CA file |\n"
      "|---|---|---|---|---|\n";
  for (const auto& [server, judged] : servers) {
    std::set<std::string> gates;
    for (const Judged& one : judged) gates.insert(one.cell.gate->name);
    const Score without = ScoreOf(judged, false);
    const Score with = ScoreOf(judged, true);
    text += fmt::format("| {} | {} | {} | {} ({:.1f} %) | {} ({:.1f} %) |\n", server, gates.size(),
                        without.cells(), without.good(), without.Percent(), with.good(),
                        with.Percent());
  }
  return text;
}

std::string Confusion(const std::vector<Judged>& cells, bool with_trust) {
  std::map<std::string, std::map<std::string, size_t>> counts;
  for (const Judged& judged : cells) {
    if (judged.with_trust == with_trust) ++counts[judged.truth.cause][Said(judged)];
  }
  std::string text = "| true cause | cells | right | said instead |\n|---|---|---|---|\n";
  for (const auto& [cause, said] : counts) {
    size_t total = 0;
    size_t right = 0;
    std::string others;
    for (const auto& [id, count] : said) {
      total += count;
      if (id == cause) {
        right = count;
      } else {
        others += fmt::format("{}{} × {}", others.empty() ? "" : ", ", id, count);
      }
    }
    text += fmt::format("| {} | {} | {} | {} |\n", cause, total, right, others);
  }
  return text;
}

}  // namespace shakedown::matrix
