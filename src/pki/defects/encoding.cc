// Certificates that are written in a way that RFC 5280 forbids, and signed as they are written.
#include <array>
#include <string_view>
#include <utility>

#include "core/bytes.h"
#include "pki/defects/family.h"
#include "pki/extensions.h"

namespace shakedown::pki::defects {
namespace {

constexpr const char* kAlternativeName = "client.inside.test";

bool RepeatExtension(X509* certificate) {
  const int at = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  return at >= 0 && X509_add_ext(certificate, X509_get_ext(certificate, at), -1) == 1;
}

bool SetSerial(X509* certificate, long number) {
  return ASN1_INTEGER_set(X509_get_serialNumber(certificate), number) == 1;
}

bool NeverExpires(X509* certificate) {
  return ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z") == 1;
}

/// The same moment in the form that RFC 5280 section 4.1.2.5 keeps for later centuries.
bool AsGeneralizedTime(X509* certificate) {
  ASN1_TIME* const field = X509_getm_notAfter(certificate);
  ASN1_GENERALIZEDTIME* general = ASN1_TIME_to_generalizedtime(field, nullptr);
  const bool done = general != nullptr && ASN1_STRING_copy(field, general) == 1;
  ASN1_GENERALIZEDTIME_free(general);
  return done;
}

/// The UTCTime of notAfter, which ends in seconds and Z, with another end.
template <size_t cut, char... end>
bool EndsTimeIn(X509* certificate) {
  ASN1_TIME* const field = X509_getm_notAfter(certificate);
  const std::string_view text = AsText(
      ByteSpan(ASN1_STRING_get0_data(field), static_cast<size_t>(ASN1_STRING_length(field))));
  if (text.size() <= cut) return false;
  std::string other(text.substr(0, text.size() - cut));
  (other.push_back(end), ...);
  return ASN1_STRING_set(field, other.data(), static_cast<int>(other.size())) == 1;
}

template <auto edit>
void Edited(CertificatePlan* plan) {
  plan->edit = edit;
}

/// Header octets of a DER element: tag and length. 0 if there is none.
size_t HeaderOctets(ByteSpan der) {
  if (der.size() < 2) return 0;
  return der[1] < 0x80 ? 2 : 2 + size_t{der[1]} - 0x80;
}

/// The same element with a length of four octets, however short it is (X.690 section 10.1).
Bytes WithLongLength(ByteSpan der) {
  const ByteSpan content = der.subspan(HeaderOctets(der));
  Bytes out = {der[0], 0x84};
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<uint8_t>(content.size() >> shift));
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

/// The same element with an end mark in place of its length (X.690 section 8.1.3.6).
Bytes WithIndefiniteLength(ByteSpan der) {
  const ByteSpan content = der.subspan(HeaderOctets(der));
  Bytes out = {der[0], 0x80};
  out.insert(out.end(), content.begin(), content.end());
  out.insert(out.end(), {0x00, 0x00});
  return out;
}

}  // namespace

std::span<const Row> EncodingDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kCriticalExtension, "critical-extension", Edited<AddUnknownCritical>},
      {Defect::kDuplicateExtension, "duplicate-extension",
       [](CertificatePlan* plan) {
         plan->dns_names = {kAlternativeName};
         plan->edit = RepeatExtension;
       }},
      {Defect::kInvertedValidity, "inverted-validity",
       [](CertificatePlan* plan) { std::swap(plan->not_before, plan->not_after); }},
      {Defect::kNoExpiry, "no-expiry", Edited<NeverExpires>},
      {Defect::kGeneralizedTime, "generalized-time", Edited<AsGeneralizedTime>},
      {Defect::kTimeWithoutSeconds, "time-without-seconds", Edited<EndsTimeIn<3, 'Z'>>},
      {Defect::kTimeWithOffset, "time-with-offset", Edited<EndsTimeIn<1, '+', '0', '1', '0', '0'>>},
      {Defect::kTimeWithFraction, "time-with-fraction", Edited<EndsTimeIn<1, '.', '5', 'Z'>>},
      {Defect::kSerialZero, "serial-zero",
       [](CertificatePlan* plan) { plan->edit = [](X509* one) { return SetSerial(one, 0); }; }},
      {Defect::kSerialNegative, "serial-negative",
       [](CertificatePlan* plan) { plan->edit = [](X509* one) { return SetSerial(one, -77); }; }},
      {Defect::kBerLongLength, "ber-long-length",
       [](CertificatePlan* plan) { plan->reshape = WithLongLength; }},
      {Defect::kBerIndefinite, "ber-indefinite",
       [](CertificatePlan* plan) { plan->reshape = WithIndefiniteLength; }},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
