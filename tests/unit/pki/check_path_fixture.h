// A trusted root and shorthand for checking what is minted below it.
#pragma once

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "pki/chain.h"
#include "pki/mint.h"
#include "tests/support/test_authority.h"

namespace shakedown::testing_support {

/// Problem and depth of each finding, in order.
using Defects = std::vector<std::pair<attempt::PathProblem, int>>;

inline Defects DefectsOf(const attempt::PathCheck& check) {
  Defects defects;
  for (const attempt::PathFinding& finding : check.findings) {
    defects.emplace_back(finding.problem, finding.depth);
  }
  return defects;
}

class CheckPathFixture : public testing::Test {
 protected:
  pki::IdentityPtr Make(const pki::MintRequest& request) const {
    return Need(pki::Mint(*root_, request));
  }
  pki::TrustStorePtr Trust() const {
    X509* const anchors[] = {root_->certificate.get()};
    return pki::TrustStore::Of(anchors);
  }
  pki::TrustStorePtr TrustWith(std::vector<X509*> anchors, std::vector<X509_CRL*> crls = {}) const {
    return pki::TrustStore::Of(anchors, crls);
  }
  static attempt::PathCheck Check(const pki::Identity& identity, const pki::TrustStore& trust,
                                  const pki::CheckOptions& options = {}) {
    return pki::CheckPath(identity.leaf.get(), identity.chain, identity.withheld, trust, options);
  }
  Defects DefectsOfFlaw(pki::Flaw flaw) const {
    return DefectsOf(Check(*Make({.flaw = flaw}), *Trust()));
  }
  const pki::AuthorityPtr root_ = Need(pki::MintRoot("Root"));
};

}  // namespace shakedown::testing_support
