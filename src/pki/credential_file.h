// A file of certificates, CRLs and keys taken apart: PEM in any order, or DER. Keys stay encoded
// (and encrypted) until somebody asks for them.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "ossl/handles.h"
#include "pki/file_kind.h"
#include "pki/secret.h"

namespace shakedown::pki {

/// A private key as it stands in a file.
struct KeyBlock {
  std::string label;   ///< PEM label; empty for DER
  std::string header;  ///< PEM header lines ("DEK-Info: ..."); empty without traditional encryption
  Secret der;
};

/// What a file holds, in file order within each list.
struct CredentialFile {
  std::string path;
  std::vector<ossl::X509Ptr> certificates;
  std::vector<ossl::CrlPtr> crls;
  std::vector<KeyBlock> keys;
  std::vector<FileKind> others;  ///< what else was met
  Secret raw;                    ///< the content, if it is one PKCS#12 bundle
};

/// Certificates and keys of one identity or CA file; the system's bundle has a quarter of a
/// megabyte.
inline constexpr size_t kMaxCredentialFile = 8u << 20;
/// Revocation lists of large CAs are tens of megabytes.
inline constexpr size_t kMaxCrlFile = 64u << 20;

/// Reads and takes apart `path`, of at most `max_octets`. kFileRead if it cannot be read or is too
/// large, kFormat (with the line) if a PEM block is damaged. A file of another kind is no error
/// here: it is in `others`.
Result<CredentialFile> ReadCredentialFile(const std::string& path,
                                          size_t max_octets = kMaxCredentialFile);

/// kFormat for a file without `wanted`, by the kind of what it does hold.
Error Missing(const CredentialFile& file, FileKind wanted);

/// Decodes a key, with the passphrase if it is encrypted: kPassphraseMissing, kPassphraseWrong,
/// kUnsupported (cipher), kFormat.
Result<ossl::PkeyPtr> DecodeKey(const KeyBlock& block, const std::string& path,
                                const Passphrase& passphrase);

/// Drains the error queue and says whether an algorithm is missing in this build (as opposed to
/// wrong data or a wrong passphrase). Decided by numbers.
bool DrainSaysUnsupported();

}  // namespace shakedown::pki
