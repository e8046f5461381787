// Makes certificate authorities and good and deliberately bad identities, everything relative to
// now. Used by `shakedown mint`, by suites (`mint="expired"`) and by tests.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/alternative_name.h"
#include "core/clock.h"
#include "core/result.h"
#include "pki/defect.h"
#include "pki/identity.h"

namespace shakedown::pki {

/// Key kinds that can be minted.
enum class KeyKind {
  kRsa1024,
  kRsa2048,
  kRsa3072,
  kRsa4096,
  kRsaPss2048,
  kP256,
  kP384,
  kP521,
  kEd25519,
  kEd448,
};
/// "rsa-2048", "p-256", "ed25519", "rsa-pss" ...; nothing for an unknown word.
std::optional<KeyKind> KeyKindFromName(std::string_view name);
const char* ToString(KeyKind kind);
/// All key kinds in declaration order, for lists and suggestions.
std::vector<KeyKind> AllKeyKinds();

/// A fresh private key.
Result<ossl::PkeyPtr> GenerateKey(KeyKind kind);

/// A certificate authority with its key; may itself be an intermediate.
struct Authority {
  ossl::X509Ptr certificate;
  ossl::PkeyPtr key;
  /// What identities issued here present after their leaf: the authority's own certificate first,
  /// up to, not including, the root. Empty for a root.
  std::vector<ossl::X509Ptr> chain;
};
using AuthorityPtr = std::shared_ptr<const Authority>;

/// A self-signed root, valid from yesterday for ten years. `common_name` becomes
/// "CN=<common_name>" (UTF8String); kUsage unless it is UTF-8 of 1 to 64 characters.
Result<AuthorityPtr> MintRoot(const std::string& common_name, KeyKind key = KeyKind::kP256);
/// A root with exactly the given subject (DER of a Name) and a fresh key and without key
/// identifiers: an impostor for the CA of that name. What it issues has no authority key identifier
/// either, so that a server tries the real CA's key on it. kFormat if `subject_der` is not a Name.
Result<AuthorityPtr> MintTwin(ByteSpan subject_der, KeyKind key = KeyKind::kP256);
/// The same, but it claims `key_id` (not empty) as its subject key identifier, and what it issues
/// refers to it: a server takes the real CA for the issuer only if that is the real CA's.
Result<AuthorityPtr> MintTwinWithKeyId(ByteSpan subject_der, ByteSpan key_id,
                                       KeyKind key = KeyKind::kP256);
/// An authority below `issuer` that bears the issuer's own name and a key of its own (self-issued,
/// RFC 5280 section 6.1), valid as an intermediate. Below a twin of a CA it makes a chain longer
/// without a new name in it: verifiers look for revocation lists by name.
Result<AuthorityPtr> MintSelfIssued(const Authority& issuer, KeyKind key = KeyKind::kP256);
/// Loads a CA from files, for minting identities that a target trusts. `certificate` may hold the
/// chain above it; `key` may be empty if the key stands in `certificate`; `passphrase` as in
/// IdentityFiles. kFormat if the certificate is not one of a CA.
Result<AuthorityPtr> LoadAuthority(const std::string& certificate, const std::string& key,
                                   const std::string& passphrase);
/// An intermediate below `issuer`, valid from yesterday for a year, with a fresh key of the
/// issuer's kind (RSA: 2048 bits).
Result<AuthorityPtr> MintIntermediate(const Authority& issuer, const std::string& common_name);

/// How an identity deviates from a good one. One deviation each.
enum class Flaw {
  kGood,
  kExpired,              ///< notAfter in the past
  kNotYetValid,          ///< notBefore in the future
  kExpiredIntermediate,  ///< good leaf below an expired intermediate (presented)
  kMissingIntermediate,  ///< below an intermediate that is not presented
  kSelfSigned,
  kWrongEku,            ///< EKU serverAuth only
  kNoEku,               ///< no EKU extension: acceptable
  kNoDigitalSignature,  ///< key usage keyEncipherment only
  kCaAsLeaf,
  kVersion1,
  kWeakKey,  ///< RSA 1024
  kSha1,
  /// The certificate directly below the authority (the leaf unless there are fresh intermediates)
  /// carries the authority's name PrintableString instead of UTF8String, or the reverse.
  kReencodedIssuer,
  kRevoked,  ///< good, and listed on the CRL of `MintCrl`
};
/// "good", "expired", "not-yet-valid", "expired-intermediate", "missing-intermediate",
/// "self-signed", "wrong-eku", "no-eku", "no-digital-signature", "ca-as-leaf", "version-1",
/// "weak-key", "sha-1", "name-reencoded", "revoked".
const char* ToString(Flaw flaw);
std::optional<Flaw> FlawFromName(std::string_view name);
/// All flaws in declaration order, for lists and suggestions.
std::vector<Flaw> AllFlaws();

struct MintRequest {
  std::string name = "client";  ///< identity name; CN of the leaf unless `common_name` is set
  std::string common_name;
  Flaw flaw = Flaw::kGood;
  Defect defect = Defect::kNone;  ///< beside `flaw`, as a rule with kGood
  KeyKind key = KeyKind::kP256;
  int intermediates = 0;  ///< fresh ones between the authority and the leaf, presented
  std::optional<Milliseconds> not_before;  ///< relative to now
  std::optional<Milliseconds> not_after;   ///< relative to now
  std::vector<std::string> dns_names;
  std::string ocsp_url;  ///< of the responder that knows the leaf; empty: none is named
  /// Further names, of any kind and octets.
  std::vector<attempt::AlternativeName> alternative_names;
  /// RFC 4514 text of the leaf's whole subject; empty: a CN. Not beside `common_name`.
  std::string subject;
  /// Common name of the lowest fresh intermediate; empty: after `name`.
  std::string issuer_name;
  /// A server certificate: EKU serverAuth, dns_names ("localhost" if empty), loopback addresses.
  bool server = false;
  /// Hex of the leaf's serial number; empty: random. For a leaf that an existing CRL revokes.
  std::string serial;
};

/// Mints an identity below `issuer`. Without `server` a good one has EKU clientAuth and key usage
/// digitalSignature. Leaves are valid from an hour ago for 30 days; a `not_after` before that start
/// moves the start. kUsage for a request that makes no sense, kUnsupported if the issuer cannot
/// make the flaw (SHA-1 below an EdDSA key), kInternal if the library fails.
Result<IdentityPtr> Mint(const Authority& issuer, const MintRequest& request);

/// A CRL of `issuer`, valid from now for `lifetime` (negative: already out of date), listing
/// `revoked`.
Result<ossl::CrlPtr> MintCrl(const Authority& issuer, std::span<X509* const> revoked,
                             Milliseconds lifetime = Milliseconds(7 * 86'400'000LL));

/// The serial numbers that `crl` revokes, in its order, as CertificateFacts::serial writes them.
std::vector<std::string> RevokedSerials(X509_CRL* crl);

/// Writes DIR/<name>.pem (leaf and chain), DIR/<name>.key (0600), DIR/<name>.p12 (0600) if a
/// passphrase is given. kUsage if the name is no file name, kFileWrite if DIR is missing.
Result<void> WriteIdentity(const std::string& directory, const Identity& identity,
                           const std::string& p12_passphrase = {});
/// Writes DIR/<base_name>.pem (certificate, then the chain above it) and DIR/<base_name>.key
/// (0600).
Result<void> WriteAuthority(const std::string& directory, const std::string& base_name,
                            const Authority& authority);
/// Writes CRLs as PEM to `path`.
Result<void> WriteCrl(const std::string& path, std::span<X509_CRL* const> crls);

}  // namespace shakedown::pki
