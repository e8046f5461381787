// Certificates that are right and very large.
#include <array>
#include <string>

#include "pki/defects/family.h"

namespace shakedown::pki::defects {
namespace {

constexpr size_t kUnitOctets = 64;  ///< the most that RFC 5280 appendix A.1 allows
constexpr size_t kSubjectOctets = 60'000;
constexpr int kManyNames = 3000;

/// One organizational unit after the other, then the name that the subject had.
void HugeSubject(CertificatePlan* plan) {
  ossl::NamePtr name(X509_NAME_new());
  const std::string unit(kUnitOctets, 'x');
  for (size_t octets = 0; name != nullptr && octets < kSubjectOctets; octets += kUnitOctets) {
    X509_NAME_add_entry_by_NID(name.get(), NID_organizationalUnitName, V_ASN1_UTF8STRING,
                               AsBytes(unit).data(), static_cast<int>(unit.size()), -1, 0);
  }
  for (int i = 0; name != nullptr && i < X509_NAME_entry_count(plan->subject.get()); ++i) {
    X509_NAME_add_entry(name.get(), X509_NAME_get_entry(plan->subject.get(), i), -1, 0);
  }
  plan->subject = std::move(name);
}

void ManyNames(CertificatePlan* plan) {
  for (int i = 0; i < kManyNames; ++i) {
    plan->dns_names.push_back("name" + std::to_string(i) + ".test");
  }
}

}  // namespace

std::span<const Row> SizeDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kHugeSubject, "huge-subject", HugeSubject},
      {Defect::kManyNames, "many-names", ManyNames},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
