// shakedown list [SUITE...]: the cases without running them.
#include <cstdio>
#include <sstream>

#include "cli/case_list.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/run_options.h"
#include "cli/suites.h"

namespace shakedown::cli {

int ListCommand(const Arguments& arguments) {
  po::options_description options("Options", 80);
  AddSelectionOptions(&options);
  options.add_options()("help,h", "show this text");
  po::options_description all;
  all.add(options).add_options()("suite", po::value<std::vector<std::string>>(), "");
  const auto parsed = ParseOptions(arguments, all, "suite");
  if (!parsed) return Fail(parsed.error());
  if (parsed->has("help")) {
    std::ostringstream text;
    text << options;
    std::printf(
        "Usage: shakedown list [SUITE...] [options]\n\nOne line per case: id, tags, place.\n\n%s",
        text.str().c_str());
    return kExitOk;
  }
  const auto names = FindSuites(parsed->texts("suite"));
  if (!names) return Fail(names.error());
  const auto selected = ReadSelection(*parsed, ProcessEnvironment());
  if (!selected) return Fail(selected.error());
  const auto suites = LoadSuites(*names);
  if (suites.empty()) return kExitUsage;
  const auto plan = run::MakePlan(suites, selected->selection);
  if (!plan) return Fail(plan.error());
  PrintCaseList(*plan);
  return plan->cases.empty() ? kExitNothing : kExitOk;
}

}  // namespace shakedown::cli
