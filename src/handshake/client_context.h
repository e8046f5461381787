// Library contexts of the client, made once for each distinct combination of settings and identity.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "attempt/spec.h"
#include "core/result.h"
#include "handshake/client_hello_offers.h"
#include "handshake/client_key_log.h"
#include "ossl/handles.h"
#include "pki/identity.h"

namespace shakedown::handshake {

/// A context ready for SSL_new. Immutable, shared between threads.
struct ClientContext {
  HelloOffers offers;  ///< outlive the context, which borrows them
  ossl::SslCtxPtr context;
  pki::IdentityPtr identity;  ///< what `context` presents; may be null
};
using ClientContextPtr = std::shared_ptr<const ClientContext>;

/// Makes the context that `spec` and `identity` (may be null) call for. kUnsupported if the library
/// does not know an algorithm, a list or a version, or refuses the identity at this security level;
/// the message names it.
Result<ClientContextPtr> MakeClientContext(const attempt::HandshakeSpec& spec,
                                           const pki::IdentityPtr& identity, KeyLog* key_log);

/// Thread-safe and bounded; the least recently used context goes first.
class ContextCache final {
 public:
  /// `key_log` is borrowed and outlives the cache.
  explicit ContextCache(KeyLog* key_log) : key_log_(key_log) {}

  /// MakeClientContext, remembered. With damage to the key the identity signs with a foreign key.
  Result<ClientContextPtr> Get(const attempt::HandshakeSpec& spec,
                               const pki::IdentityPtr& identity);

 private:
  struct Slot;
  struct ForeignSlot;

  std::shared_ptr<Slot> Reserve(const attempt::HandshakeSpec& spec,
                                const pki::IdentityPtr& identity);
  Result<pki::IdentityPtr> Foreign(const pki::IdentityPtr& identity);
  void DropOldest();

  KeyLog* const key_log_;
  std::mutex mutex_;
  uint64_t uses_ = 0;
  std::unordered_map<std::string, std::shared_ptr<Slot>> slots_;
  std::unordered_map<const pki::Identity*, std::shared_ptr<ForeignSlot>> foreign_;
};

}  // namespace shakedown::handshake
