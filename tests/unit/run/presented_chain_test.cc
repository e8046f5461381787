// Chains that suites put together by hand.
#include <gtest/gtest.h>

#include "run/identities.h"

namespace shakedown::run {
namespace {

class presented_chain : public testing::Test {
 protected:
  static pki::AuthorityPtr Root() {
    auto root = pki::MintRoot("Root");
    EXPECT_TRUE(root);
    return root ? *root : nullptr;
  }

  void Add(const std::string& id, const std::string& presents, const std::string& intermediates,
           const std::string& issuer = "trusted") {
    scenario::IdentityModel model;
    model.id = id;
    model.mint = "good";
    model.issuer = issuer;
    model.intermediates = intermediates;
    model.presents = presents;
    suite_.identities.push_back(model);
  }

  PreparedIdentity Get(const std::string& id) {
    if (!store_) {
      store_.emplace(suite_, variables_, &authorities_, Revocation{});
    }
    const PreparedIdentity* found = store_->Get(id);
    EXPECT_NE(found, nullptr) << id;
    return found == nullptr ? PreparedIdentity{} : *found;
  }

  /// The subjects of what stands behind the leaf.
  std::vector<std::string> Chain(const std::string& id) {
    const PreparedIdentity prepared = Get(id);
    EXPECT_FALSE(prepared.error) << prepared.error->Text();
    std::vector<std::string> names;
    for (size_t i = 1; i < prepared.facts.chain.size(); ++i) {
      names.push_back(tls::ToText(prepared.facts.chain[i].subject));
    }
    return names;
  }

  const pki::AuthorityPtr root_ = Root();
  scenario::SuiteModel suite_;
  scenario::Variables variables_;
  Authorities authorities_{root_, std::nullopt, [] { return std::optional<Bytes>(); }};
  std::optional<IdentityStore> store_;
};

using Names = std::vector<std::string>;

TEST_F(presented_chain, HoldsWhatIsNamedInThatOrder) {
  Add("deep", "2 1 1 root", "2");
  EXPECT_EQ(Chain("deep"), (Names{"CN=deep intermediate CA 1", "CN=deep intermediate CA 2",
                                  "CN=deep intermediate CA 2", "CN=Root"}));
}

TEST_F(presented_chain, BorrowsFromOthersAsOftenAsAskedFor) {
  Add("stranger", "", "1", "untrusted");
  Add("crowd", "chain stranger:leaf*3 stranger:chain", "1");
  EXPECT_EQ(Chain("crowd"), (Names{"CN=crowd intermediate CA 1", "CN=stranger", "CN=stranger",
                                   "CN=stranger", "CN=stranger intermediate CA 1"}));
}

TEST_F(presented_chain, NothingLeavesTheLeafAloneAndTheRestWithheld) {
  Add("alone", "nothing", "1");
  EXPECT_TRUE(Chain("alone").empty());
  EXPECT_EQ(Get("alone").facts.withheld.size(), 1u);
}

TEST_F(presented_chain, TwoMayLendToEachOther) {
  Add("first", "second:leaf", "0");
  Add("second", "first:leaf", "0");
  EXPECT_EQ(Chain("first"), Names{"CN=second"});
  EXPECT_EQ(Chain("second"), Names{"CN=first"});
}

TEST_F(presented_chain, WhatIsNotThereIsAnError) {
  Add("short", "2", "1");
  Add("lost", "nobody:leaf", "0");
  EXPECT_TRUE(Get("short").error);
  EXPECT_TRUE(Get("lost").error);
}

}  // namespace
}  // namespace shakedown::run
