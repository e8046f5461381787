// CertificateRequest: what the server says it wants (RFC 5246 section 7.4.4 for TLS 1.0-1.2, RFC
// 9846 section 4.4.2 for TLS 1.3).
#pragma once

#include <vector>

#include "tls/distinguished_name.h"
#include "tls/extension.h"

namespace shakedown::tls {

/// OIDFilter (RFC 9846 section 4.3.5).
struct OidFilter {
  Bytes oid;     ///< DER of the OBJECT IDENTIFIER, as on the wire
  Bytes values;  ///< DER of the extension value, as on the wire
  bool operator==(const OidFilter&) const = default;
};

struct CertificateRequest {
  Version version{};
  Bytes context;                                         ///< TLS 1.3; empty in the handshake
  std::vector<ClientCertificateType> certificate_types;  ///< TLS 1.0-1.2
  bool has_signature_algorithms = false;                 ///< present, even if empty
  std::vector<SignatureScheme> signature_algorithms;     ///< TLS 1.2 and 1.3
  std::vector<SignatureScheme> signature_algorithms_cert;
  std::vector<DistinguishedName> ca_names;
  std::vector<OidFilter> oid_filters;
  bool status_request = false;
  std::vector<Extension> extensions;  ///< TLS 1.3: all of them, raw, known or not, in wire order
};

/// Decodes a message body (without the 4-octet handshake header) in the wire form of `version`.
Decoded<CertificateRequest> DecodeCertificateRequest(Version version, ByteSpan body);

}  // namespace shakedown::tls
