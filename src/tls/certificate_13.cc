#include "tls/certificate_forms.h"
#include "tls/vectors.h"

namespace shakedown::tls {

void DecodeCertificate13(ByteReader body, CertificateMessage* message) {
  // RFC 9846 section 4.5.1: opaque certificate_request_context<0..2^8-1>.
  if (auto context = body.Prefixed8("certificate_request_context")) {
    message->context = Owned(*context);
  }
  // RFC 9846 section 4.5.1: CertificateEntry certificate_list<0..2^24-1>, each cert_data<1..2^24-1>
  // and Extension extensions<0..2^16-1>.
  if (auto list = body.Prefixed24("certificate_list")) {
    while (!list->empty()) {
      auto entry = ReadCertificateEntry(&*list, message->entries.size());
      if (!entry) break;
      if (auto extensions = list->Prefixed16("CertificateEntry.extensions")) {
        entry->extensions = ReadExtensions(*extensions, "CertificateEntry");
        ReportMisplaced(entry->extensions, ExtensionPlace::kCertificate, "CertificateEntry",
                        list->errors());
      }
      message->entries.push_back(std::move(*entry));
    }
  }
  body.ExpectEnd("Certificate");
}

}  // namespace shakedown::tls
