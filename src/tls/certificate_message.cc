#include "tls/certificate_message.h"

#include "tls/certificate_forms.h"
#include "tls/vectors.h"

namespace shakedown::tls {

std::optional<CertificateEntry> ReadCertificateEntry(ByteReader* list, size_t entries) {
  if (entries == kMaxCertificates) {
    list->Report(DecodeErrorKind::kTooLarge, "certificate_list",
                 "more than " + std::to_string(kMaxCertificates) + " certificates");
    return std::nullopt;
  }
  auto der = list->Prefixed24("certificate_list.certificate", {.min = 1});
  if (!der) return std::nullopt;
  CertificateEntry entry;
  entry.offset = der->offset();
  entry.der = Owned(*der);
  return entry;
}

Decoded<CertificateMessage> DecodeCertificate(Version version, ByteSpan body) {
  Decoded<CertificateMessage> decoded;
  const ByteReader reader(body, &decoded.errors);
  if (version >= Version::kTls13) {
    DecodeCertificate13(reader, &decoded.value);
  } else {
    DecodeCertificate12(reader, &decoded.value);
  }
  return decoded;
}

}  // namespace shakedown::tls
