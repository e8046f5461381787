// The conformance suites catch every peer that is broken about late certificates and
// renegotiations, by the case of its name and by no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "broken_fixture.h"
#include "handshake/broken/deviation.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

class broken_late : public BrokenFixture {
 protected:
  /// The scenarios that fail against the built-in peer that behaves so. Those that wait are only
  /// asked where it is about them.
  std::set<std::string> Failing(const std::string& behave, bool slow) {
    std::vector<std::shared_ptr<const scenario::SuiteModel>> suites;
    for (const char* name : {"post-handshake", "renegotiation"}) {
      scenario::LoadedSuite loaded =
          scenario::LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
      EXPECT_TRUE(loaded.ok()) << name;
      suites.push_back(testing_support::Share(std::move(loaded.suite)));
    }
    Selection selection;
    if (!slow) selection.not_tags = {"slow"};
    // One kind of key is enough here, and RSA keys take time.
    if (!behave.empty()) selection.filters = {"*tls=1.?]", "*identity=good]", "*context=*"};
    return Unmet(MakePlan(std::move(suites), selection), behave, /*skipped_too=*/true);
  }
};

TEST_F(broken_late, EachIsCaughtByItsCaseAlone) {
  EXPECT_THAT(Failing("", true), testing::IsEmpty());
  for (const auto& deviation : handshake::broken::LateDeviations()) {
    std::set<std::string> expected(deviation.also.begin(), deviation.also.end());
    expected.insert(std::string(deviation.id));
    const bool slow = deviation.id == "pha-gate";
    EXPECT_EQ(Failing("broken:" + std::string(deviation.id), slow), expected) << deviation.id;
  }
}

}  // namespace
}  // namespace shakedown::run
