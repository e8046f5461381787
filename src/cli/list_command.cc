// shakedown list [SUITE...]: the cases without running them.
#include "cli/case_list.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/run_options.h"
#include "cli/suites.h"

namespace shakedown::cli {

Manual ListManual() {
  Manual manual{.usage = "list [SUITE...] [options]",
                .about =
                    "Lists the cases of suites without running them, one line each: id, tags, "
                    "place. Without a suite: the shipped ones.",
                .examples = {"shakedown list --tag smoke", "shakedown list gate.xml --shard 2/5"},
                .notes = ExitCodeHelp(),
                .words = Words::kFiles};
  OptionGroup& options = manual.groups.emplace_back("Options");
  AddSelectionOptions(&options);
  options.add_options()("help,h", "show this text");
  return manual;
}

int ListCommand(const Arguments& arguments) {
  const Manual manual = ListManual();
  po::options_description all;
  all.add(manual.groups.front()).add_options()("suite", po::value<std::vector<std::string>>(), "");
  const auto parsed = ParseOptions(arguments, all, "suite");
  if (!parsed) return Fail(parsed.error());
  if (parsed->has("help")) return PrintHelp(manual);
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
