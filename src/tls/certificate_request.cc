#include "tls/certificate_request.h"

#include "tls/certificate_request_forms.h"

namespace shakedown::tls {

Decoded<CertificateRequest> DecodeCertificateRequest(Version version, ByteSpan body) {
  Decoded<CertificateRequest> decoded;
  decoded.value.version = version;
  const ByteReader reader(body, &decoded.errors);
  if (version >= Version::kTls13) {
    DecodeCertificateRequest13(reader, &decoded.value);
  } else {
    DecodeCertificateRequest12(reader, &decoded.value);
  }
  return decoded;
}

}  // namespace shakedown::tls
