// The targets of `explain --all-addresses`: the same question to every address of one host.
#pragma once

#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "run/survey.h"

namespace shakedown::cli {

/// One target for each address of the URL's host, in the order of the resolver, and one for the
/// --origin if it is given. Addresses come from --resolve, or else from the name service. kUsage;
/// kResolve and kTimeout if the name has no address.
Result<std::vector<run::SurveyTarget>> AddressTargets(const ParsedOptions& options,
                                                      const run::InvestigationOptions& asked);

}  // namespace shakedown::cli
