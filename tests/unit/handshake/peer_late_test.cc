// Certificates asked for after the request: renegotiation in TLS 1.2, post-handshake authentication
// in TLS 1.3, as Apache does per location.
#include "handshake/peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing::HasSubstr;
using testing_support::Need;
using testing_support::ProbeOptions;
using testing_support::ProbeResult;
using testing_support::TestAuthority;
using testing_support::Try;

class PeerLate : public testing::TestWithParam<int> {
 protected:
  PeerLate() {
    PeerHost host;
    host.name = "late.test";
    host.behaviour = Behaviour::kLate;
    host.certificate = root_.Server(host.name);
    host.client_trust = root_.Trust();
    host.announced_names = {root_.name()};
    host.late_paths = {"/private", "/secret"};
    PeerOptions options;
    options.hosts = {host};
    peer_ = Need(Peer::Start(std::move(options)));
  }

  ProbeOptions Options(const std::string& path, pki::IdentityPtr identity) const {
    ProbeOptions options;
    options.version = GetParam();
    options.sni = options.host = "late.test";
    options.path = path;
    options.identity = std::move(identity);
    options.offer_post_handshake_auth = true;
    return options;
  }
  ProbeResult Ask(ProbeOptions options) const {
    return Try(peer_->endpoint().port, std::move(options));
  }
  bool tls13() const { return GetParam() == TLS1_3_VERSION; }

  const TestAuthority root_{"Trusted Root"};
  std::unique_ptr<Peer> peer_;
};

TEST_P(PeerLate, OtherPathsAreOpenAndNothingIsAsked) {
  const ProbeResult result = Ask(Options("/public", root_.Client()));
  EXPECT_EQ(result.status, 200);
  EXPECT_FALSE(result.requested);
}

TEST_P(PeerLate, GoodCertificateGetsIn) {
  const ProbeResult result = Ask(Options("/private/page", root_.Client()));
  EXPECT_TRUE(result.handshake);
  EXPECT_TRUE(result.requested);
  EXPECT_EQ(result.names.size(), 1U);
  EXPECT_EQ(result.status, 200) << result.reply << " alert " << result.alert;
  EXPECT_THAT(result.reply, HasSubstr("client: CN=client good"));
  EXPECT_TRUE(result.close_notify);
}

TEST_P(PeerLate, NoCertificateIsRefusedWithTheAlertOfItsVersion) {
  const ProbeResult result = Ask(Options("/private", nullptr));
  EXPECT_TRUE(result.requested);
  EXPECT_EQ(result.alert, tls13() ? 116 : 40);
  EXPECT_EQ(result.reply, "");
}

TEST_P(PeerLate, BadCertificatesAreRefusedWithTheirAlerts) {
  const TestAuthority stranger("Unknown Root");
  EXPECT_EQ(Ask(Options("/secret", stranger.Client())).alert, 48);
  EXPECT_EQ(Ask(Options("/secret", root_.Client(pki::Flaw::kExpired))).alert, 45);
  EXPECT_EQ(Ask(Options("/secret", root_.Client(pki::Flaw::kWrongEku))).alert, 43);
}

TEST_P(PeerLate, ClientThatCannotAnswerLate) {
  ProbeOptions options = Options("/private", root_.Client());
  options.offer_post_handshake_auth = false;
  options.allow_renegotiation = false;
  const ProbeResult result = Ask(std::move(options));
  EXPECT_FALSE(result.requested);
  if (tls13()) {
    EXPECT_EQ(result.title, "403 Forbidden");
    EXPECT_THAT(result.reply, HasSubstr("Reason: Cannot perform Post-Handshake Authentication."));
  } else {
    EXPECT_EQ(result.alert, 40);
  }
}

TEST_P(PeerLate, SmallBodyBeforeTheCertificateIsNotInTheWay) {
  ProbeOptions options = Options("/private", root_.Client());
  options.method = "POST";
  options.body = "a=1";
  EXPECT_EQ(Ask(std::move(options)).status, 200);
}

// The ticket of TLS 1.2 is that of the first handshake, because a renegotiation starts a session of
// its own without one; as with Apache, the certificate is asked for again.
TEST_P(PeerLate, ResumedSessionKeepsTheIdentityInTls13Only) {
  const ProbeResult first = Ask(Options("/private", root_.Client()));
  ASSERT_NE(first.session, nullptr);
  ProbeOptions options = Options("/private", tls13() ? nullptr : root_.Client());
  options.resume = first.session.get();
  const ProbeResult second = Ask(std::move(options));
  EXPECT_EQ(second.requested, !tls13());
  EXPECT_EQ(second.status, 200);
  EXPECT_THAT(second.reply, HasSubstr("client: CN=client good"));
}

INSTANTIATE_TEST_SUITE_P(Versions, PeerLate, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         testing_support::VersionName);

}  // namespace
}  // namespace shakedown::handshake
