// Every case of grade security has a broken peer that shows that it can fail, or the page on
// conformance says why it has none.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "handshake/broken/deviation.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using Ids = std::set<std::string>;

Ids SecurityCases() {
  Ids cases;
  const std::string folder = std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".xml") continue;
    const scenario::LoadedSuite loaded = scenario::LoadSuite(entry.path().string());
    EXPECT_TRUE(loaded.ok()) << entry.path();
    for (const scenario::ScenarioModel& scenario : loaded.suite.scenarios) {
      const bool graded = std::ranges::find(scenario.tags, "security") != scenario.tags.end();
      if (graded) cases.insert(scenario.id);
    }
  }
  return cases;
}

Ids WithReason() {
  Ids ids;
  std::ifstream file(std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/conformance/not-broken.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const size_t tab = line.find('\t');
    EXPECT_NE(tab, std::string::npos) << line;
    EXPECT_LT(tab + 1, line.size()) << line << " has no reason";
    ids.insert(line.substr(0, tab));
  }
  return ids;
}

TEST(broken_list, EverySecurityCaseHasABrokenPeerOrAReason) {
  Ids broken;
  for (const auto& deviation : handshake::broken::Deviations()) {
    broken.insert(std::string(deviation.id));
    broken.insert(deviation.also.begin(), deviation.also.end());
  }
  const Ids cases = SecurityCases();
  const Ids reasons = WithReason();
  EXPECT_GT(cases.size(), 100U);
  for (const std::string& id : cases) {
    EXPECT_NE(broken.contains(id), reasons.contains(id))
        << id << " needs either a broken peer or a reason in fixtures/conformance/not-broken.tsv";
  }
  for (const std::string& id : reasons) EXPECT_TRUE(cases.contains(id)) << id << " is no such case";
}

TEST(broken_list, NoIdIsGivenTwice) {
  Ids ids;
  for (const auto& deviation : handshake::broken::Deviations()) {
    EXPECT_TRUE(ids.insert(std::string(deviation.id)).second) << deviation.id;
  }
}

}  // namespace
}  // namespace shakedown::run
