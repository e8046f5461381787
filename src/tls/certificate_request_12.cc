#include "tls/ca_names.h"
#include "tls/certificate_request_forms.h"
#include "tls/vectors.h"

namespace shakedown::tls {

void DecodeCertificateRequest12(ByteReader body, CertificateRequest* request) {
  // RFC 5246 section 7.4.4: ClientCertificateType certificate_types<1..2^8-1>.
  if (auto types = body.Prefixed8("certificate_types", {.min = 1})) {
    for (const uint8_t type : types->Rest()) {
      request->certificate_types.push_back(static_cast<ClientCertificateType>(type));
    }
  }
  // RFC 5246 section 7.4.4: supported_signature_algorithms came with TLS 1.2 (section 1.2).
  if (request->version >= Version::kTls12 && !body.failed()) {
    request->signature_algorithms = ReadSignatureSchemes(&body, "signature_algorithms");
    request->has_signature_algorithms = !body.failed();
  }
  // RFC 5246 section 7.4.4: DistinguishedName certificate_authorities<0..2^16-1>.
  if (auto names = body.Prefixed16("certificate_authorities")) {
    request->ca_names = ReadCaNames(*names, "certificate_authorities");
  }
  body.ExpectEnd("CertificateRequest");
}

}  // namespace shakedown::tls
