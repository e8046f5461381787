// Intermediates that may certify some names only (RFC 5280 section 4.2.1.10), and leaves that have
// others.
#include <array>
#include <string>

#include "pki/defects/family.h"
#include "pki/extensions.h"

namespace shakedown::pki::defects {
namespace {

using attempt::AlternativeName;

constexpr const char* kLeafName = "client.inside.test";
constexpr const char* kOtherTree = "outside.test";
constexpr const char* kLeafTree = "inside.test";
/// Below the arc for examples of RFC 5612.
constexpr const char* kLeafOid = "1.3.6.1.4.1.32473.2";
constexpr const char* kOtherOid = "1.3.6.1.4.1.32473.1";
constexpr int kManyTrees = 1000;
constexpr int kManyNames = 2000;

void NamedInside(CertificatePlan* plan) { plan->dns_names = {kLeafName}; }

void PermitsOthers(int /*number*/, CertificatePlan* plan) {
  plan->edit = [](X509* one) { return ConstrainNames(one, GEN_DNS, {kOtherTree}, true); };
}
void ExcludesThis(int /*number*/, CertificatePlan* plan) {
  plan->edit = [](X509* one) { return ConstrainNames(one, GEN_DNS, {kLeafTree}, false); };
}
void PermitsOtherIds(int /*number*/, CertificatePlan* plan) {
  plan->edit = [](X509* one) { return ConstrainNames(one, GEN_RID, {kOtherOid}, true); };
}

void PermitsMany(int /*number*/, CertificatePlan* plan) {
  plan->edit = [](X509* one) {
    std::vector<std::string> trees;
    for (int i = 0; i < kManyTrees; ++i) trees.push_back("tree" + std::to_string(i) + ".test");
    return ConstrainNames(one, GEN_DNS, trees, true);
  };
}

/// All of them below the last tree: that is found last.
void NamedManyTimes(CertificatePlan* plan) {
  for (int i = 0; i < kManyNames; ++i) {
    plan->dns_names.push_back("name" + std::to_string(i) + ".tree" +
                              std::to_string(kManyTrees - 1) + ".test");
  }
}

}  // namespace

std::span<const Row> NameConstraintDefects() {
  static constexpr auto kRows = std::to_array<Row>({
      {Defect::kIntermediateNameConstraint, "intermediate-name-permitted", NamedInside,
       PermitsOthers, 1},
      {Defect::kIntermediateNameExcluded, "intermediate-name-excluded", NamedInside, ExcludesThis,
       1},
      {Defect::kIntermediateNameInCn, "intermediate-name-permitted-cn",
       [](CertificatePlan* plan) {
         if (Result<ossl::NamePtr> name = CommonName(kLeafName)) plan->subject = std::move(*name);
       },
       PermitsOthers, 1},
      {Defect::kIntermediateNameUnknown, "intermediate-name-unknown-type",
       [](CertificatePlan* plan) {
         plan->alternative_names = {{AlternativeName::Kind::kRegisteredId, kLeafOid}};
       },
       PermitsOtherIds, 1},
      {Defect::kIntermediateManyNames, "intermediate-many-constraints", NamedManyTimes, PermitsMany,
       1},
  });
  return kRows;
}

}  // namespace shakedown::pki::defects
