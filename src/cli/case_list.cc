#include "cli/case_list.h"

#include <cstdio>

#include "core/text.h"

namespace shakedown::cli {

void PrintCaseList(const run::Plan& plan) {
  for (const run::Case& test : plan.cases) {
    const scenario::ScenarioModel& scenario = *test.scenario_model;
    const std::string tags = Joined(scenario.tags, ",");
    std::printf("%s\t%s\t%s:%d\n", test.id.c_str(), tags.empty() ? "-" : tags.c_str(),
                scenario.position.file.c_str(), scenario.position.line);
  }
}

}  // namespace shakedown::cli
