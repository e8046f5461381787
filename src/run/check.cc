// --dry-run: everything that can go wrong before the first connection.
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "run/mint_request.h"
#include "run/runner.h"
#include "run/script.h"
#include "run/surroundings.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

/// Collects each defect once, although many cases share a scenario.
class Defects {
 public:
  void Add(Error error) {
    if (seen_.insert(error.Text()).second) errors_.push_back(std::move(error));
  }
  std::vector<Error> Take() { return std::move(errors_); }

 private:
  std::set<std::string> seen_;
  std::vector<Error> errors_;
};

void CheckCase(const Case& test, SuiteEnvironment& environment, std::set<std::string>* identities,
               Defects* defects) {
  Result<Script> script = MakeScript(test, environment);
  if (!script) return defects->Add(std::move(script).error());
  const std::vector<std::string_view> known = environment.identities().Ids();
  for (const Step& step : script->steps) {
    if (std::find(known.begin(), known.end(), step.identity) != known.end()) {
      identities->insert(step.identity);
      continue;
    }
    defects->Add(Error(ErrorCode::kSuite,
                       "case " + test.id + ": the suite has no identity '" + step.identity + "'")
                     .At(step.model->position));
  }
}

/// Files are loaded; what would be minted is only looked at, because keys take time.
void CheckIdentity(const scenario::IdentityModel& raw, SuiteEnvironment& environment,
                   Defects* defects) {
  if (raw.mint.empty()) {
    const PreparedIdentity* prepared = environment.identities().Get(raw.id);
    if (prepared->unusable) {
      defects->Add(Error(*prepared->unusable).AddContext("identity '" + raw.id + "'"));
    }
    if (prepared->error) defects->Add(*prepared->error);
    return;
  }
  Result<scenario::IdentityModel> model =
      scenario::Substituted(raw, environment.variables().values);
  if (!model) return defects->Add(std::move(model).error());
  const Result<pki::MintRequest> request = ToMintRequest(*model);
  if (!request) defects->Add(request.error());
}

bool ExpectsUnusableIdentity(const scenario::SuiteModel& suite) {
  for (const scenario::ScenarioModel& scenario : suite.scenarios) {
    for (const scenario::Expectation& expectation : scenario.expectations) {
      for (const std::string& cause : expectation.causes) {
        if (cause == "client.identity-unusable") return true;
      }
    }
  }
  return false;
}

void CheckSuite(SuiteEnvironment& environment, Defects* defects) {
  if (Result<void> pretended = environment.Pretend(); !pretended) {
    return defects->Add(pretended.error());
  }
  std::set<std::string> used;
  for (const Case* test : environment.cases()) CheckCase(*test, environment, &used, defects);
  for (const scenario::IdentityModel& model : environment.suite().identities) {
    if (!used.contains(model.id)) continue;
    // A suite that is about unusable identities has them on purpose.
    if (model.mint.empty() && ExpectsUnusableIdentity(environment.suite())) continue;
    CheckIdentity(model, environment, defects);
  }
}

}  // namespace

std::vector<Error> Check(const Plan& plan, const RunOptions& options) {
  Defects defects;
  std::vector<Error> errors;
  Surroundings surroundings(plan, options, &errors);
  for (Error& error : errors) defects.Add(std::move(error));
  for (const auto& environment : surroundings.all()) CheckSuite(*environment, &defects);
  return defects.Take();
}

}  // namespace shakedown::run
