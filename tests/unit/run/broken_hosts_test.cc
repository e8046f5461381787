// Peers that mix up hosts, leave doors open or believe what they are told are caught, each by the
// case of its name and by no other of its suite.
#include <gtest/gtest.h>

#include <set>

#include "broken_fixture.h"
#include "handshake/broken/deviation.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

class broken_hosts : public BrokenFixture {
 protected:
  using SuitePtr = std::shared_ptr<const scenario::SuiteModel>;

  static SuitePtr Load(const std::string& name) {
    scenario::LoadedSuite loaded =
        scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
    EXPECT_TRUE(loaded.ok()) << name;
    return testing_support::Share(std::move(loaded.suite));
  }

  static bool Holds(const scenario::SuiteModel& suite, std::string_view id) {
    return std::any_of(suite.scenarios.begin(), suite.scenarios.end(),
                       [id](const scenario::ScenarioModel& model) { return model.id == id; });
  }

  /// The scenarios of `suite` that fail against the built-in peer that behaves so; in TLS 1.3 if
  /// they say which version.
  std::set<std::string> Failing(const SuitePtr& suite, const std::string& behave) {
    Selection selection;
    selection.filters = {"*tls=1.3*"};
    for (const scenario::ScenarioModel& model : suite->scenarios) {
      if (model.tls.empty()) selection.filters.push_back("*/" + model.id + "*");
    }
    selection.not_tags = {"slow", "resumption"};
    return Unmet(MakePlan({suite}, selection), behave);
  }
};

TEST_F(broken_hosts, EachIsCaughtByItsCaseAlone) {
  size_t tried = 0;
  for (const char* name : {"virtual-hosts", "alpn", "other-doors", "forwarded-identity"}) {
    const SuitePtr suite = Load(name);
    EXPECT_EQ(Failing(suite, ""), std::set<std::string>()) << name;
    for (const auto& deviation : handshake::broken::HostDeviations()) {
      if (!Holds(*suite, deviation.id)) continue;
      ++tried;
      std::set<std::string> expected = {std::string(deviation.id)};
      for (const std::string_view also : deviation.also) {
        if (also != "h2-no-reneg") expected.emplace(also);  // of TLS 1.2
      }
      EXPECT_EQ(Failing(suite, "broken:" + std::string(deviation.id)), expected) << deviation.id;
    }
  }
  EXPECT_EQ(tried, handshake::broken::HostDeviations().size());
}

}  // namespace
}  // namespace shakedown::run
