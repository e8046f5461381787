// shakedown profiles [ID]: the client stacks whose choice of certificate is known.
#include <algorithm>
#include <cstdio>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/wrap.h"
#include "core/text.h"
#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_rules.h"

namespace shakedown::cli {
namespace {

using diagnosis::ClientProfile;
using diagnosis::ClientProfiles;
using diagnosis::ProfileInfo;

constexpr size_t kWidth = 80;

void PrintAll() {
  size_t width = 0;
  for (const ClientProfile& profile : ClientProfiles()) {
    width = std::max(width, diagnosis::Info(profile).id.size());
  }
  for (const ClientProfile& profile : ClientProfiles()) {
    const ProfileInfo info = diagnosis::Info(profile);
    std::printf("%-*s  %-13s  %s\n", static_cast<int>(width), std::string(info.id).c_str(),
                ToString(info.evidence), std::string(info.name).c_str());
  }
}

/// `text` as an item of a list: a dash, later lines indented.
void PrintItem(std::string_view text) {
  std::string item = Wrapped(text, kWidth, 4);
  item[2] = '-';
  std::printf("%s\n", item.c_str());
}

void PrintOne(const ClientProfile& profile) {
  const ProfileInfo info = diagnosis::Info(profile);
  std::printf("%s\n%s\n\n", std::string(info.id).c_str(), std::string(info.name).c_str());
  std::printf("Evidence: %s%s\n", ToString(info.evidence),
              info.low_confidence ? " (low confidence)" : "");
  std::printf("%s\n", Wrapped("Versions: " + std::string(info.versions), kWidth, 0).c_str());
  std::puts("\nRules:");
  for (const std::string& rule : diagnosis::Describe(profile)) PrintItem(rule);
  std::puts("\nSources:");
  for (const std::string_view source : diagnosis::Sources(profile)) PrintItem(source);
}

int UnknownProfile(const std::string& id) {
  std::vector<std::string_view> ids;
  for (const ClientProfile& profile : ClientProfiles()) ids.push_back(diagnosis::Info(profile).id);
  const std::string_view nearest = NearestName(id, ids);
  const std::string hint = nearest.empty() ? "'shakedown profiles' lists them all"
                                           : "did you mean '" + std::string(nearest) + "'?";
  return Fail(Error(ErrorCode::kUsage, "there is no client profile '" + Printable(id) + "'")
                  .WithHint(hint));
}

}  // namespace

Manual ProfilesManual() {
  Manual manual{.usage = "profiles [ID...]",
                .about =
                    "Lists the client stacks that are known with the evidence for their "
                    "rules, or says what each ID does with a CertificateRequest.",
                .examples = {"shakedown profiles java-sunx509"},
                .words = Words::kProfiles};
  manual.groups.emplace_back("Options").add_options()("help,h", "show this text");
  return manual;
}

int ProfilesCommand(const Arguments& arguments) {
  const Manual manual = ProfilesManual();
  po::options_description all;
  all.add(manual.groups.front()).add_options()("id", po::value<std::vector<std::string>>(), "");
  const auto parsed = ParseOptions(arguments, all, "id");
  if (!parsed) return Fail(parsed.error());
  if (parsed->has("help")) return PrintHelp(manual);
  const auto ids = parsed->texts("id");
  if (ids.empty()) PrintAll();
  for (const std::string& id : ids) {
    const ClientProfile* profile = diagnosis::FindClientProfile(id);
    if (profile == nullptr) return UnknownProfile(id);
    if (&id != ids.data()) std::puts("");
    PrintOne(*profile);
  }
  return kExitOk;
}

}  // namespace shakedown::cli
