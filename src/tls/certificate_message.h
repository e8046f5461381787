// Certificate (RFC 9846 section 4.5.1, RFC 5246 section 7.4.2) and CertificateVerify (RFC 9846
// section 4.5.2, RFC 5246 section 7.4.8). The certificates themselves stay opaque here; `pki/`
// reads them.
#pragma once

#include <optional>
#include <vector>

#include "tls/extension.h"

namespace shakedown::tls {

struct CertificateEntry {
  Bytes der;
  size_t offset = 0;                  ///< of `der` in the message body
  std::vector<Extension> extensions;  ///< TLS 1.3 only
};

struct CertificateMessage {
  Bytes context;                          ///< TLS 1.3
  std::vector<CertificateEntry> entries;  ///< leaf first; empty means "no certificate"
};
Decoded<CertificateMessage> DecodeCertificate(Version version, ByteSpan body);

struct CertificateVerify {
  std::optional<SignatureScheme> algorithm;  ///< absent before TLS 1.2
  Bytes signature;
};
Decoded<CertificateVerify> DecodeCertificateVerify(Version version, ByteSpan body);

}  // namespace shakedown::tls
