// A suite of any size, made in memory.
#pragma once

#include <memory>
#include <string>

#include "scenario/model.h"

namespace shakedown::bench {

/// `count` scenarios with one TLS 1.3 handshake each that is expected to be accepted.
std::shared_ptr<const scenario::SuiteModel> MakeLargeSuite(int count,
                                                           scenario::IdentityModel identity);

}  // namespace shakedown::bench
