// Key usage and extended key usage that an honest client's certificate does not have.
#include <array>

#include "pki/defects/family.h"
#include "pki/extensions.h"

namespace shakedown::pki::defects {
namespace {

/// DelegationUsage (RFC 9345 section 4.2).
bool MayDelegate(X509* certificate) {
  constexpr uint8_t kNull[] = {0x05, 0x00};
  return AddRawExtension(certificate, "1.3.6.1.4.1.44363.44", kNull, false);
}

template <int purpose>
void OnlyPurpose(CertificatePlan* plan) {
  plan->extended_key_usage = {purpose};
}

template <int bit>
void OnlyKeyUsage(CertificatePlan* plan) {
  plan->key_usage = {bit};
}

}  // namespace

std::span<const Row> UsageDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kEkuEmail, "eku-email", OnlyPurpose<NID_email_protect>},
      {Defect::kEkuCodeSigning, "eku-code-signing", OnlyPurpose<NID_code_sign>},
      {Defect::kEkuTimeStamping, "eku-time-stamping", OnlyPurpose<NID_time_stamp>},
      {Defect::kEkuOcspSigning, "eku-ocsp-signing", OnlyPurpose<NID_OCSP_sign>},
      {Defect::kEkuAny, "eku-any", OnlyPurpose<NID_anyExtendedKeyUsage>},
      {Defect::kKeyUsageAbsent, "ku-absent",
       [](CertificatePlan* plan) { plan->key_usage.clear(); }},
      {Defect::kKeyUsageAgreement, "ku-key-agreement", OnlyKeyUsage<kKeyAgreementBit>},
      {Defect::kKeyUsageNonRepudiation, "ku-non-repudiation", OnlyKeyUsage<kNonRepudiationBit>},
      {Defect::kDelegationUsage, "delegation-usage",
       [](CertificatePlan* plan) { plan->edit = MayDelegate; }},
      {Defect::kKeyUsageCertSign, "ku-cert-sign", OnlyKeyUsage<kKeyCertSignBit>},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
