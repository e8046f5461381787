// PKCS#12 bundles (RFC 7292).
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "ossl/handles.h"
#include "pki/secret.h"

namespace shakedown::pki {

/// What a bundle holds, opened.
struct Bundle {
  std::vector<ossl::X509Ptr> certificates;
  ossl::PkeyPtr key;
};

/// Opens the bundle in `path`: kFormat for another kind of file or a bundle without a key,
/// kPassphraseMissing, kPassphraseWrong, kUnsupported for ciphers that OpenSSL 3 keeps in its
/// legacy provider (with the commands that re-encrypt the bundle).
Result<Bundle> ReadPkcs12(const std::string& path, const Passphrase& passphrase);

}  // namespace shakedown::pki
