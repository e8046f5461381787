#include <algorithm>

#include "tls/ca_names.h"
#include "tls/certificate_request_forms.h"
#include "tls/der_reader.h"
#include "tls/oid.h"
#include "tls/vectors.h"

namespace shakedown::tls {
namespace {

/// RFC 9846 section 4.3.5: certificate_extension_oid is an OBJECT IDENTIFIER in DER.
void CheckFilterOid(const OidFilter& filter, size_t offset, std::vector<DecodeError>* errors) {
  if (filter.oid.empty()) return;
  DerReader reader(filter.oid, errors, offset);
  const auto oid = reader.Next(kDerObjectIdentifier, "oid_filters.oid");
  if (!oid) return;
  if (!OidText(oid->content)) {
    errors->push_back(
        {DecodeErrorKind::kBadDer, "oid_filters.oid", offset, "not an OBJECT IDENTIFIER"});
  }
  reader.ExpectEnd("oid_filters.oid");
}

/// RFC 9846 section 4.3.5: OIDFilter filters<0..2^16-1>, each certificate_extension_oid<1..2^8-1>
/// and certificate_extension_values<0..2^16-1>.
std::vector<OidFilter> ReadOidFilters(ByteReader data) {
  std::vector<OidFilter> filters;
  if (auto list = data.Prefixed16("oid_filters")) {
    while (!list->empty()) {
      auto oid = list->Prefixed8("oid_filters.oid", {.min = 1});
      auto values = list->Prefixed16("oid_filters.values");
      if (!oid || !values) break;
      const size_t offset = oid->offset();
      filters.push_back({Owned(*oid), Owned(*values)});
      CheckFilterOid(filters.back(), offset, list->errors());
    }
  }
  data.ExpectEnd("oid_filters");
  return filters;
}

/// RFC 9846 section 4.3.4: DistinguishedName authorities<3..2^16-1>.
std::vector<DistinguishedName> ReadAuthorities(ByteReader data) {
  std::vector<DistinguishedName> names;
  if (auto list = data.Prefixed16("certificate_authorities", {.min = 3})) {
    names = ReadCaNames(*list, "certificate_authorities");
  }
  data.ExpectEnd("certificate_authorities");
  return names;
}

std::vector<SignatureScheme> ReadSchemeExtension(ByteReader data, std::string_view field) {
  auto schemes = ReadSignatureSchemes(&data, field);
  data.ExpectEnd(field);
  return schemes;
}

/// Whether the extension list was read to its end.
bool IsWhole(const std::vector<DecodeError>& errors) {
  return std::ranges::none_of(errors, [](const DecodeError& error) {
    return error.kind == DecodeErrorKind::kTruncated || error.kind == DecodeErrorKind::kTooLarge;
  });
}

void ReadExtension(const Extension& extension, std::vector<DecodeError>* errors,
                   CertificateRequest* request) {
  ByteReader data = ReaderOf(extension, errors);
  switch (extension.type) {
    case ExtensionType::kSignatureAlgorithms:
      request->has_signature_algorithms = true;
      request->signature_algorithms = ReadSchemeExtension(data, "signature_algorithms");
      break;
    case ExtensionType::kSignatureAlgorithmsCert:
      request->signature_algorithms_cert = ReadSchemeExtension(data, "signature_algorithms_cert");
      break;
    case ExtensionType::kCertificateAuthorities: request->ca_names = ReadAuthorities(data); break;
    case ExtensionType::kOidFilters: request->oid_filters = ReadOidFilters(data); break;
    case ExtensionType::kStatusRequest: request->status_request = true; break;
    default: break;
  }
}

}  // namespace

void DecodeCertificateRequest13(ByteReader body, CertificateRequest* request) {
  // RFC 9846 section 4.4.2: opaque certificate_request_context<0..2^8-1>.
  if (auto context = body.Prefixed8("certificate_request_context")) {
    request->context = Owned(*context);
  }
  // RFC 9846 section 4.4.2: Extension extensions<0..2^16-1>.
  auto list = body.Prefixed16("CertificateRequest.extensions");
  if (!list) return;
  request->extensions = ReadExtensions(*list, "CertificateRequest");
  const bool whole = IsWhole(*body.errors());
  ReportMisplaced(request->extensions, ExtensionPlace::kCertificateRequest, "CertificateRequest",
                  body.errors());
  for (const Extension& extension : request->extensions) {
    // Of two extensions of one type, which is a defect of its own, the first counts.
    if (Find(request->extensions, extension.type) != &extension) continue;
    ReadExtension(extension, body.errors(), request);
  }
  body.ExpectEnd("CertificateRequest");
  // RFC 9846 section 4.4.2: signature_algorithms must be there. A list that is cut off says
  // nothing.
  if (!request->has_signature_algorithms && whole) {
    body.Report(DecodeErrorKind::kMissing, "signature_algorithms");
  }
}

}  // namespace shakedown::tls
