// What a reader has to know about the way when the client got in: an open door says nothing about a
// server that stands behind somebody else's TLS.
#pragma once

#include <string>
#include <vector>

#include "diagnosis/case.h"

namespace shakedown::diagnosis {

/// At most one sentence; none unless the client got in, was not asked for a certificate, and
/// something in the way ends TLS.
std::vector<std::string> HopNotes(const Case& c);

}  // namespace shakedown::diagnosis
