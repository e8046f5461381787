// shakedown compare OLD.json NEW.json: what changed between two runs.
#include <algorithm>
#include <cstdio>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/report_files.h"
#include "core/file.h"
#include "report/compare.h"

namespace shakedown::cli {
namespace {

constexpr const char* kNotes =
    "Exit codes:\n"
    "  0   nothing got worse\n"
    "  1   a verdict got worse, a case vanished, or the server asks for less\n"
    "      (with --any-change: anything differs)\n"
    "  2   usage, or a report that cannot be read\n"
    "  5   a report could not be written\n";

}  // namespace

Manual CompareManual() {
  Manual manual{
      .usage = "compare OLD.json NEW.json [options]",
      .about =
          "Says what changed between two runs: verdicts, causes, and what the server asks for (a "
          "CA that vanished from its list). With --junit it is a gate that keeps a baseline.",
      .examples = {"shakedown compare baseline.json reports/report.json",
                   "shakedown compare baseline.json reports/report.json --junit baseline.xml"},
      .notes = kNotes,
      .words = Words::kFiles};
  OptionGroup& options = manual.groups.emplace_back("Options");
  options.add_options()("any-change", "every difference fails, not only what got worse");
  AddJunitOptions(&options);
  options.add_options()("quiet,q", "no text, only the exit code");
  options.add_options()("help,h", "show this text");
  return manual;
}

int CompareCommand(const Arguments& arguments) {
  const Manual manual = CompareManual();
  po::options_description all;
  all.add(manual.groups.front()).add_options()("file", po::value<std::vector<std::string>>(), "");
  const auto options = ParseOptions(arguments, all, "file");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(manual);
  const auto files = options->texts("file");
  if (files.size() != 2) {
    return Fail(Error(ErrorCode::kUsage, "two reports are needed: the old one and the new one")
                    .WithHint("shakedown compare OLD.json NEW.json"));
  }
  const std::string path = options->text("junit");
  if (auto writable = CheckWritable(path); !writable) return Fail(writable.error());
  const auto junit = ReadJunitOptions(*options);
  if (!junit) return Fail(junit.error());
  const auto before = report::model::RunReport::Load(files[0]);
  if (!before) return Fail(before.error());
  const auto after = report::model::RunReport::Load(files[1]);
  if (!after) return Fail(after.error());
  const auto cases = report::Compare(*before, *after);
  if (!cases) return Fail(cases.error());
  const bool any = options->has("any-change");
  if (options->verbosity >= 0 && path != "-") {
    std::fputs(report::ComparisonText(*cases).c_str(), stdout);
  }
  if (!path.empty()) {
    const auto written = WriteFile(path, report::ComparisonJunit(*cases, any, *junit));
    if (!written) return Fail(written.error());
  }
  const bool fails = std::any_of(cases->begin(), cases->end(), [any](const auto& one) {
    return any ? one.change != report::Change::kNone : report::IsRegression(one.change);
  });
  return fails ? kExitFailure : kExitOk;
}

}  // namespace shakedown::cli
