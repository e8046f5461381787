// shakedown causes [ID]: the catalogue as text.
#include <cstdio>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/wrap.h"
#include "core/text.h"
#include "diagnosis/cause.h"

namespace shakedown::cli {
namespace {

void PrintAll() {
  for (const diagnosis::CauseInfo& cause : diagnosis::Causes()) {
    const std::string id(cause.id);
    std::printf("%-36s %s\n", id.c_str(), std::string(cause.summary).c_str());
  }
}

void PrintOne(const diagnosis::CauseInfo& cause) {
  std::printf("%s\n%s\n\n", std::string(cause.id).c_str(), std::string(cause.summary).c_str());
  std::printf("%s\n\n", Wrapped(cause.meaning, 80, 0).c_str());
  std::printf("What settles it:\n%s\n", Wrapped(cause.settled_by, 80, 2).c_str());
  if (cause.fault != diagnosis::Fault::kNobody) {
    std::printf("\nWho has to change something: %s\n", ToString(cause.fault));
  }
}

int UnknownCause(const std::string& id) {
  std::vector<std::string_view> ids;
  for (const diagnosis::CauseInfo& cause : diagnosis::Causes()) ids.push_back(cause.id);
  const std::string_view nearest = NearestName(id, ids);
  const std::string hint = nearest.empty() ? "'shakedown causes' lists them all"
                                           : "did you mean '" + std::string(nearest) + "'?";
  return Fail(Error(ErrorCode::kUsage, "there is no cause '" + Printable(id) + "'").WithHint(hint));
}

}  // namespace

Manual CausesManual() {
  Manual manual{.usage = "causes [ID...]",
                .about =
                    "Lists the causes that Shakedown can find, or says of each ID what it "
                    "means, what settles it and who has to change something.",
                .examples = {"shakedown causes certificate.too-deep"},
                .words = Words::kCauses};
  manual.groups.emplace_back("Options").add_options()("help,h", "show this text");
  return manual;
}

int CausesCommand(const Arguments& arguments) {
  const Manual manual = CausesManual();
  po::options_description all;
  all.add(manual.groups.front()).add_options()("id", po::value<std::vector<std::string>>(), "");
  const auto parsed = ParseOptions(arguments, all, "id");
  if (!parsed) return Fail(parsed.error());
  if (parsed->has("help")) return PrintHelp(manual);
  const auto ids = parsed->texts("id");
  if (ids.empty()) PrintAll();
  for (const std::string& id : ids) {
    const diagnosis::CauseInfo* cause = diagnosis::FindCause(id);
    if (cause == nullptr) return UnknownCause(id);
    if (&id != ids.data()) std::puts("");
    PrintOne(*cause);
  }
  return kExitOk;
}

}  // namespace shakedown::cli
