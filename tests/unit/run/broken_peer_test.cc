// The conformance suites catch every broken peer, by the case of its name and by no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "broken_fixture.h"
#include "handshake/broken/deviation.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using SuitePtr = std::shared_ptr<const scenario::SuiteModel>;

constexpr const char* kSuites[] = {
    "path-validation",  "validity",     "usage",      "client-certificate", "certificate-request",
    "downgrade",        "resumption",   "early-data", "revocation",         "fail-open",
    "identity-mapping", "virtual-hosts"};

class broken_peer : public BrokenFixture {
 protected:
  broken_peer() {
    for (const char* name : kSuites) {
      scenario::LoadedSuite loaded =
          scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
      EXPECT_TRUE(loaded.ok()) << name;
      if (loaded.ok()) suites_.push_back(testing_support::Share(std::move(loaded.suite)));
    }
  }

  /// The suites with these scenarios: all others would cost minutes, and find what their own broken
  /// peers prove.
  std::vector<SuitePtr> SuitesWith(const std::set<std::string>& scenarios) const {
    std::vector<SuitePtr> found;
    for (const SuitePtr& suite : suites_) {
      const auto asks = [&scenarios](const scenario::ScenarioModel& scenario) {
        return scenarios.contains(scenario.id);
      };
      if (std::ranges::any_of(suite->scenarios, asks)) found.push_back(suite);
    }
    return found;
  }

  /// The scenarios that fail in TLS 1.3 against the built-in peer that behaves so. Those that wait
  /// are only asked where it is about them.
  std::set<std::string> Failing(std::vector<SuitePtr> suites, const std::string& behave,
                                bool slow = false) {
    Selection selection;
    selection.filters = {"*tls=1.3*", "downgrade/*anon*", "*/cc-url-ignored*", "*/resume-ems*"};
    if (!slow) selection.not_tags = {"slow"};
    return Unmet(MakePlan(std::move(suites), selection), behave);
  }

  std::vector<SuitePtr> suites_;
};

TEST_F(broken_peer, EachIsCaughtByItsCaseAlone) {
  const std::set<std::string_view> kSlow = {"resume-after-expiry", "resume-chain-endless",
                                            "rev-ocsp-down"};
  EXPECT_TRUE(Failing(suites_, "", true).empty());
  for (const auto& deviation : handshake::broken::Deviations()) {
    if (deviation.admits != nullptr) continue;                            // broken_hosts_test
    if (deviation.late != nullptr) continue;                              // broken_late_test
    if (deviation.overlooks != handshake::broken::Flaw::kNone) continue;  // broken_flight_test
    std::set<std::string> expected(deviation.also.begin(), deviation.also.end());
    expected.insert(std::string(deviation.id));
    const bool slow = kSlow.contains(deviation.id);
    EXPECT_EQ(Failing(SuitesWith(expected), "broken:" + std::string(deviation.id), slow), expected)
        << deviation.id;
  }
}

TEST_F(broken_peer, AnUnknownOneIsNamedWithThoseThatThereAre) {
  options_.target.behave = "broken:nothing";
  scenario::SuiteModel suite = testing_support::MakeSuite(
      "s", {testing_support::MakeScenario(
               "c", testing_support::Shake("none"),
               testing_support::ExpectOutcome(diagnosis::Outcome::kRefused))});
  const Result<Plan> plan = MakePlan({testing_support::Share(std::move(suite))}, {});
  ASSERT_TRUE(plan);
  Reporter* const reporters[] = {&report_};
  const auto refused = run::Run(*plan, options_, reporters, interrupt_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().hint(), testing::HasSubstr("val-expired"));
}

}  // namespace
}  // namespace shakedown::run
