// Key usage and extended key usage that an honest client's certificate does not have.
#include <array>

#include "pki/defects/family.h"

namespace shakedown::pki::defects {
namespace {

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
      {Defect::kKeyUsageCertSign, "ku-cert-sign", OnlyKeyUsage<kKeyCertSignBit>},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
