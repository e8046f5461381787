// The path of a client's certificate, checked without the library's handshake.
#pragma once

#include <openssl/ssl.h>

#include <span>

#include "ossl/handles.h"

namespace shakedown::handshake::broken {

/// Whether the certificate at `leaf` leads to a CA that `ssl` trusts its clients to, with the help
/// of the others, under the rules of `ssl`. False for an index that is not there.
bool IsTrusted(SSL* ssl, std::span<const ossl::X509Ptr> certificates, size_t leaf);

/// Whether a certificate's key may sign (RFC 5280 section 4.2.1.3).
bool MaySign(X509* certificate);

}  // namespace shakedown::handshake::broken
