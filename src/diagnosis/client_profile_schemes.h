// Signature schemes and certificate types of a request as one client stack sees them.
#pragma once

#include <optional>

#include "diagnosis/client_profile_view.h"

namespace shakedown::diagnosis {

/// Whether some listed scheme fits the leaf's key by the rules of `profile`; nothing if the key's
/// kind is not known or the request has no list.
std::optional<bool> KeySchemeOffered(const ClientProfile& profile, const SituationView& view);
/// Whether the client supports any of the listed schemes; true without a list.
bool SupportsAnyScheme(const ClientProfile& profile, const SituationView& view);
/// Whether a TLS 1.3 request lists a scheme that TLS 1.3 knows; true in other versions.
bool OffersTls13Scheme(const SituationView& view);
/// Whether a scheme in `schemes` belongs to the kind of key, whatever digest and curve.
bool KindListed(attempt::KeyType type, const std::vector<tls::SignatureScheme>& schemes);
/// Whether the leaf's curve, and whether another curve, has a listed scheme.
bool CurveSchemeOffered(const SituationView& view);
bool OtherEcdsaSchemeOffered(const SituationView& view);
/// Whether a listed scheme's name begins with `prefix`.
bool SchemeOfPrefixOffered(std::string_view prefix, const SituationView& view);

/// Whether certificate_types holds the leaf's key type. Unlike `TypeFits`, an empty list holds
/// none; nothing in TLS 1.3, and for keys that no type stands for.
std::optional<bool> KeyTypeListed(const SituationView& view);
/// Whether certificate_types holds rsa_sign, dss_sign or ecdsa_sign, or only the first and last.
bool AnyKnownTypeListed(const SituationView& view);
bool RsaOrEcdsaTypeListed(const SituationView& view);

/// The schemes that bind signatures in certificates: signature_algorithms_cert, or else
/// signature_algorithms (RFC 9846 section 4.3.3).
const std::vector<tls::SignatureScheme>& CertificateSchemes(const SituationView& view);
/// The first certificate of `indices` whose signature is not in the list; -1: none. Self-signed
/// ones do not count.
int FirstUnlistedSignature(const std::vector<size_t>& indices,
                           const std::vector<tls::SignatureScheme>& schemes,
                           const SituationView& view);

}  // namespace shakedown::diagnosis
