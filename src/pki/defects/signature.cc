// Signatures of issuers that are wrong, weak or in the name of somebody else.
#include <array>

#include "pki/defects/family.h"

namespace shakedown::pki::defects {
namespace {

constexpr const char* kMd5 = "MD5";

void SpoilSignature(CertificatePlan* plan) { plan->spoil_signature = true; }
void SignWithMd5(CertificatePlan* plan) { plan->digest = kMd5; }

}  // namespace

std::span<const Row> SignatureDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kBadSignature, "bad-signature", SpoilSignature},
      {Defect::kAlgorithmMismatch, "algorithm-mismatch",
       [](CertificatePlan* plan) { plan->spoil_algorithm = true; }},
      {Defect::kWrongIssuerName, "wrong-issuer-name",
       [](CertificatePlan* plan) { plan->foreign_issuer = true; }},
      {.defect = Defect::kMd5,
       .word = "md5",
       .leaf = SignWithMd5,
       .intermediates = 1,
       .rsa_authority = true},
      {.defect = Defect::kIntermediateMd5,
       .word = "intermediate-md5",
       .intermediate =
           [](int number, CertificatePlan* plan) {
             if (number == 1) SignWithMd5(plan);
           },
       .intermediates = 2,
       .rsa_authority = true},
      {.defect = Defect::kIntermediateBadSignature,
       .word = "intermediate-bad-signature",
       .intermediate =
           [](int number, CertificatePlan* plan) {
             if (number == 0) SpoilSignature(plan);
           },
       .intermediates = 1},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
