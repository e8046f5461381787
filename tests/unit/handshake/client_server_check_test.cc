#include "handshake/client_server_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "pki/read_facts.h"
#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::ServerChecked;
using testing::HasSubstr;
using testing_support::Must;
using testing_support::TestPki;

tls::CertificateMessage MessageOf(const pki::Identity& identity) {
  tls::CertificateMessage message;
  message.entries.push_back({pki::ToDer(identity.leaf.get()), 0, {}});
  for (const ossl::X509Ptr& certificate : identity.chain) {
    message.entries.push_back({pki::ToDer(certificate.get()), 0, {}});
  }
  return message;
}

pki::TrustStorePtr TrustIn(const pki::Authority& authority) {
  const std::array<X509*, 1> anchors = {authority.certificate.get()};
  return pki::TrustStore::Of(anchors);
}

TEST(ServerChecker, AcceptsAGoodServer) {
  ServerChecker checker(TrustIn(*TestPki::Get().root));
  const auto message = MessageOf(*TestPki::Get().server);
  for (const char* name : {"localhost", "server.test", "SERVER.test.", "127.0.0.1", "::1"}) {
    const ServerChecked checked = checker.Check(message, name);
    EXPECT_TRUE(checked.checked);
    EXPECT_TRUE(checked.trusted) << checked.problem;
    EXPECT_TRUE(checked.name_matches) << name;
    EXPECT_FALSE(checked.expired);
    EXPECT_EQ(checked.problem, "");
    EXPECT_EQ(checked.chain.size(), 1u);
  }
}

TEST(ServerChecker, SaysWhatIsWrong) {
  const auto message = MessageOf(*TestPki::Get().server);
  const ServerChecked name =
      ServerChecker(TrustIn(*TestPki::Get().root)).Check(message, "other.test");
  EXPECT_FALSE(name.name_matches);
  EXPECT_THAT(name.problem, HasSubstr("other.test"));
  const ServerChecked trust =
      ServerChecker(TrustIn(*TestPki::Get().other_root)).Check(message, "localhost");
  EXPECT_TRUE(trust.checked);
  EXPECT_FALSE(trust.trusted);
  EXPECT_NE(trust.problem, "");
}

TEST(ServerChecker, SeesExpiryWithoutATrustStore) {
  pki::MintRequest request;
  request.server = true;
  request.dns_names = {"localhost"};
  request.flaw = pki::Flaw::kExpired;
  const auto expired = Must(pki::Mint(*TestPki::Get().root, request));
  const ServerChecked checked = ServerChecker(nullptr).Check(MessageOf(*expired), "localhost");
  EXPECT_FALSE(checked.checked);
  EXPECT_TRUE(checked.expired);
  EXPECT_NE(checked.problem, "");
}

TEST(ServerChecker, RemembersPerChainAndName) {
  ServerChecker checker(TrustIn(*TestPki::Get().root));
  const auto message = MessageOf(*TestPki::Get().server);
  EXPECT_TRUE(checker.Check(message, "localhost").name_matches);
  EXPECT_FALSE(checker.Check(message, "other.test").name_matches);
  EXPECT_TRUE(checker.Check(message, "localhost").name_matches);
  EXPECT_FALSE(checker.Check(MessageOf(*TestPki::Get().untrusted), "localhost").name_matches);
}

TEST(ServerChecker, GarbageAndNothingAreSaid) {
  ServerChecker checker(nullptr);
  tls::CertificateMessage message;
  EXPECT_THAT(checker.Check(message, "x").problem, HasSubstr("no certificate"));
  message.entries.push_back({{1, 2, 3}, 0, {}});
  const ServerChecked checked = checker.Check(message, "x");
  EXPECT_THAT(checked.problem, HasSubstr("cannot be read"));
  EXPECT_TRUE(checked.chain.empty());
}

TEST(ServerChecker, LooksAtABoundedChain) {
  tls::CertificateMessage message;
  for (int i = 0; i < 40; ++i) {
    message.entries.push_back({pki::ToDer(TestPki::Get().server->leaf.get()), 0, {}});
  }
  EXPECT_EQ(ServerChecker(nullptr).Check(message, "x").chain.size(), 16u);
}

TEST(ServerChecker, AUseOfTheClientRecordsTheOpinion) {
  testing_support::TlsServer server({});
  Client client({TrustIn(*TestPki::Get().root), {}});
  auto spec = testing_support::SpecFor(server.port());
  auto result = Must(client.Run(spec, nullptr, nullptr));
  auto checked = attempt::First<ServerChecked>(result.trace);
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->trusted && checked->name_matches);
  spec.sni = "elsewhere.test";
  result = Must(client.Run(spec, nullptr, nullptr));
  EXPECT_FALSE(attempt::First<ServerChecked>(result.trace)->name_matches);
  EXPECT_TRUE(attempt::First<attempt::HandshakeReturned>(result.trace)->ok);
}

}  // namespace
}  // namespace shakedown::handshake
