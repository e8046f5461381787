// The built-in peer asks the responder that a certificate names, and believes only what it may.
#include "handshake/peer_ocsp.h"

#include <gtest/gtest.h>

#include <map>

#include "handshake/ocsp_responder.h"
#include "handshake/peer.h"
#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using pki::OcspManner;
using testing_support::Need;
using testing_support::ProbeOptions;
using testing_support::TestAuthority;
using testing_support::Try;

class PeerOcsp : public testing::Test {
 protected:
  PeerOcsp() {
    PeerHost host;
    host.behaviour = Behaviour::kStrict;
    host.certificate = root_.Server("gate.test");
    host.client_trust = root_.Trust();
    host.ocsp = true;
    PeerOptions options;
    options.hosts = {host};
    peer_ = Need(Peer::Start(std::move(options)));
    responder_ = Need(OcspResponder::Start());
  }

  /// An identity for which the responder answers so.
  pki::IdentityPtr Answered(const pki::Authority& issuer, OcspManner manner) {
    pki::MintRequest request;
    request.ocsp_url = responder_->NewUrl();
    const pki::IdentityPtr identity = Need(pki::Mint(issuer, request));
    const Result<void> done =
        responder_->AnswerFor(request.ocsp_url, issuer, identity->leaf.get(), manner);
    EXPECT_TRUE(done) << done.error().Text();
    return identity;
  }

  bool GetsIn(const pki::IdentityPtr& identity) {
    ProbeOptions options;
    options.version = TLS1_2_VERSION;
    options.sni = options.host = "gate.test";
    options.identity = identity;
    return Try(peer_->endpoint().port, std::move(options)).status == 200;
  }

  const TestAuthority root_{"Trusted Root"};
  std::unique_ptr<Peer> peer_;
  std::unique_ptr<OcspResponder> responder_;
};

TEST_F(PeerOcsp, OnlyAGoodAnswerOpens) {
  for (const OcspManner manner : pki::AllOcspManners()) {
    EXPECT_EQ(GetsIn(Answered(root_.authority(), manner)), manner == OcspManner::kGood)
        << ToString(manner);
  }
}

TEST_F(PeerOcsp, ACaBelowAnswersForItsOwn) {
  const auto issuing = Need(pki::MintIntermediate(root_.authority(), "Issuing"));
  EXPECT_TRUE(GetsIn(Answered(*issuing, OcspManner::kGood)));
  EXPECT_FALSE(GetsIn(Answered(*issuing, OcspManner::kRevoked)));
}

TEST_F(PeerOcsp, WithoutAResponderNobodyGetsIn) { EXPECT_FALSE(GetsIn(root_.Client())); }

TEST_F(PeerOcsp, NothingElsewhereIsAsked) {
  pki::MintRequest request;
  request.ocsp_url = "http://responder.invalid/1";
  EXPECT_FALSE(GetsIn(Need(pki::Mint(root_.authority(), request))));
}

}  // namespace
}  // namespace shakedown::handshake
