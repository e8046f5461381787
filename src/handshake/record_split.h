// Deliberate damage to record boundaries: the octets of the handshake stay as they are.
#pragma once

#include "core/bytes.h"

namespace shakedown::handshake {

/// Every handshake record of `flight` (plaintext, whole records) cut into records of one octet of
/// content each, which RFC 9846 section 5.1 allows; other records and anything that is no whole
/// record are copied unchanged.
Bytes SplitHandshakeRecords(ByteSpan flight);

}  // namespace shakedown::handshake
