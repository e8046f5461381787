// The client side: runs one HandshakeSpec and returns what was seen. Records everything, judges
// nothing.
#pragma once

#include <memory>
#include <string>

#include "attempt/spec.h"
#include "attempt/trace.h"
#include "core/result.h"
#include "pki/chain.h"
#include "pki/identity.h"

namespace shakedown::handshake {

/// A session that a later handshake can resume. Opaque; shared between threads.
class Session;
using SessionPtr = std::shared_ptr<const Session>;

struct HandshakeResult {
  attempt::HandshakeTrace trace;
  SessionPtr session;  ///< the last resumable session the server gave; may be null
};

/// Settings that hold for all handshakes of one run.
struct ClientOptions {
  pki::TrustStorePtr server_trust;  ///< checks the server's certificate (recorded); may be null
  std::string keylog_file;          ///< NSS key log, appended; empty: none
};

/// Runs handshakes. Thread-safe: `Run` may be called from many threads at once; library contexts
/// and verification results are cached and shared between calls.
class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// One handshake. `identity` may be null (none is configured); `resume` may be null. What the
  /// peer does, including silence and refusal to connect, is in the trace. An Error only if we
  /// cannot even try: kUnsupported (unknown group, algorithm list or version; key refused locally),
  /// kPassphraseMissing and kFormat (the environment variable for a proxy's password), kInternal.
  /// `renegotiated` is what the spec's renegotiation presents, if that is another identity.
  Result<HandshakeResult> Run(const attempt::HandshakeSpec& spec, const pki::IdentityPtr& identity,
                              const SessionPtr& resume,
                              const pki::IdentityPtr& renegotiated = nullptr);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shakedown::handshake
