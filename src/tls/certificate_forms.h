// The two wire forms of Certificate, for `certificate_message.cc`.
#pragma once

#include "tls/certificate_message.h"

namespace shakedown::tls {

/// Most certificates looked at in one message.
inline constexpr size_t kMaxCertificates = 1'000;

/// TLS 1.0 to 1.2 (RFC 5246 section 7.4.2).
void DecodeCertificate12(ByteReader body, CertificateMessage* message);
/// TLS 1.3 (RFC 9846 section 4.5.1).
void DecodeCertificate13(ByteReader body, CertificateMessage* message);

/// ASN.1Cert and cert_data<1..2^24-1>, the same in all versions. Nothing if cut off, or (kTooLarge)
/// if `entries` holds `kMaxCertificates` already.
std::optional<CertificateEntry> ReadCertificateEntry(ByteReader* list, size_t entries);

}  // namespace shakedown::tls
