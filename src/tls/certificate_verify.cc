#include "tls/certificate_message.h"
#include "tls/vectors.h"

namespace shakedown::tls {

Decoded<CertificateVerify> DecodeCertificateVerify(Version version, ByteSpan body) {
  Decoded<CertificateVerify> decoded;
  ByteReader reader(body, &decoded.errors);
  // RFC 9846 section 4.5.2, RFC 5246 section 4.7: the algorithm is named since TLS 1.2.
  if (version >= Version::kTls12) {
    if (const auto algorithm = reader.U16("CertificateVerify.algorithm")) {
      decoded.value.algorithm = static_cast<SignatureScheme>(*algorithm);
    }
  }
  // RFC 9846 section 4.5.2: opaque signature<0..2^16-1>.
  if (auto signature = reader.Prefixed16("CertificateVerify.signature")) {
    decoded.value.signature = Owned(*signature);
  }
  reader.ExpectEnd("CertificateVerify");
  return decoded;
}

}  // namespace shakedown::tls
