#include "tests/matrix/cell.h"

#include <algorithm>
#include <map>
#include <random>

namespace shakedown::matrix {
namespace {

/// Whether the answer names `id` first or among its alternatives.
bool Names(const Answer& answer, const std::string& id) {
  return answer.cause == id ||
         std::any_of(answer.alternatives.begin(), answer.alternatives.end(),
                     [&id](const std::string& other) { return other.starts_with(id + " "); });
}

/// Whether the answer calls a cause certain that is not `id`.
bool ClaimsAnother(const Answer& answer, const std::string& id) {
  if (answer.certainty == "certain" && answer.cause != id) return true;
  // Whoever gets in may learn for certain that nobody asked.
  if (answer.cause == "accepted") return false;
  return std::any_of(answer.alternatives.begin(), answer.alternatives.end(),
                     [&id](const std::string& other) {
                       return other.ends_with(" (certain)") && !other.starts_with(id + " ");
                     });
}

}  // namespace

std::string ToText(const Cell& cell) {
  return cell.gate->server + "/" + cell.gate->name + " " + ToString(cell.client) + " " +
         tls::Name(cell.version);
}

Judged Judge(const Cell& cell, bool with_trust, Truth truth, Answer answer) {
  Judged judged{cell, with_trust, std::move(truth), std::move(answer)};
  const Truth& t = judged.truth;
  const Answer& a = judged.answer;
  const bool alike =
      std::find(t.alternates.begin(), t.alternates.end(), a.cause) != t.alternates.end();
  if (a.cause == t.cause && a.error.empty()) {
    judged.grade = Grade::kRight;
  } else if (alike && Names(a, t.cause) && !a.next_steps.empty()) {
    judged.grade = Grade::kAmong;
  }
  judged.certain_and_wrong = ClaimsAnother(a, t.cause);
  return judged;
}

std::vector<Cell> AllCells(const std::vector<Gate>& gates) {
  std::vector<Cell> cells;
  for (const Gate& gate : gates) {
    for (const Client client : AllClients()) {
      for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
        if (TruthOf(gate, client, version, false)) cells.push_back({&gate, client, version});
      }
    }
  }
  return cells;
}

std::vector<Cell> Chosen(std::vector<Cell> cells, size_t count, uint64_t seed) {
  if (count >= cells.size()) return cells;
  std::mt19937_64 random(seed);
  std::shuffle(cells.begin(), cells.end(), random);
  // The n-th cell of each gate comes before the n+1-th of any.
  std::map<const Gate*, size_t> met;
  std::vector<std::pair<size_t, Cell>> ranked;
  for (const Cell& cell : cells) ranked.emplace_back(met[cell.gate]++, cell);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Cell> chosen;
  for (size_t i = 0; i < count; ++i) chosen.push_back(ranked[i].second);
  return chosen;
}

}  // namespace shakedown::matrix
