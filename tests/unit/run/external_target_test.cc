// Suites against a target that is not the built-in peer: CA files, revocation lists, twins.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handshake/peer.h"
#include "run_fixture.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown::run {
namespace {

using diagnosis::Outcome;
using ::testing::HasSubstr;
using testing_support::ExpectOutcome;
using testing_support::MakeScenario;
using testing_support::MakeSuite;
using testing_support::Minted;
using testing_support::Need;
using testing_support::Shake;

/// A strict server with a CA of its own, as somebody else would run it.
class external_target : public RunFixture {
 protected:
  external_target() {
    EXPECT_TRUE(pki::WriteAuthority(folder_.path(), "ca", authority_.authority()));
    options_.target.url = "https://localhost:1/";
  }

  void StartServer(const std::vector<X509*>& revoked = {}, bool announces = true) {
    handshake::PeerHost host;
    host.behaviour = handshake::Behaviour::kStrict;
    host.certificate = authority_.Server("localhost");
    host.client_trust = revoked.empty() ? authority_.Trust() : authority_.TrustWithCrl(revoked);
    if (announces) host.announced_names = {authority_.name()};
    handshake::PeerOptions options;
    options.hosts.push_back(std::move(host));
    server_ = Need(handshake::Peer::Start(std::move(options)));
    options_.target.url = "https://localhost:" + std::to_string(server_->endpoint().port) + "/";
  }
  void GiveAuthority() {
    options_.target.ca_cert = folder_.File("ca.pem");
    options_.target.ca_key = folder_.File("ca.key");
  }

  testing_support::TemporaryFolder folder_;
  testing_support::TestAuthority authority_{"Somebody's CA"};
  std::unique_ptr<handshake::Peer> server_;
};

TEST_F(external_target, TrustedIdentitiesAreMintedBelowTheGivenAuthority) {
  StartServer();
  GiveAuthority();
  RunScenario(MakeScenario("c", Shake("alice"), ExpectOutcome(Outcome::kAccepted)),
              {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kPassed);
  EXPECT_EQ(report_.info()->target_url, options_.target.url);
  EXPECT_EQ(report_.info()->target_address,
            "127.0.0.1:" + std::to_string(server_->endpoint().port));
}

TEST_F(external_target, WithoutTheAuthorityTrustedIdentitiesAreSkipped) {
  StartServer();
  RunScenario(MakeScenario("c", Shake("alice"), ExpectOutcome(Outcome::kAccepted)),
              {Minted("alice")});
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("--ca-cert and --ca-key"));
}

TEST_F(external_target, RevokedSerialIsMintedAgainFromTheGivenList) {
  const pki::IdentityPtr revoked = authority_.Client();
  StartServer({revoked->leaf.get()});
  X509* const listed[] = {revoked->leaf.get()};
  const ossl::CrlPtr crl = Need(pki::MintCrl(authority_.authority(), listed));
  X509_CRL* const crls[] = {crl.get()};
  ASSERT_TRUE(pki::WriteCrl(folder_.File("crl.pem"), crls));
  GiveAuthority();
  options_.target.crl = folder_.File("crl.pem");
  scenario::SuiteModel suite =
      MakeSuite("s", {MakeScenario("revoked", Shake("taken-back"),
                                   ExpectOutcome(Outcome::kRefused, {"certificate.revoked"})),
                      MakeScenario("good", Shake("alice"), ExpectOutcome(Outcome::kAccepted))});
  suite.scenarios[0].requires_ = {"crl"};
  suite.identities = {Minted("taken-back", "revoked"), Minted("alice")};
  RunSuite(std::move(suite));
  ExpectVerdict("s/revoked", Verdict::kPassed);
  ExpectVerdict("s/good", Verdict::kPassed);
}

TEST_F(external_target, RevokedIdentityWithoutAListIsSkipped) {
  StartServer();
  GiveAuthority();
  RunScenario(MakeScenario("c", Shake("taken-back"), ExpectOutcome(Outcome::kRefused)),
              {Minted("taken-back", "revoked")});
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("--crl"));
}

TEST_F(external_target, TwinLearnsItsNameFromTheTarget) {
  StartServer();
  RunScenario(MakeScenario("c", Shake("twin"), ExpectOutcome(Outcome::kRefused)),
              {Minted("twin", "good", "twin")});
  ExpectVerdict("s/c", Verdict::kPassed);
  const attempt::IdentityFacts& facts = ExecutionOf("s/c").attempts.at(0).identity;
  EXPECT_EQ(facts.chain.at(0).issuer.der, authority_.name());
  EXPECT_FALSE(facts.path);
}

TEST_F(external_target, TwinOfASilentTargetIsSkipped) {
  StartServer({}, false);
  RunScenario(MakeScenario("c", Shake("twin"), ExpectOutcome(Outcome::kRefused)),
              {Minted("twin", "good", "twin")});
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("announced no CA name"));
}

TEST_F(external_target, TwinOfAnUnreachableTargetIsAnError) {
  RunScenario(MakeScenario("c", Shake("twin"), ExpectOutcome(Outcome::kRefused)),
              {Minted("twin", "good", "twin")});
  ExpectVerdict("s/c", Verdict::kError);
}

TEST_F(external_target, ClientCaMakesPathChecksAndTheName) {
  StartServer();
  options_.target.client_ca = folder_.File("ca.pem");
  scenario::ScenarioModel scenario = MakeScenario(
      "c", Shake("stranger"), ExpectOutcome(Outcome::kRefused, {"certificate.untrusted-issuer"}));
  scenario.requires_ = {"client-ca", "external-target"};
  scenario.expectations[0].certificate_request.emplace();
  scenario.expectations[0].certificate_request->ca_names.push_back({.dn = "${ca.dn}"});
  RunScenario(std::move(scenario), {Minted("stranger", "good", "untrusted")});
  ExpectVerdict("s/c", Verdict::kPassed);
  ASSERT_TRUE(ExecutionOf("s/c").attempts.at(0).identity.path);
  EXPECT_FALSE(ExecutionOf("s/c").attempts.at(0).identity.path->trusted);
}

TEST_F(external_target, UnknownNameOfTheCaSkipsWhatRefersToIt) {
  StartServer();
  scenario::ScenarioModel scenario = MakeScenario("c");
  scenario.expectations[0].certificate_request.emplace();
  scenario.expectations[0].certificate_request->ca_names.push_back({.dn = "${ca.dn}"});
  RunScenario(std::move(scenario));
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("--client-ca"));
}

TEST_F(external_target, ProxiesStandInFrontOfTheTargetToo) {
  StartServer();
  GiveAuthority();
  options_.target.server_ca = folder_.File("ca.pem");
  scenario::SuiteModel suite =
      MakeSuite("s", {MakeScenario("tunnelled", Shake("alice"), ExpectOutcome(Outcome::kAccepted)),
                      MakeScenario("terminated", Shake("none"), scenario::Expectation{})});
  suite.scenarios[0].handshakes[0].via = "${connect_proxy}";
  suite.scenarios[1].handshakes[0].connect = "${terminator}";
  suite.scenarios[1].expectations[0].certificate_request.emplace();
  suite.scenarios[1].expectations[0].certificate_request->present = false;
  suite.identities = {Minted("alice")};
  RunSuite(std::move(suite));
  ExpectVerdict("s/tunnelled", Verdict::kPassed);
  ExpectVerdict("s/terminated", Verdict::kPassed);
}

TEST_F(external_target, OurProxyServesLoopbackOnly) {
  options_.target.url = "https://192.0.2.1:9/";
  options_.timeout = Milliseconds(200);
  scenario::ScenarioModel scenario = MakeScenario("c");
  scenario.handshakes[0].via = "${connect_proxy}";
  RunScenario(std::move(scenario));
  ExpectVerdict("s/c", Verdict::kSkipped);
  EXPECT_THAT(ResultOf("s/c").skip_reason, HasSubstr("--set connect_proxy="));
}

}  // namespace
}  // namespace shakedown::run
