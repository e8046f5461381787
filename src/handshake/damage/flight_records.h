// A damaged flight as records: cut, joined and interleaved as its items say.
#pragma once

#include <functional>

#include "handshake/damage/flight.h"
#include "handshake/damage/record_seal.h"

namespace shakedown::handshake::damage {

/// The flight under the client's handshake key of TLS 1.3.
Bytes Records13(const Flight& flight, RecordProtection* protection);
/// The flight of TLS 1.2: messages in clear, ChangeCipherSpec, Finished under `protection`.
Bytes Records12(const Flight& flight, RecordProtection* protection);

/// Handshake records of `flight` (plaintext, whole records) cut into records of `octets` of content
/// each, which RFC 9846 section 5.1 allows; other records are copied unchanged.
Bytes SplitHandshakeRecords(ByteSpan flight, size_t octets);

}  // namespace shakedown::handshake::damage
