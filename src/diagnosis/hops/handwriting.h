// A reply that its author would not have written like this was rewritten on the way, by somebody
// whose habits show: the case and the order of header fields.
#pragma once

#include <optional>

#include "diagnosis/hops/seen_hop.h"

namespace shakedown::diagnosis {

/// Who rewrote the last reply of an HTTP/1.1 connection, as far as its headers show; HTTP/2 has
/// lower case by definition (RFC 9113 section 8.2.1) and shows nothing.
std::optional<SeenHop> ByHandwriting(const attempt::HandshakeTrace& trace);

}  // namespace shakedown::diagnosis
