// <identity mint="..."> as the mint understands it.
#pragma once

#include "core/result.h"
#include "pki/mint.h"
#include "scenario/model.h"

namespace shakedown::run {

/// The request for a minted identity, after substitution. kSuite at the element's position for a
/// word that the mint does not know.
Result<pki::MintRequest> ToMintRequest(const scenario::IdentityModel& model);

}  // namespace shakedown::run
