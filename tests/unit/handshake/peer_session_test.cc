// What a session carries, and what happens when it is brought to another host.
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

constexpr const char* kMissing = "400 No required SSL certificate was sent";
constexpr const char* kMisdirected = "421 Misdirected Request";

class PeerSession : public testing::TestWithParam<int> {
 protected:
  PeerSession() {
    PeerOptions options;
    options.hosts = {Host("open.test", Behaviour::kNone), Host("nginx.test", Behaviour::kNginx),
                     Host("strict.test", Behaviour::kStrict), Host("late.test", Behaviour::kLate),
                     Host("bare.test", Behaviour::kNginx)};
    options.hosts.back().tickets = false;
    peer_ = Need(Peer::Start(std::move(options)));
  }

  PeerHost Host(const std::string& name, Behaviour behaviour) const {
    PeerHost host;
    host.name = name;
    host.behaviour = behaviour;
    host.certificate = root_.Server(name);
    host.client_trust = root_.Trust();
    host.late_paths = {"/private"};
    return host;
  }
  ProbeResult Ask(const std::string& sni, pki::IdentityPtr identity = nullptr,
                  SSL_SESSION* resume = nullptr, const std::string& host = {}) const {
    ProbeOptions options;
    options.version = GetParam();
    options.sni = sni;
    options.host = host.empty() ? sni : host;
    options.identity = std::move(identity);
    options.resume = resume;
    return Try(peer_->endpoint().port, std::move(options));
  }
  bool tls13() const { return GetParam() == TLS1_3_VERSION; }

  const TestAuthority root_{"Trusted Root"};
  std::unique_ptr<Peer> peer_;
};

TEST_P(PeerSession, GoodIdentityStaysWithTheSession) {
  const ProbeResult first = Ask("strict.test", root_.Client());
  ASSERT_NE(first.session, nullptr);
  EXPECT_FALSE(first.resumed);
  const ProbeResult second = Ask("strict.test", nullptr, first.session.get());
  EXPECT_TRUE(second.resumed);
  EXPECT_FALSE(second.requested);
  EXPECT_EQ(second.status, 200);
  EXPECT_THAT(second.reply, HasSubstr("client: CN=client good"));
}

TEST_P(PeerSession, MissingCertificateSticksToTheSession) {
  const ProbeResult first = Ask("nginx.test");
  EXPECT_EQ(first.title, kMissing);
  ASSERT_NE(first.session, nullptr);
  const ProbeResult second = Ask("nginx.test", root_.Client(), first.session.get());
  EXPECT_TRUE(second.resumed);
  EXPECT_EQ(second.title, kMissing);
}

TEST_P(PeerSession, VerificationErrorSticksToTheSession) {
  const ProbeResult first = Ask("nginx.test", root_.Client(pki::Flaw::kExpired));
  ASSERT_NE(first.session, nullptr);
  const ProbeResult second = Ask("nginx.test", root_.Client(), first.session.get());
  EXPECT_TRUE(second.resumed);
  EXPECT_EQ(second.title, "400 The SSL certificate error");
}

TEST_P(PeerSession, RenewedTicketKeepsTheVerdictToo) {
  const ProbeResult first = Ask("nginx.test");
  const ProbeResult second = Ask("nginx.test", root_.Client(), first.session.get());
  SSL_SESSION* latest = second.session ? second.session.get() : first.session.get();
  const ProbeResult third = Ask("nginx.test", root_.Client(), latest);
  EXPECT_TRUE(third.resumed);
  EXPECT_EQ(third.title, kMissing);
}

TEST_P(PeerSession, OpenHostsSessionOpensNoDoorAtAHostThatAsks) {
  for (const char* closed : {"nginx.test", "strict.test"}) {
    const ProbeResult first = Ask("open.test");
    ASSERT_NE(first.session, nullptr);
    const ProbeResult second = Ask(closed, root_.Client(), first.session.get());
    if (tls13()) {
      EXPECT_EQ(second.alert, 49);
      EXPECT_FALSE(second.handshake);
    } else {
      EXPECT_TRUE(second.resumed);
      EXPECT_EQ(second.title, kMisdirected);
    }
  }
}

TEST_P(PeerSession, NamelessSessionIsRefusedTooWhereAskedFor) {
  const ProbeResult first = Ask("", nullptr, nullptr, "open.test");
  ASSERT_NE(first.session, nullptr);
  const ProbeResult second = Ask("nginx.test", root_.Client(), first.session.get());
  if (tls13()) {
    EXPECT_EQ(second.alert, 49);
  } else {
    EXPECT_EQ(second.title, kMissing);  // reached by Host alone
  }
}

TEST_P(PeerSession, ClosedHostsSessionResumesAtTheOpenHost) {
  const ProbeResult first = Ask("strict.test", root_.Client());
  ASSERT_NE(first.session, nullptr);
  const ProbeResult second = Ask("open.test", nullptr, first.session.get());
  EXPECT_TRUE(second.resumed);
  EXPECT_EQ(second.status, 200);
}

TEST_P(PeerSession, LateHostMakesAFullHandshakeOfAForeignSession) {
  const ProbeResult first = Ask("open.test");
  ASSERT_NE(first.session, nullptr);
  const ProbeResult second = Ask("late.test", nullptr, first.session.get());
  EXPECT_FALSE(second.resumed);
  EXPECT_EQ(second.status, 200);
}

TEST_P(PeerSession, HostWithoutTicketsGivesAndTakesNone) {
  EXPECT_EQ(Ask("bare.test", root_.Client()).session, nullptr);
  const ProbeResult foreign = Ask("strict.test", root_.Client());
  ASSERT_NE(foreign.session, nullptr);
  const ProbeResult second = Ask("bare.test", root_.Client(), foreign.session.get());
  EXPECT_FALSE(second.resumed);
  EXPECT_EQ(second.status, 200);
}

TEST_P(PeerSession, TicketsOfAnotherServerAreIgnored) {
  const ProbeResult first = Ask("nginx.test", root_.Client());
  PeerOptions options;
  options.hosts = {Host("nginx.test", Behaviour::kNginx)};
  peer_ = Need(Peer::Start(std::move(options)));
  const ProbeResult second = Ask("nginx.test", root_.Client(), first.session.get());
  EXPECT_FALSE(second.resumed);
  EXPECT_EQ(second.status, 200);
}

TEST_P(PeerSession, EndsWithTheRulesItBeganUnder) {
  const ProbeResult first = Ask("strict.test", root_.Client());
  ASSERT_NE(first.session, nullptr);
  const TestAuthority other("Other Root");
  PeerHost host = Host("strict.test", Behaviour::kStrict);
  host.client_trust = other.Trust();
  ASSERT_TRUE(peer_->Reload({host}));
  const ProbeResult changed = Ask("strict.test", nullptr, first.session.get());
  EXPECT_FALSE(changed.resumed);
  EXPECT_TRUE(changed.requested);
  host.client_trust = root_.Trust();
  ASSERT_TRUE(peer_->Reload({host}));
  // The host stands in another place now, and is the same host only by its rules.
  EXPECT_FALSE(Ask("strict.test", nullptr, first.session.get()).resumed);
  const ProbeResult anew = Ask("strict.test", root_.Client());
  ASSERT_NE(anew.session, nullptr);
  ASSERT_TRUE(peer_->Reload({host}));
  EXPECT_TRUE(Ask("strict.test", nullptr, anew.session.get()).resumed)
      << "reading the same again changes nothing";
}

TEST_P(PeerSession, IsReadByPeersWithTheSameKeysAndRules) {
  PeerOptions options;
  options.ticket_keys = MakeTicketKeys();
  options.hosts = {Host("strict.test", Behaviour::kStrict)};
  const auto one = Need(Peer::Start(options));
  const auto twin = Need(Peer::Start(options));
  const TestAuthority other("Other Root");
  options.hosts.front().client_trust = other.Trust();
  const auto stranger = Need(Peer::Start(options));
  const auto ask = [&](const Peer& peer, pki::IdentityPtr identity, SSL_SESSION* resume) {
    ProbeOptions probe;
    probe.version = GetParam();
    probe.sni = probe.host = "strict.test";
    probe.identity = std::move(identity);
    probe.resume = resume;
    return Try(peer.endpoint().port, std::move(probe));
  };
  const ProbeResult first = ask(*one, root_.Client(), nullptr);
  ASSERT_NE(first.session, nullptr);
  EXPECT_TRUE(ask(*twin, nullptr, first.session.get()).resumed);
  const ProbeResult abroad = ask(*stranger, nullptr, first.session.get());
  EXPECT_FALSE(abroad.resumed);
  EXPECT_TRUE(abroad.requested);
}

TEST_P(PeerSession, LivesNoLongerThanItsCertificate) {
  pki::MintRequest brief{.name = "brief", .not_after = Milliseconds(600'000)};
  const auto identity = Need(pki::Mint(root_.authority(), brief));
  const ProbeResult first = Ask("strict.test", identity);
  ASSERT_NE(first.session, nullptr);
  const unsigned long life = SSL_SESSION_get_ticket_lifetime_hint(first.session.get());
  EXPECT_LE(life, 600u);
  EXPECT_GT(life, 500u);
}

INSTANTIATE_TEST_SUITE_P(Versions, PeerSession, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         testing_support::VersionName);

}  // namespace
}  // namespace shakedown::handshake
