#include "handshake/client_context.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <algorithm>

#include "core/text.h"
#include "handshake/client_callbacks.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

using attempt::HandshakeSpec;

/// Above the library's 100 KiB, so that very large requests can be seen and blamed: two vectors of
/// 2^16 octets fit.
constexpr long kMaxMessageOctets = 256 * 1024;

constexpr size_t kMaxHelloPadding = 15'000;

Error Unsupported(const std::string& what, std::string hint) {
  ossl::ClearErrors();
  return Error(ErrorCode::kUnsupported, what).WithHint(std::move(hint));
}

Result<void> SetVersions(SSL_CTX* context, const HandshakeSpec& spec) {
  const auto low = static_cast<int>(spec.min_version);
  const auto high = static_cast<int>(spec.max_version);
  // A library built without a version takes the number all the same.
  const bool possible = low >= TLS1_VERSION && low <= high &&
                        SSL_CTX_set_min_proto_version(context, low) == 1 &&
                        SSL_CTX_set_max_proto_version(context, high) == 1;
  if (possible) return {};
  return Unsupported("the local TLS library cannot offer " + Name(spec.min_version) + " to " +
                         Name(spec.max_version),
                     "use versions from 1.0 to 1.3, the lower one first");
}

Result<void> SetLists(SSL_CTX* context, const HandshakeSpec& spec) {
  const auto refused = [](std::string_view what, const std::string& list) {
    return Unsupported("the local TLS library does not know the " + std::string(what) + " '" +
                           ElideMiddle(Printable(list), 100) + "'",
                       "write them as OpenSSL does, separated by colons");
  };
  if (!spec.ciphers.empty() && SSL_CTX_set_cipher_list(context, spec.ciphers.c_str()) != 1) {
    return refused("ciphers", spec.ciphers);
  }
  if (!spec.groups.empty() && SSL_CTX_set1_groups_list(context, spec.groups.c_str()) != 1) {
    return refused("groups", spec.groups);
  }
  if (!spec.signature_algorithms.empty() &&
      SSL_CTX_set1_sigalgs_list(context, spec.signature_algorithms.c_str()) != 1) {
    return refused("signature algorithms", spec.signature_algorithms);
  }
  return {};
}

Result<void> SetAlpn(SSL_CTX* context, const HandshakeSpec& spec) {
  Bytes wire;
  for (const std::string& protocol : spec.alpn) {
    // ProtocolName<1..2^8-1> in a list of less than 2^16 octets (RFC 7301 section 3.1).
    if (protocol.empty() || protocol.size() > 255 || wire.size() + protocol.size() > 65'000) {
      return Unsupported(
          "the ALPN name '" + ElideMiddle(Printable(protocol), 40) + "' cannot be sent",
          "a name has 1 to 255 octets");
    }
    wire.push_back(static_cast<uint8_t>(protocol.size()));
    wire.insert(wire.end(), protocol.begin(), protocol.end());
  }
  if (wire.empty()) return {};
  // Unlike its siblings this function returns 0 for success.
  if (SSL_CTX_set_alpn_protos(context, wire.data(), static_cast<unsigned>(wire.size())) == 0) {
    return {};
  }
  return ossl::LibraryError(ErrorCode::kInternal, "cannot set the ALPN names");
}

/// A key that no server knows, for whatever name the server hints at.
unsigned AnyPreSharedKey(SSL* /*ssl*/, const char* /*hint*/, char* identity, unsigned identity_size,
                         unsigned char* key, unsigned key_size) {
  constexpr std::string_view kName = "shakedown";
  constexpr unsigned kKeyOctets = 32;
  if (identity_size <= kName.size() || key_size < kKeyOctets) return 0;
  std::copy(kName.begin(), kName.end(), identity);
  identity[kName.size()] = '\0';
  std::fill_n(key, kKeyOctets, static_cast<unsigned char>(0x5A));
  return kKeyOctets;
}

/// What a refusal by the security level means; null for reasons that are not of this kind.
const char* LevelReason(int reason) {
  switch (reason) {
    case SSL_R_EE_KEY_TOO_SMALL: return "its key is too small";
    case SSL_R_CA_KEY_TOO_SMALL: return "the key of a certificate in its chain is too small";
    case SSL_R_CA_MD_TOO_WEAK: return "a certificate is signed with too weak a digest";
    default: return nullptr;
  }
}

Error IdentityRefused(const pki::Identity& identity, int level) {
  const unsigned long code = ERR_peek_last_error();
  const char* weakness =
      ERR_GET_LIB(code) == ERR_LIB_SSL ? LevelReason(ERR_GET_REASON(code)) : nullptr;
  const std::string named =
      "the local TLS library refuses identity '" + Printable(identity.name) + "'";
  if (weakness != nullptr) {
    return Unsupported(named + " at security level " + std::to_string(level) + ": " + weakness,
                       "lower the security level to 0 to let the server judge it");
  }
  return Error(ErrorCode::kUnsupported,
               ossl::LibraryError(ErrorCode::kUnsupported, named).message())
      .WithHint("check with 'openssl x509' that the certificate's key type is one TLS can use");
}

/// Leaf and chain exactly as they are in the identity: nothing is added from any store.
Result<void> SetIdentity(SSL_CTX* context, const pki::Identity& identity, int level) {
  STACK_OF(X509)* chain = sk_X509_new_null();
  if (chain == nullptr) return Error(ErrorCode::kInternal, "out of memory");
  for (const ossl::X509Ptr& certificate : identity.chain) sk_X509_push(chain, certificate.get());
  ossl::ClearErrors();
  const int done =
      SSL_CTX_use_cert_and_key(context, identity.leaf.get(), identity.key.get(), chain, 1);
  sk_X509_free(chain);  // the elements are borrowed; the context took references of its own
  if (done == 1) return {};
  return IdentityRefused(identity, level);
}

void SetModes(SSL_CTX* context, const HandshakeSpec& spec) {
  SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
  // Servers without RFC 5746 can be examined; whether a renegotiation is safe is checked per
  // connection.
  SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_set_max_cert_list(context, kMaxMessageOctets);
  if (spec.record_padding) SSL_CTX_set_block_padding(context, SSL3_RT_MAX_PLAIN_LENGTH);
  // A suite with a pre-shared key is only offered by who seems to have one (RFC 4279).
  if (spec.ciphers.find("PSK") != std::string::npos) {
    SSL_CTX_set_psk_client_callback(context, AnyPreSharedKey);
  }
  SSL_CTX_set_post_handshake_auth(context, spec.offer_post_handshake_auth ? 1 : 0);
}

/// An extension of a type that is reserved to have no meaning (RFC 8701 section 2). The library
/// writes such extensions before its own, so that server_name comes last.
Result<void> SetPadding(SSL_CTX* context, const HandshakeSpec& spec) {
  constexpr unsigned kGrease = 0x2A2A;
  if (spec.hello_padding == 0) return {};
  static const Bytes zeros(UINT16_MAX, 0);
  const auto add = [](SSL*, unsigned, unsigned, const unsigned char** out, size_t* length, X509*,
                      size_t, int*, void* octets) {
    *out = zeros.data();
    *length = reinterpret_cast<uintptr_t>(octets);
    return 1;
  };
  const size_t octets = std::min(spec.hello_padding, kMaxHelloPadding);
  if (SSL_CTX_add_custom_ext(context, kGrease, SSL_EXT_CLIENT_HELLO, add, nullptr,
                             reinterpret_cast<void*>(octets), nullptr, nullptr) == 1) {
    return {};
  }
  return ossl::LibraryError(ErrorCode::kInternal, "cannot pad the ClientHello");
}

/// A flight of TLS 1.2 can be written anew if the master secret does not cover it (RFC 7627),
/// records are protected by an AEAD and the server sends no ticket before its Finished.
void MakeRewritable(SSL_CTX* context, const HandshakeSpec& spec) {
  SSL_CTX_set_options(context, SSL_OP_NO_EXTENDED_MASTER_SECRET | SSL_OP_NO_TICKET);
  if (!spec.ciphers.empty()) return;
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20");
}

}  // namespace

Result<ClientContextPtr> MakeClientContext(const HandshakeSpec& spec,
                                           const pki::IdentityPtr& identity, KeyLog* key_log) {
  ossl::ClearErrors();
  auto made = std::make_shared<ClientContext>();
  made->identity = identity;
  made->context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = made->context.get();
  if (context == nullptr) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot make a TLS context");
  }
  // The level comes first: it decides what the lists below may hold.
  SSL_CTX_set_security_level(context, spec.security_level);
  SetModes(context, spec);
  const bool rewrites = attempt::RewritesFlight(spec.damage);
  InstallCallbacks(context, key_log, rewrites || attempt::ActsLate(spec.damage));
  if (Result<void> set = SetVersions(context, spec); !set) return std::move(set).error();
  if (Result<void> set = SetLists(context, spec); !set) return std::move(set).error();
  if (Result<void> set = SetAlpn(context, spec); !set) return std::move(set).error();
  if (Result<void> set = SetPadding(context, spec); !set) return std::move(set).error();
  Result<HelloOffers> offers = OfferExtensions(context, spec.damage);
  if (!offers) return std::move(offers).error();
  made->offers = std::move(*offers);
  if (rewrites) MakeRewritable(context, spec);
  if (identity != nullptr) {
    Result<void> set = SetIdentity(context, *identity, spec.security_level);
    if (!set) return std::move(set).error();
  }
  return ClientContextPtr(std::move(made));
}

}  // namespace shakedown::handshake
