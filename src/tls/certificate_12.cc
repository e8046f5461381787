#include "tls/certificate_forms.h"

namespace shakedown::tls {

void DecodeCertificate12(ByteReader body, CertificateMessage* message) {
  // RFC 5246 section 7.4.2: ASN.1Cert certificate_list<0..2^24-1>, opaque ASN.1Cert<1..2^24-1>.
  if (auto list = body.Prefixed24("certificate_list")) {
    while (!list->empty()) {
      auto entry = ReadCertificateEntry(&*list, message->entries.size());
      if (!entry) break;
      message->entries.push_back(std::move(*entry));
    }
  }
  body.ExpectEnd("Certificate");
}

}  // namespace shakedown::tls
