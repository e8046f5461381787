// The one matcher for the exceptions of all profiles.
#pragma once

#include "diagnosis/client_profile_view.h"

namespace shakedown::diagnosis {

/// Whether everything that `when` names holds. Conditions on the leaf do not hold without one.
bool Applies(const ExceptionWhen& when, const ClientProfile& profile, const SituationView& view);

/// The first exception of `step` that applies, or null.
const RuleException* FindException(ExceptionStep step, const ClientProfile& profile,
                                   const SituationView& view);

/// Whether dotted version `a` comes before `b`: "3.7.9" before "3.8.13". Text after the digits of a
/// part does not count.
bool VersionBelow(std::string_view a, std::string_view b);

}  // namespace shakedown::diagnosis
