// Small suites built in memory, without files.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scenario/model.h"

namespace shakedown::testing_support {

/// A handshake that presents identity `identity` ("none" for none).
inline scenario::HandshakeModel Shake(std::string identity, std::string id = {}) {
  scenario::HandshakeModel handshake;
  handshake.identity = std::move(identity);
  handshake.id = std::move(id);
  return handshake;
}

inline scenario::Expectation ExpectOutcome(diagnosis::Outcome outcome,
                                           std::vector<std::string> causes = {}) {
  scenario::Expectation expectation;
  expectation.outcome = outcome;
  expectation.causes = std::move(causes);
  return expectation;
}

/// A scenario with one handshake and one expectation.
inline scenario::ScenarioModel MakeScenario(std::string id, scenario::HandshakeModel handshake,
                                            scenario::Expectation expectation) {
  scenario::ScenarioModel scenario;
  scenario.id = std::move(id);
  scenario.title = "Scenario " + scenario.id;
  scenario.handshakes.push_back(std::move(handshake));
  scenario.expectations.push_back(std::move(expectation));
  scenario.position = {.file = "suite.xml", .line = 7, .column = 3};
  return scenario;
}

inline scenario::ScenarioModel MakeScenario(std::string id) {
  return MakeScenario(std::move(id), Shake("none"), ExpectOutcome(diagnosis::Outcome::kRefused));
}

inline scenario::IdentityModel Minted(std::string id, std::string flaw = "good",
                                      std::string issuer = "trusted") {
  scenario::IdentityModel identity;
  identity.id = std::move(id);
  identity.mint = std::move(flaw);
  identity.issuer = std::move(issuer);
  identity.position = {.file = "suite.xml", .line = 3, .column = 5};
  return identity;
}

inline scenario::SuiteModel MakeSuite(std::string name,
                                      std::vector<scenario::ScenarioModel> scenarios) {
  scenario::SuiteModel suite;
  suite.file = name + ".xml";
  suite.title = "Suite " + name;
  suite.name = std::move(name);
  suite.scenarios = std::move(scenarios);
  return suite;
}

inline std::shared_ptr<const scenario::SuiteModel> Share(scenario::SuiteModel suite) {
  return std::make_shared<const scenario::SuiteModel>(std::move(suite));
}

}  // namespace shakedown::testing_support
