// The conformance suites catch every peer that overlooks a flaw in its clients' flights, by the
// case of its name and by no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "broken_fixture.h"
#include "handshake/broken/deviation.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using Ids = std::set<std::string>;

/// Scenarios that take long, without a flaw in them.
bool IsLong(const scenario::ScenarioModel& scenario) {
  return scenario.id.starts_with("size-limit") || scenario.id.starts_with("size-chain-growth") ||
         scenario.id == "size-subject" || scenario.id == "size-padding";
}

/// The same scenario in one variant.
void Narrow(scenario::ScenarioModel* scenario) {
  if (scenario->tls.ends_with("1.3")) scenario->tls = "1.3";
  for (scenario::AxisModel& axis : scenario->axes) axis.values.resize(1);
}

class broken_flight : public BrokenFixture {
 protected:
  /// The suite that `id` is in, with all variants of `expected` and one of all others.
  static std::shared_ptr<const scenario::SuiteModel> SuiteOf(std::string_view id,
                                                             const Ids& expected) {
    const char* name = id.starts_with("cc-")     ? "client-certificate"
                       : id.starts_with("size-") ? "sizes"
                                                 : "certificate-verify";
    scenario::LoadedSuite loaded =
        scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
    EXPECT_TRUE(loaded.ok()) << name;
    std::erase_if(loaded.suite.scenarios, IsLong);
    for (scenario::ScenarioModel& scenario : loaded.suite.scenarios) {
      if (!expected.contains(scenario.id)) Narrow(&scenario);
    }
    return testing_support::Share(std::move(loaded.suite));
  }

  /// What fails against the built-in peer that is broken so.
  Ids Failing(std::string_view broken, const Ids& expected) {
    return Unmet(MakePlan({SuiteOf(broken, expected)}, {}), "broken:" + std::string(broken));
  }
};

TEST_F(broken_flight, EachIsCaughtByItsCaseAlone) {
  for (const auto& deviation : handshake::broken::FlightDeviations()) {
    Ids expected(deviation.also.begin(), deviation.also.end());
    expected.insert(std::string(deviation.id));
    EXPECT_EQ(Failing(deviation.id, expected), expected) << deviation.id;
  }
}

}  // namespace
}  // namespace shakedown::run
