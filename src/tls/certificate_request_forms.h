// The two wire forms of CertificateRequest, for `certificate_request.cc`.
#pragma once

#include "tls/certificate_request.h"

namespace shakedown::tls {

/// TLS 1.0 to 1.2 (RFC 5246 section 7.4.4); before 1.2 there are no signature algorithms.
void DecodeCertificateRequest12(ByteReader body, CertificateRequest* request);
/// TLS 1.3 (RFC 9846 section 4.4.2).
void DecodeCertificateRequest13(ByteReader body, CertificateRequest* request);

}  // namespace shakedown::tls
