// The conformance suites catch every peer that overlooks a flaw in its clients' flights, by the
// case of its name and by no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "handshake/broken/deviation.h"
#include "run_fixture.h"
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

class broken_flight : public RunFixture {
 protected:
  /// The suites about the client's flight, with all variants of `expected` and one of all others.
  static std::vector<std::shared_ptr<const scenario::SuiteModel>> Suites(const Ids& expected) {
    std::vector<std::shared_ptr<const scenario::SuiteModel>> suites;
    for (const char* name : {"certificate-verify", "client-certificate", "sizes"}) {
      scenario::LoadedSuite loaded =
          scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
      EXPECT_TRUE(loaded.ok()) << name;
      std::erase_if(loaded.suite.scenarios, IsLong);
      for (scenario::ScenarioModel& scenario : loaded.suite.scenarios) {
        if (!expected.contains(scenario.id)) Narrow(&scenario);
      }
      suites.push_back(testing_support::Share(std::move(loaded.suite)));
    }
    return suites;
  }

  /// What fails against the built-in peer that behaves so: cases, named in full.
  Ids Failing(const std::string& behave, const Ids& expected) {
    const Result<Plan> plan = MakePlan(Suites(expected), {});
    RunOptions options;
    options.target.behave = behave;
    options.jobs = 4;
    testing_support::RecordingReporter report;
    Reporter* const reporters[] = {&report};
    EXPECT_TRUE(plan);
    if (!plan) return {};
    EXPECT_TRUE(run::Run(*plan, options, reporters, interrupt_)) << behave;
    Ids failing;
    for (const auto& [id, result] : report.results()) {
      const bool well = result.verdict == Verdict::kPassed || result.verdict == Verdict::kSkipped;
      if (!well) failing.insert(id.substr(id.find('/') + 1));
    }
    return failing;
  }

  static Ids ScenariosOf(const Ids& cases) {
    Ids scenarios;
    for (const std::string& id : cases) scenarios.insert(id.substr(0, id.find('[')));
    return scenarios;
  }
};

TEST_F(broken_flight, EachIsCaughtByItsCaseAlone) {
  for (const auto& deviation : handshake::broken::FlightDeviations()) {
    Ids expected(deviation.also.begin(), deviation.also.end());
    expected.insert(std::string(deviation.id));
    const Ids failing = Failing("broken:" + std::string(deviation.id), expected);
    EXPECT_EQ(ScenariosOf(failing), expected) << deviation.id;
  }
}

}  // namespace
}  // namespace shakedown::run
