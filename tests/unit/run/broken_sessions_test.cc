// No requirement of security about sessions, early data, revocation and configuration lacks a peer
// that breaks it (broken_peer_test runs them).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "handshake/broken/deviation.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

TEST(broken_sessions, EverySecurityRequirementHasOne) {
  std::set<std::string> broken;
  for (const auto& deviation : handshake::broken::Deviations()) {
    broken.insert(std::string(deviation.id));
    broken.insert(deviation.also.begin(), deviation.also.end());
  }
  for (const char* name : {"resumption", "early-data", "revocation", "fail-open"}) {
    const scenario::LoadedSuite loaded =
        scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
    ASSERT_TRUE(loaded.ok()) << name;
    for (const scenario::ScenarioModel& scenario : loaded.suite.scenarios) {
      const auto& tags = scenario.tags;
      if (std::find(tags.begin(), tags.end(), "security") == tags.end()) continue;
      EXPECT_TRUE(broken.contains(scenario.id)) << scenario.id;
    }
  }
}

}  // namespace
}  // namespace shakedown::run
