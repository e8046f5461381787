// Private keys and certificates on PKCS#11 tokens (RFC 7512 URIs), through OpenSSL's "pkcs11"
// engine. The key stays on the token: what is returned asks it to sign.
#pragma once

#include <string_view>

#include "core/result.h"
#include "ossl/handles.h"
#include "pki/secret.h"

namespace shakedown::pki {

/// Whether `name` is a PKCS#11 URI and not a file.
bool IsTokenUri(std::string_view name);

/// The key that `uri` names. The PIN is `pin`, or what the URI says (pin-value, pin-source); nobody
/// is ever asked for one. The module is the URI's module-path, PKCS11_MODULE_PATH, or p11-kit's
/// proxy; one module for the whole process. kUnsupported if the engine is not installed or the
/// module cannot be used, kPassphraseMissing or kPassphraseWrong where the token wants a PIN,
/// kFileRead if there is no such key. The URI is never repeated: it may hold the PIN.
Result<ossl::PkeyPtr> LoadTokenKey(std::string_view uri, const Passphrase& pin);

/// The certificate that `uri` names; the URI of its key will do, for its label or id are the same.
/// Errors as LoadTokenKey.
Result<ossl::X509Ptr> LoadTokenCertificate(std::string_view uri, const Passphrase& pin);

}  // namespace shakedown::pki
