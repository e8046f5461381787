#include "handshake/peer_host_settings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "handshake/broken/deviation.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

Error Refused(ErrorCode code, const PeerHost& host, const std::string& what) {
  Error error = ossl::LibraryError(code, what);
  error.AddContext("setting up host '" + (host.name.empty() ? "(default)" : host.name) + "'");
  return error;
}

Result<void> Announce(SSL_CTX* context, const PeerHost& host) {
  if (host.announced_names.empty()) return {};
  ossl::NameStackPtr names(sk_X509_NAME_new_null());
  for (const Bytes& der : host.announced_names) {
    const unsigned char* cursor = der.data();
    ossl::NamePtr name(d2i_X509_NAME(nullptr, &cursor, static_cast<long>(der.size())));
    if (!name || cursor != der.data() + der.size()) {
      return Refused(ErrorCode::kFormat, host, "an announced CA name is not the DER of a Name");
    }
    if (!names || sk_X509_NAME_push(names.get(), name.get()) == 0) {
      return Refused(ErrorCode::kInternal, host, "no memory for the announced CA names");
    }
    static_cast<void>(name.release());  // the stack owns it now
  }
  SSL_CTX_set_client_CA_list(context, names.release());
  return {};
}

Result<void> Trust(SSL_CTX* context, const PeerHost& host) {
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context);
  if (host.verify_depth >= 0) X509_VERIFY_PARAM_set_depth(rules, host.verify_depth);
  if (host.client_trust == nullptr) {
    const ossl::StorePtr nothing(X509_STORE_new());
    if (SSL_CTX_set1_verify_cert_store(context, nothing.get()) == 1) return {};
  } else {
    if (host.client_trust->has_crls()) {
      X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    }
    if (SSL_CTX_set1_verify_cert_store(context, host.client_trust->store()) == 1) return {};
  }
  return Refused(ErrorCode::kInternal, host, "the trust store cannot be used");
}

Result<void> RestrictRequest(SSL_CTX* context, const PeerHost& host) {
  if (!host.signature_algorithms.empty() &&
      SSL_CTX_set1_client_sigalgs_list(context, host.signature_algorithms.c_str()) != 1) {
    return Refused(ErrorCode::kUnsupported, host,
                   "the library does not know a signature algorithm in '" +
                       host.signature_algorithms + "'")
        .WithHint("write names as OpenSSL does, for example ECDSA+SHA256:rsa_pss_rsae_sha256");
  }
  if (!host.certificate_types.empty() &&
      SSL_CTX_set1_client_certificate_types(context, host.certificate_types.data(),
                                            static_cast<long>(host.certificate_types.size())) !=
          1) {
    return Refused(ErrorCode::kUnsupported, host, "the list of certificate types is too long");
  }
  return {};
}

int AddExtension(SSL* /*ssl*/, unsigned int /*type*/, unsigned int /*context*/,
                 const unsigned char** out, size_t* length, X509* /*certificate*/, size_t /*place*/,
                 int* /*alert*/, void* extension) noexcept {
  const auto* added = static_cast<const RequestExtension*>(extension);
  *out = added->data.data();
  *length = added->data.size();
  return 1;
}

/// What a client answers to it is nothing to us.
int TakeExtension(SSL* /*ssl*/, unsigned int /*type*/, unsigned int /*context*/,
                  const unsigned char* /*data*/, size_t /*length*/, X509* /*certificate*/,
                  size_t /*place*/, int* /*alert*/, void* /*argument*/) noexcept {
  return 1;
}

/// `extension` outlives the context. A ClientHello may hold one of the same type.
bool AddOne(SSL_CTX* context, const RequestExtension& extension) {
  auto* argument = const_cast<RequestExtension*>(&extension);  // only read, by AddExtension
  return SSL_CTX_add_custom_ext(context, extension.type,
                                SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE_REQUEST,
                                AddExtension, nullptr, argument, TakeExtension, nullptr) == 1;
}

/// `host` outlives the context.
Result<void> Extend(SSL_CTX* context, const PeerHost& host) {
  for (const RequestExtension& extension : host.request_extensions) {
    if (AddOne(context, extension)) continue;
    return Refused(ErrorCode::kUnsupported, host,
                   "the library sends no extension of type " + std::to_string(extension.type) +
                       " of ours")
        .WithHint("extensions that it knows itself, and a type given twice, are refused");
  }
  return {};
}

Result<void> Relax(SSL_CTX* context, const PeerHost& host) {
  SSL_CTX_set_security_level(context, host.security_level);
  if (host.ciphers.empty() || SSL_CTX_set_cipher_list(context, host.ciphers.c_str()) == 1)
    return {};
  return Refused(ErrorCode::kUnsupported, host,
                 "the library knows no cipher suite in '" + host.ciphers + "'");
}

/// What a host that is broken on purpose answers to an offer that it should pass over.
Result<void> Agree(SSL_CTX* context, const PeerHost& host) {
  const broken::Deviation* const deviation = broken::FindDeviation(host.broken);
  if (deviation == nullptr || deviation->agrees_to == 0) return {};
  constexpr unsigned kWhere =
      SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  const auto add = [](SSL*, unsigned, unsigned, const unsigned char** out, size_t* length, X509*,
                      size_t, int*, void*) {
    *out = nullptr;
    *length = 0;
    return 1;
  };
  const auto read = [](SSL*, unsigned, unsigned, const unsigned char*, size_t, X509*, size_t, int*,
                       void*) { return 1; };
  if (SSL_CTX_add_custom_ext(context, deviation->agrees_to, kWhere, add, nullptr, nullptr, read,
                             nullptr) == 1) {
    return {};
  }
  return Refused(ErrorCode::kInternal, host, "the library answers that extension itself");
}

}  // namespace

Result<void> ApplyHostSettings(SSL_CTX* context, const PeerHost& host) {
  for (auto* step : {&Announce, &Relax, &Trust, &RestrictRequest, &Extend, &Agree}) {
    if (auto done = (*step)(context, host); !done) return done.error();
  }
  return {};
}

Result<void> MakeRoom(SSL_CTX* front, std::span<const PeerHost> hosts) {
  std::set<uint16_t> known;
  for (const PeerHost& host : hosts) {
    for (const RequestExtension& extension : host.request_extensions) {
      if (!known.insert(extension.type).second || AddOne(front, extension)) continue;
      return Refused(ErrorCode::kUnsupported, host, "the library has no room for an extension");
    }
  }
  // Hosts are broken in one way at a time.
  const auto broken = std::find_if(hosts.begin(), hosts.end(),
                                   [](const PeerHost& host) { return !host.broken.empty(); });
  return broken == hosts.end() ? Result<void>() : Agree(front, *broken);
}

}  // namespace shakedown::handshake
