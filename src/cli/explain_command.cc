// shakedown explain URL: one identity against one server; why it was refused and who has to change
// what.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <utility>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/explain_options.h"
#include "cli/interrupt.h"
#include "cli/report_files.h"
#include "core/file.h"
#include "report/explanation.h"
#include "report/json.h"

namespace shakedown::cli {
namespace {

void PrintHelp(const ExplainDeclaration& declared) {
  std::printf(
      "Usage: shakedown explain URL [options]\n\n"
      "Makes one handshake with your certificate, asks the server more where the cause\n"
      "is open, and says why you were refused, what proves it, and who has to change\n"
      "what.\n\n"
      "  shakedown explain https://host:8443/path --cert me.pem --key me.key\n"
      "  shakedown explain https://host/ --p12 me.p12 --pass env:MY_PASS\n"
      "  shakedown explain https://host/ --cert me.pem --as java-sunx509\n\n");
  for (const auto* group :
       {&declared.target, &declared.identity, &declared.handshake, &declared.output}) {
    std::ostringstream text;
    text << *group;
    std::printf("%s\n", text.str().c_str());
  }
  std::fputs(
      "Exit codes:\n"
      "  0   accepted\n"
      "  1   refused\n"
      "  2   usage, or a CA file that cannot be read\n"
      "  3   no verdict: server not reached, identity unusable\n"
      "  5   the JSON could not be written\n"
      "  130, 143  interrupted or terminated\n",
      stdout);
}

int ExitCodeOf(const run::Investigation& found) {
  switch (found.diagnosis.outcome) {
    case diagnosis::Outcome::kAccepted: return kExitOk;
    case diagnosis::Outcome::kRefused: return kExitFailure;
    case diagnosis::Outcome::kNoVerdict: return kExitError;
  }
  return kExitError;
}

void PrintText(const ExplainRequest& request, const run::Investigation& found) {
  if (request.verbosity < -1 || request.json_path == "-") return;
  if (request.verbosity == -1) {
    std::printf("%s\n", report::ExplanationLine(found).c_str());
    return;
  }
  report::ExplanationOptions options;
  options.everything = request.verbosity > 0;
  options.color = report::UseColor(request.color, STDOUT_FILENO);
  std::fputs(report::ExplanationText(found, options).c_str(), stdout);
}

int Explain(ExplainRequest request) {
  const std::atomic<int>& interrupt = WatchInterrupts();
  request.investigation.interrupt = &interrupt;
  const auto found = run::Investigate(request.investigation);
  if (!found) return Fail(found.error());
  PrintText(request, *found);
  if (!request.json_path.empty()) {
    const std::string json = report::InvestigationJson(*found);
    const auto written = WriteFile(request.json_path, json + "\n");
    if (!written) return Fail(written.error());
  }
  if (interrupt == SIGINT) return kExitInterrupted;
  if (interrupt == SIGTERM) return kExitTerminated;
  return ExitCodeOf(*found);
}

}  // namespace

int ExplainCommand(const Arguments& arguments) {
  const ExplainDeclaration declared;
  const auto options = ParseOptions(arguments, declared.all, "url");
  if (!options) return Fail(options.error());
  if (options->has("help")) {
    PrintHelp(declared);
    return kExitOk;
  }
  if (const auto writable = CheckWritable(options->text("json")); !writable) {
    return Fail(writable.error());
  }
  auto request = ReadExplainOptions(*options);
  if (!request) return Fail(request.error());
  return Explain(*std::move(request));
}

}  // namespace shakedown::cli
