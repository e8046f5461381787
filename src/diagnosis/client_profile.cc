// The table of profiles, looked at from outside.
#include "diagnosis/client_profile.h"

#include <algorithm>

#include "diagnosis/client_profile_rules.h"
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

std::vector<ClientProfile> AllProfiles() {
  std::vector<ClientProfile> all;
  for (std::vector<ClientProfile> (*const family)() :
       {OpenSslProfiles, GnuTlsProfiles, GoProfiles, JavaProfiles, AndroidProfiles, RustlsProfiles,
        ChromiumProfiles, NssProfiles, EmbeddedProfiles, DotNetProfiles, PlatformProfiles}) {
    for (ClientProfile& profile : family()) all.push_back(std::move(profile));
  }
  return all;
}

}  // namespace

const char* ToString(ProfileEvidence evidence) {
  switch (evidence) {
    case ProfileEvidence::kDocumentation: return "documentation";
    case ProfileEvidence::kSource: return "source";
    case ProfileEvidence::kMeasured: return "measured";
  }
  return "documentation";
}

const char* ToString(ClientAction action) {
  switch (action) {
    case ClientAction::kSends: return "yes";
    case ClientAction::kSendsNone: return "no";
    case ClientAction::kAsksUser: return "asks-user";
    case ClientAction::kAborts: return "aborts";
    case ClientAction::kUnknown: return "unknown";
  }
  return "unknown";
}

std::span<const ClientProfile> ClientProfiles() {
  static const std::vector<ClientProfile> kProfiles = AllProfiles();
  return kProfiles;
}

const ClientProfile* FindClientProfile(std::string_view id) {
  const std::span<const ClientProfile> all = ClientProfiles();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [id](const ClientProfile& profile) { return profile.id == id; });
  return found == all.end() ? nullptr : &*found;
}

ProfileInfo Info(const ClientProfile& profile) {
  const bool unpublished = profile.name_comparison == NameComparison::kPlatform;
  return {profile.id, profile.name, profile.versions_checked, profile.verified,
          unpublished || profile.verified == ProfileEvidence::kDocumentation};
}

std::vector<std::string_view> Sources(const ClientProfile& profile) { return profile.sources; }

}  // namespace shakedown::diagnosis
