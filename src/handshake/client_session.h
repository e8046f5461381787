// A session that a later handshake can resume.
#pragma once

#include <utility>

#include "attempt/spec.h"
#include "core/bytes.h"
#include "handshake/client.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// Owns the library's session object and never lends it to a connection: a connection gets a copy,
/// because the library writes into the session it resumes and spoils it when the handshake fails.
class Session final {
 public:
  explicit Session(ossl::SessionPtr session) : session_(std::move(session)) {}

  /// A copy for one handshake; null if memory runs out.
  ossl::SessionPtr Copy() const { return ossl::SessionPtr(SSL_SESSION_dup(session_.get())); }

  /// A copy as `spec` wants it offered on `ssl`: its ticket changed, its version one of those that
  /// are offered (RFC 9846 section 4.2.2), its name the one that is sent with early data. Null if
  /// memory runs out or the library refuses.
  ossl::SessionPtr For(const attempt::HandshakeSpec& spec, SSL* ssl) const;

 private:
  ossl::SessionPtr session_;
};

/// `session` with `ticket` in place of its own; null if it has none, or does not read.
ossl::SessionPtr WithTicket(SSL_SESSION* session, ByteSpan ticket);

}  // namespace shakedown::handshake
