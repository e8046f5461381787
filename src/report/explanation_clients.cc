// What other clients would have done with the same files: grouped, because forty lines that say the
// same say nothing.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "core/text.h"
#include "report/explanation_parts.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

using diagnosis::ClientAction;
using diagnosis::ProfilePrediction;

constexpr std::array<std::pair<ClientAction, const char*>, 5> kGroups = {{
    {ClientAction::kSends, "present the certificate"},
    {ClientAction::kSendsNone, "present nothing"},
    {ClientAction::kAsksUser, "ask the user"},
    {ClientAction::kAborts, "end the handshake"},
    {ClientAction::kUnknown, "leave it to the application, or are not known"},
}};

/// Clients of one group that give the same reason.
struct Reason {
  std::string because;
  std::vector<std::string> ids;
};

std::vector<Reason> ReasonsOf(const std::vector<ProfilePrediction>& all, ClientAction action) {
  std::vector<Reason> reasons;
  for (const ProfilePrediction& client : all) {
    if (client.prediction.action != action) continue;
    const std::string because = Printable(client.prediction.because);
    bool known = false;
    for (Reason& reason : reasons) {
      if (reason.because != because) continue;
      reason.ids.emplace_back(client.id);
      known = true;
    }
    if (!known) reasons.push_back({because, {std::string(client.id)}});
  }
  return reasons;
}

std::vector<std::string> IdsOf(const std::vector<Reason>& reasons) {
  std::vector<std::string> ids;
  for (const Reason& reason : reasons) ids.insert(ids.end(), reason.ids.begin(), reason.ids.end());
  return ids;
}

std::string GroupText(const std::vector<Reason>& reasons, const char* verb, bool with_reasons,
                      size_t columns) {
  const std::vector<std::string> ids = IdsOf(reasons);
  std::string text = fmt::format("  {} {}\n", ids.size(), verb);
  if (!with_reasons) return text + Block("    ", Joined(ids, ", "), columns);
  for (const Reason& reason : reasons) {
    text += Block("    ", Joined(reason.ids, ", "), columns);
    if (!reason.because.empty()) text += Block("      why: ", reason.because, columns);
  }
  return text;
}

}  // namespace

std::string ClientsPart(const run::Investigation& found, const ExplanationStyle& style) {
  const auto& all = found.diagnosis.client_profiles;
  if (all.empty()) return {};
  std::string text = Heading("What known clients do with this request and these files", style);
  for (const auto& [action, verb] : kGroups) {
    const std::vector<Reason> reasons = ReasonsOf(all, action);
    if (reasons.empty()) continue;
    const bool surprising = action == ClientAction::kSendsNone || action == ClientAction::kAborts;
    text += GroupText(reasons, verb, style.everything || surprising, style.columns);
  }
  return text;
}

}  // namespace shakedown::report
