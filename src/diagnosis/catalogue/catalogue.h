// The parts of the cause catalogue, one file per family; `Causes()` puts them together.
#pragma once

#include <span>

#include "diagnosis/cause.h"

namespace shakedown::diagnosis {

/// `client.*`: no usable certificate was presented.
std::span<const CauseInfo> ClientCauses();
/// `certificate.*`: a certificate was presented and refused.
std::span<const CauseInfo> CertificateCauses();
/// `server.*`: the server did not ask, asked late, or asked unusably.
std::span<const CauseInfo> ServerCauses();
/// `path.*`: something between, or before, TLS.
std::span<const CauseInfo> PathCauses();
/// `server-certificate.*` and the ids that are no failure.
std::span<const CauseInfo> OtherCauses();

}  // namespace shakedown::diagnosis
