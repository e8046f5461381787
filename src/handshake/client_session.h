// A session that a later handshake can resume.
#pragma once

#include <utility>

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

 private:
  ossl::SessionPtr session_;
};

}  // namespace shakedown::handshake
