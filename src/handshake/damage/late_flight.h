// Deliberate damage after the handshake of TLS 1.3: to the answer to a post-handshake
// CertificateRequest (RFC 9846 section 4.7.2), and flights that nobody asked for.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <vector>

#include "attempt/damage.h"
#include "attempt/trace.h"
#include "handshake/client_witness.h"
#include "handshake/damage/application_epoch.h"
#include "handshake/damage/flight.h"

namespace shakedown::handshake::damage {

/// Used by one thread. Sees all that the library sends after its handshake and passes it on under
/// keys and numbers of its own.
class LateFlight final {
 public:
  /// `damage` is only what is done after the handshake. `ssl` and `witness` are borrowed.
  LateFlight(std::vector<attempt::Damage> damage, SSL* ssl, Witness* witness);

  /// CLIENT_TRAFFIC_SECRET_0 of the key log.
  void OnSecret(Bytes secret) { secret_ = std::move(secret); }
  /// The handshake stands; `handshake` holds its messages as they were sent.
  void Begin(Transcript handshake);
  /// Whether `Begin` was called and the connection is one that can be damaged late.
  bool begun() const { return epoch_.has_value(); }

  /// A message after the handshake; true if it is entered into the trace here, later.
  bool OnMessage(attempt::Side from, ByteSpan message);
  /// What is to go out in place of whole records of the library.
  Bytes Outgoing(ByteSpan records);

 private:
  bool IsAnswer(tls::HandshakeType type) const;
  Bytes Answer();
  Bytes Unasked();
  Bytes Write(Transcript before, std::vector<Bytes> library);
  Bytes UpdateKeys();

  std::vector<attempt::Damage> damage_;  ///< of messages
  SSL* const ssl_;
  Witness* const witness_;
  std::optional<attempt::Damage> unasked_;     ///< until it is done
  std::optional<attempt::Damage> key_update_;  ///< an answer is to begin with new keys
  bool answers_ = true;                        ///< answers are damaged, and not a flight of our own
  Bytes secret_;
  std::optional<ApplicationEpoch> epoch_;
  Transcript handshake_;
  Bytes request_;               ///< the last CertificateRequest
  std::vector<Bytes> library_;  ///< the library's answer to it
  bool complete_ = false;       ///< the answer has its Finished
  bool lost_ = false;           ///< a record did not open: everything passes as it is
};

}  // namespace shakedown::handshake::damage
