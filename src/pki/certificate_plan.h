// What a certificate to be minted shall say, and the function that signs it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "attempt/alternative_name.h"
#include "core/bytes.h"
#include "core/clock.h"
#include "core/result.h"
#include "ossl/handles.h"

namespace shakedown::pki {

/// Bits of KeyUsage by their number in RFC 5280 section 4.2.1.3.
enum KeyUsageBit : int {
  kDigitalSignatureBit = 0,
  kNonRepudiationBit = 1,
  kKeyEnciphermentBit = 2,
  kKeyAgreementBit = 4,
  kKeyCertSignBit = 5,
  kCrlSignBit = 6,
};

/// A certificate as it shall become. Borrowed pointers must outlive the call that signs it.
struct CertificatePlan {
  ossl::NamePtr subject;
  ossl::NamePtr issuer;            ///< null: the subject
  EVP_PKEY* public_key = nullptr;  ///< borrowed
  Bytes serial;                    ///< big-endian; empty: 127 random bits
  UtcSeconds not_before{};
  UtcSeconds not_after{};
  bool extensions = true;  ///< false: version 1
  bool ca = false;
  std::vector<int> key_usage;           ///< bit numbers; empty: no extension
  std::vector<int> extended_key_usage;  ///< NIDs; empty: no extension
  std::vector<std::string> dns_names;
  std::vector<attempt::AlternativeName> alternative_names;  ///< behind the DNS names
  bool loopback_addresses = false;
  std::string ocsp_url;  ///< where its status is known (RFC 5280 section 4.2.2.1); empty: nowhere
  bool subject_key_id = true;
  Bytes claimed_key_id;  ///< stands as subject key identifier instead of its own, if not empty
  X509* issuer_certificate =
      nullptr;        ///< borrowed; its key identifier is referred to if it has one
  bool sha1 = false;  ///< sign with SHA-1 instead of the digest that fits the key
  // What only deliberately bad certificates have.
  bool basic_constraints = true;  ///< false: no such extension
  std::optional<int> path_length;
  std::function<bool(X509*)> edit;  ///< last change before the signature; false: failed
  bool spoil_signature = false;     ///< one bit of it is flipped afterwards
  bool spoil_algorithm = false;     ///< the outer algorithm field names another than the inner one
  bool foreign_issuer = false;      ///< the issuer field names somebody else
  const char* digest = nullptr;     ///< to sign with, in place of the one that fits the key
  bool explicit_curve = false;      ///< an EC key's curve is written out, not named
  /// Writes the signed part (DER of TBSCertificate) in another way; it is signed as it then is.
  std::function<Bytes(ByteSpan)> reshape;
};

/// Makes the certificate and signs it with `issuer_key`. kInternal if the library fails,
/// kUnsupported if the key cannot sign with the digest that is asked for.
Result<ossl::X509Ptr> SignCertificate(const CertificatePlan& plan, EVP_PKEY* issuer_key);

/// A signing context for `key`: the digest that fits it (none for EdDSA; SHA-1 if asked
/// for), PSS salt as long as the digest. Null if the library fails.
ossl::MdCtxPtr SigningContext(EVP_PKEY* key, bool sha1 = false);
/// The same with a digest of that name; null: the one that fits the key.
ossl::MdCtxPtr SigningContextWith(EVP_PKEY* key, const char* digest);

/// Writes all of `plan` into `certificate` but the signature; false if the library fails.
bool FillCertificate(X509* certificate, const CertificatePlan& plan);
/// The extension for all alternative names of `plan`, if it has any; false if the library fails.
bool AddAlternativeNames(X509* certificate, const CertificatePlan& plan);

/// "CN=<text>" as UTF8String; kUsage unless `text` is UTF-8 of 1 to 64 characters.
Result<ossl::NamePtr> CommonName(const std::string& text);

/// The name that RFC 4514 text says; kUsage if it says none.
Result<ossl::NamePtr> NameOfText(const std::string& text);

/// The same name in another encoding: PrintableString instead of UTF8String and the reverse (values
/// outside PrintableString become BMPString). kUnsupported if no attribute can be re-encoded.
Result<ossl::NamePtr> ReencodedName(const X509_NAME* name);

}  // namespace shakedown::pki
