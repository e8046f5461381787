// Records and handshake messages explained octet by octet.
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"
#include "observe/annotation.h"
#include "tls/code_points.h"

namespace shakedown::observe {

/// Handshake messages one after the other, headers included. `version` is the wire form until a
/// ServerHello tells otherwise; it is updated by one. Octets after the last whole message are
/// annotated as cut off.
void AnnotateMessages(Annotator& at, tls::Version* version);

/// Records one after the other. Messages that span records are annotated where all of their octets
/// lie in one record; of others the parts are named.
void AnnotateRecords(Annotator& at, tls::Version* version);

}  // namespace shakedown::observe
