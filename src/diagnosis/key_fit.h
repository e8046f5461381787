// Whether the client's key can sign what the server accepts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attempt/facts.h"
#include "tls/certificate_request.h"

namespace shakedown::diagnosis {

/// The signature schemes that `key` can make in `version` (RFC 9846 section 4.3.3: TLS 1.3 binds EC
/// schemes to the curve and has no PKCS#1 signatures).
std::vector<tls::SignatureScheme> SchemesOf(const attempt::KeyFacts& key, tls::Version version);

/// Whether some scheme of the request fits the key; nothing if the key's kind is not known or the
/// request has no list.
std::optional<bool> KeyFits(const attempt::KeyFacts& key, const tls::CertificateRequest& request);

/// Whether the certificate types of a TLS 1.2 request hold the key's (RFC 5246 section 7.4.4);
/// nothing where the list does not exist or does not bind.
std::optional<bool> TypeFits(const attempt::KeyFacts& key, const tls::CertificateRequest& request);

/// "a, b and 3 more" of the request's signature algorithms.
std::string ListSchemes(const std::vector<tls::SignatureScheme>& schemes);

}  // namespace shakedown::diagnosis
