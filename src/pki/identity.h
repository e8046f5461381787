// Identities: leaf, chain and private key, loaded from files. The key never leaves this object;
// reports see `Facts`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "attempt/facts.h"
#include "core/result.h"
#include "ossl/handles.h"

namespace shakedown::pki {

/// A usable identity. Immutable after construction, shared between threads.
struct Identity {
  std::string name;
  ossl::X509Ptr leaf;
  std::vector<ossl::X509Ptr> chain;     ///< presented after the leaf, in this order
  std::vector<ossl::X509Ptr> withheld;  ///< known, not presented
  ossl::PkeyPtr key;
  attempt::IdentityFacts facts;
};
using IdentityPtr = std::shared_ptr<const Identity>;

/// Where an identity comes from. Paths are used as given; empty means absent.
struct IdentityFiles {
  std::string name;  ///< for reports; empty: the certificate's file name
  /// PEM (any order, chain and key may be inside) or DER; "pkcs11:..." (RFC 7512) for one on a
  /// token; with a key on a token it may be empty: the certificate of the key's name is taken.
  std::string certificate;
  std::string key;                 ///< PEM or DER; "pkcs11:..."; empty: in `certificate`
  std::vector<std::string> chain;  ///< further PEM or DER files
  std::string pkcs12;              ///< instead of certificate and key
  std::string passphrase;          ///< of the key, or the token's PIN: "env:NAME", "file:PATH"
};

/// Loads and checks an identity: the leaf is the certificate that the key belongs to, wherever it
/// stands in the files (of several the one valid now); the chain is what links it upwards, ordered
/// by issuer, without the self-signed root; unrelated certificates are left out. Errors say which
/// file, what is wrong and the command that repairs it: kUsage (no or contradicting files),
/// kFileRead, kFormat, kPassphraseMissing, kPassphraseWrong, kKeyMismatch, kUnsupported (legacy
/// cipher, token that cannot be reached).
Result<IdentityPtr> LoadIdentity(const IdentityFiles& files);

/// An identity that presents the same certificates but signs with a fresh foreign key of the same
/// kind, so that CertificateVerify is wrong although the library sees a matching pair;
/// `facts.key_matches` is false. For RSA, RSA-PSS, EC, Ed25519 and Ed448; kUnsupported for others.
Result<IdentityPtr> WithForeignKey(const Identity& identity);

/// All certificates of a PEM or DER file, in file order; kFormat if there is none.
Result<std::vector<ossl::X509Ptr>> LoadCertificates(const std::string& path);
/// All CRLs of a PEM or DER file; kFormat if there is none.
Result<std::vector<ossl::CrlPtr>> LoadCrls(const std::string& path);
/// The first private key of a PEM or DER file. `passphrase` is a source, as in IdentityFiles.
Result<ossl::PkeyPtr> LoadKey(const std::string& path, const std::string& passphrase);
/// The secret that "env:NAME" or "file:PATH" (first line) names; kUsage for another form (which is
/// not repeated in the message: it may be the secret itself), kPassphraseMissing if the variable is
/// not set.
Result<std::string> ReadPassphrase(const std::string& source);

}  // namespace shakedown::pki
