// The table of client profiles, one file per family of stacks. Each profile starts from the one it
// is built on and says what differs.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "diagnosis/client_profile_rules.h"

namespace shakedown::diagnosis {

std::vector<ClientProfile> OpenSslProfiles();
std::vector<ClientProfile> GnuTlsProfiles();
std::vector<ClientProfile> GoProfiles();
std::vector<ClientProfile> JavaProfiles();
std::vector<ClientProfile> AndroidProfiles();
std::vector<ClientProfile> RustlsProfiles();
std::vector<ClientProfile> ChromiumProfiles();
std::vector<ClientProfile> NssProfiles();
std::vector<ClientProfile> EmbeddedProfiles();
std::vector<ClientProfile> DotNetProfiles();
std::vector<ClientProfile> PlatformProfiles();

/// Adds `more` to what a profile has taken over.
inline void Append(std::vector<std::string_view>& texts,
                   std::initializer_list<std::string_view> more) {
  texts.insert(texts.end(), more);
}

}  // namespace shakedown::diagnosis
