// What a peer that is broken on purpose makes of a request: it believes what it is told.
#pragma once

#include <openssl/ssl.h>

#include <span>

#include "core/bytes.h"
#include "handshake/broken/admission.h"
#include "handshake/peer_answer.h"

namespace shakedown::handshake {

/// As Decide; where the host of the connection is broken and lets this request in, it is served.
/// `wanted` of the situation is filled in here.
Decision DecideOrAdmit(std::span<const PeerHost> hosts, broken::Situation situation);

/// The octets in the record that begins with these.
size_t FirstRecordOctets(ByteSpan first);
/// Whether the first record, header included, that begins with these octets ends before the
/// ClientHello in it does.
bool IsSplitHello(ByteSpan first);
/// The octets of the PROXY protocol header (version 2) that `first` begins with; 0 if it does not.
size_t PreambleOctets(ByteSpan first);
/// Sees to it that `*with_finished` is set if something comes together with the client's Finished.
/// `with_finished` is borrowed by `ssl`.
void WatchFinished(SSL* ssl, bool* with_finished);

}  // namespace shakedown::handshake
