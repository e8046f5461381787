// The conformance suites catch every broken peer, by the case of its name and by no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "handshake/broken/deviation.h"
#include "run_fixture.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

class broken_peer : public RunFixture {
 protected:
  /// The scenarios that fail in TLS 1.3 against the built-in peer that behaves so. Those that wait
  /// are only asked where it is about them.
  std::set<std::string> Failing(const std::string& behave, bool slow = false) {
    std::vector<std::shared_ptr<const scenario::SuiteModel>> suites;
    for (const char* name : {"path-validation", "validity", "usage", "client-certificate",
                             "certificate-request", "downgrade", "resumption",
                             "early-data", "revocation", "fail-open", "identity-mapping"}) {
      scenario::LoadedSuite loaded =
          scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
      EXPECT_TRUE(loaded.ok()) << name;
      suites.push_back(testing_support::Share(std::move(loaded.suite)));
    }
    Selection selection;
    selection.filters = {"*tls=1.3*", "downgrade/*anon*", "*/resume-ems*", "*/cc-url-ignored*"};
    if (!slow) selection.not_tags = {"slow"};
    const Result<Plan> plan = MakePlan(std::move(suites), selection);
    RunOptions options;
    options.target.behave = behave;
    options.jobs = 4;
    testing_support::RecordingReporter report;
    Reporter* const reporters[] = {&report};
    EXPECT_TRUE(plan);
    if (!plan) return {};
    const auto summary = run::Run(*plan, options, reporters, interrupt_);
    EXPECT_TRUE(summary) << behave;
    std::set<std::string> failing;
    for (const auto& [id, result] : report.results()) {
      if (result.verdict == Verdict::kPassed || result.verdict == Verdict::kSkipped) continue;
      const size_t from = id.find('/') + 1;
      failing.insert(id.substr(from, id.find('[') - from));
    }
    return failing;
  }
};

TEST_F(broken_peer, EachIsCaughtByItsCaseAlone) {
  const std::set<std::string_view> kSlow = {"resume-after-expiry", "resume-chain-endless"};
  EXPECT_TRUE(Failing("", true).empty());
  for (const auto& deviation : handshake::broken::Deviations()) {
    if (deviation.admits != nullptr) continue;  // broken_hosts_test
    if (deviation.late != nullptr) continue;    // broken_late_test
    std::set<std::string> expected(deviation.also.begin(), deviation.also.end());
    expected.insert(std::string(deviation.id));
    const bool slow = kSlow.contains(deviation.id);
    EXPECT_EQ(Failing("broken:" + std::string(deviation.id), slow), expected) << deviation.id;
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
