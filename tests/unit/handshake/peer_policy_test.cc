// What sessions are bound to: the same rules give the same marks, other rules others, part by part.
#include "handshake/peer_policy.h"

#include <gtest/gtest.h>

#include "pki/mint.h"
#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing_support::Need;

TEST(PeerPolicy, EachPartHasItsMark) {
  const auto root = Need(pki::MintRoot("Root"));
  const auto other = Need(pki::MintRoot("Other"));
  X509* const anchor[] = {root->certificate.get()};
  X509* const both[] = {other->certificate.get(), root->certificate.get()};
  X509* const turned[] = {root->certificate.get(), other->certificate.get()};
  PeerHost host;
  host.name = "gate.test";
  host.client_trust = pki::TrustStore::Of(anchor);
  const PolicyMarks before = MarksOf(host);
  EXPECT_EQ(MarksOf(host), before);

  PeerHost stricter = host;
  stricter.behaviour = Behaviour::kStrict;
  EXPECT_NE(MarksOf(stricter).policy, before.policy);
  EXPECT_EQ(MarksOf(stricter).trust, before.trust);

  PeerHost wider = host;
  wider.client_trust = pki::TrustStore::Of(both);
  EXPECT_NE(MarksOf(wider).trust, before.trust);
  EXPECT_EQ(MarksOf(wider).policy, before.policy);
  PeerHost same = host;
  same.client_trust = pki::TrustStore::Of(turned);
  EXPECT_EQ(MarksOf(same), MarksOf(wider)) << "the order of a file is no rule";

  const auto crl = Need(pki::MintCrl(*root, {}));
  X509_CRL* const crls[] = {crl.get()};
  PeerHost checking = host;
  checking.client_trust = pki::TrustStore::Of(anchor, crls);
  EXPECT_NE(MarksOf(checking).revocation, before.revocation);
  EXPECT_EQ(MarksOf(checking).trust, before.trust);
}

TEST(PeerPolicy, AFlightStrikesOnce) {
  StrikeRegister strikes;
  EXPECT_TRUE(strikes.Strike(Bytes{1, 2, 3}));
  EXPECT_FALSE(strikes.Strike(Bytes{1, 2, 3}));
  EXPECT_TRUE(strikes.Strike(Bytes{1, 2, 4}));
}

}  // namespace
}  // namespace shakedown::handshake
