// Accuracy against real servers: a diagnosis for every cell, compared with what is true by
// construction. SHAKEDOWN_MATRIX_SEED and SHAKEDOWN_MATRIX_CELLS (a number or "all") choose the
// cells, SHAKEDOWN_MATRIX_SERVERS (names) the servers; SHAKEDOWN_MATRIX_DOC names a page to write,
// SHAKEDOWN_COMPLETE=1 insists on all servers being installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>

#include "core/file.h"
#include "core/text.h"
#include "diagnosis/cause.h"
#include "tests/matrix/fleet.h"
#include "tests/matrix/tally.h"

namespace shakedown::matrix {
namespace {

using testing::IsEmpty;

constexpr size_t kDefaultCells = 120;
/// Most of an investigation is waiting.
constexpr size_t kThreads = 12;

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

uint64_t Seed() {
  const std::string given = Variable("SHAKEDOWN_MATRIX_SEED");
  return given.empty() ? std::random_device{}() : std::stoull(given);
}

size_t HowMany() {
  const std::string given = Variable("SHAKEDOWN_MATRIX_CELLS");
  if (given == "all") return SIZE_MAX;
  return given.empty() ? kDefaultCells : std::stoull(given);
}

std::vector<Gate> WantedGates() {
  const std::string given = Variable("SHAKEDOWN_MATRIX_SERVERS");
  std::vector<Gate> gates = AllGates();
  if (given.empty()) return gates;
  const auto names = Words(given);
  std::erase_if(gates, [&names](const Gate& gate) {
    return std::find(names.begin(), names.end(), gate.server) == names.end();
  });
  return gates;
}

std::set<std::string> ServersOf(const std::vector<Gate>& gates) {
  std::set<std::string> servers;
  for (const Gate& gate : gates) servers.insert(gate.server);
  return servers;
}

TEST(MatrixTable, HoldsEnoughCellsWithCausesOfTheCatalogue) {
  const std::vector<Gate> gates = AllGates();
  const std::vector<Cell> cells = AllCells(gates);
  EXPECT_GE(cells.size(), 600u);
  std::set<std::string> names;
  for (const Gate& gate : gates) {
    EXPECT_TRUE(names.insert(gate.server + "/" + gate.name).second) << gate.name;
  }
  for (const Cell& cell : cells) {
    for (const bool with_trust : {false, true}) {
      const auto truth = TruthOf(*cell.gate, cell.client, cell.version, with_trust);
      ASSERT_TRUE(truth) << ToText(cell);
      EXPECT_NE(diagnosis::FindCause(truth->cause), nullptr) << truth->cause;
      EXPECT_EQ(truth->alternates.empty(), truth->why.empty()) << ToText(cell);
    }
  }
}

TEST(MatrixTable, NamesListenersThatTheServersHave) {
  std::set<std::string> listeners;
  for (const auto& plan : testing_support::AllServerPlans()) {
    for (const std::string& gate : plan.gates) listeners.insert(plan.name + "/" + gate);
  }
  for (const Gate& gate : AllGates()) {
    EXPECT_TRUE(listeners.contains(gate.server + "/" + gate.listener)) << gate.listener;
  }
}

TEST(MatrixTable, ChoosesByTheSeedAndMeetsEveryGate) {
  const std::vector<Gate> gates = AllGates();
  const auto texts = [&gates](size_t count, uint64_t seed) {
    std::vector<std::string> all;
    for (const Cell& cell : Chosen(AllCells(gates), count, seed)) all.push_back(ToText(cell));
    return all;
  };
  EXPECT_EQ(texts(50, 7), texts(50, 7));
  EXPECT_NE(texts(50, 7), texts(50, 8));
  std::set<const Gate*> met;
  for (const Cell& cell : Chosen(AllCells(gates), gates.size(), 7)) met.insert(cell.gate);
  EXPECT_EQ(met.size(), gates.size());
}

TEST(Matrix, FirstCauseIsTheTrueOne) {
  const std::vector<Gate> gates = WantedGates();
  const World world;
  Fleet fleet(world, ServersOf(gates));
  ASSERT_THAT(fleet.broken(), IsEmpty());
  if (!Variable("SHAKEDOWN_COMPLETE").empty()) {
    EXPECT_THAT(fleet.missing(), IsEmpty());
  }
  for (const std::string& name : fleet.missing()) std::cout << name << " is not installed\n";

  std::vector<Cell> cells = AllCells(gates);
  std::erase_if(cells, [&fleet](const Cell& cell) { return !fleet.Has(cell.gate->server); });
  const uint64_t seed = Seed();
  cells = Chosen(std::move(cells), HowMany(), seed);
  std::cout << cells.size() << " cells, SHAKEDOWN_MATRIX_SEED=" << seed << std::endl;
  const std::vector<Judged> judged = fleet.TryAll(cells, kThreads);

  const Score without = ScoreOf(judged, false);
  const Score with = ScoreOf(judged, true);
  std::cout << DescribeWrong(judged) << "\n"
            << ByServer(judged) << "\nwithout the CA file\n"
            << Confusion(judged, false) << "\nwith the CA file\n"
            << Confusion(judged, true) << std::endl;
  EXPECT_GE(without.ClearPercent(), 97.0);
  EXPECT_GE(with.ClearPercent(), 99.0);
  EXPECT_GE(without.EqualPercent(), 97.0);
  EXPECT_GE(with.EqualPercent(), 97.0);
  std::cout << "enforcement told rightly in " << without.gates_right << " of " << without.gates
            << " cells, wrongly in " << without.gates_told - without.gates_right << std::endl;
  // What cannot be told is said to be unknown.
  EXPECT_EQ(without.gates_told, without.gates_right);
  EXPECT_EQ(with.gates_told, with.gates_right);
  EXPECT_EQ(without.certain_and_wrong + with.certain_and_wrong, 0u);
  if (const std::string page = Variable("SHAKEDOWN_MATRIX_DOC"); !page.empty()) {
    EXPECT_TRUE(WriteFile(page, Page(judged)));
  }
}

}  // namespace
}  // namespace shakedown::matrix
