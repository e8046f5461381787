#include "bench/generated_suite.h"

#include <utility>

namespace shakedown::bench {

std::shared_ptr<const scenario::SuiteModel> MakeLargeSuite(int count,
                                                           scenario::IdentityModel identity) {
  auto suite = std::make_shared<scenario::SuiteModel>();
  suite->file = "generated.xml";
  suite->name = "generated";
  suite->title = "Generated";
  scenario::ScenarioModel scenario;
  scenario.tls = "1.3";
  scenario.position = {.file = suite->file, .line = 1, .column = 1};
  scenario.handshakes.emplace_back().identity = identity.id;
  scenario.expectations.emplace_back().outcome = diagnosis::Outcome::kAccepted;
  suite->identities.push_back(std::move(identity));
  for (int i = 0; i < count; ++i) {
    scenario.id = "case-" + std::to_string(i);
    scenario.title = "Case " + std::to_string(i);
    suite->scenarios.push_back(scenario);
  }
  return suite;
}

}  // namespace shakedown::bench
