// International domain names in the form in which they are resolved, sent and compared.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace shakedown::attempt {

/// `name` with its international labels as A-labels ("xn--bcher-kva.test"), mapped as browsers do
/// (IDNA2008 with UTS 46, nontransitional); dots that are not ASCII become ASCII ones. A name in
/// ASCII is returned as it is. kUsage for octets that are not UTF-8 and for names that no registry
/// could hold.
Result<std::string> ToAsciiName(std::string_view name);

}  // namespace shakedown::attempt
