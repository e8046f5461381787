#include "scenario/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Variables kVariables = {{"gate", "gate.test"},
                              {"door", "https://gate.test/"},
                              {"asks", "imap"},
                              {"raw", "mqtt"},
                              {"key", "ed25519"},
                              {"port", "2"},
                              {"ca.dn", "CN=Trusted CA"},
                              {"connect_proxy", "http://127.0.0.1:3128"},
                              {"causes", "client.no-identity path.unreachable"},
                              {"bad", "not a value"}};

const SuiteModel& KitchenSink() {
  static const LoadedSuite loaded = LoadSuite(testing_support::kKitchenSink);
  return loaded.suite;
}

TEST(Substituted, ReplacesInHandshakes) {
  const auto result = Substituted(KitchenSink().scenarios[0].handshakes[0], kVariables);
  ASSERT_TRUE(result) << result.error().Text();
  EXPECT_EQ(result->identity, "none alice-ed25519 mine");
  EXPECT_EQ(result->host, "gate.test:8443");
  EXPECT_EQ(result->via, "http://proxy.test:3128 http://127.0.0.1:3128");
  EXPECT_EQ(result->connect, "127.0.0.1:8002");
  EXPECT_EQ(result->headers[0].value, "1 \"${not}\"");
  EXPECT_EQ(result->sni, "a.test b.test");
}

TEST(Substituted, ReplacesInSuiteElements) {
  const SuiteModel& suite = KitchenSink();
  const auto target = Substituted(suite.target, kVariables);
  ASSERT_TRUE(target) << target.error().Text();
  EXPECT_EQ(target->url, "https://gate.test/");
  EXPECT_EQ(target->starttls, "imap");
  EXPECT_EQ(Substituted(suite.peer_hosts[1], kVariables)->name, "gate.test");
  EXPECT_EQ(Substituted(suite.identities[0], kVariables)->common_name, "Alice gate.test");
}

TEST(Substituted, ChecksTheProtocolThatAsksForTls) {
  TargetModel target;
  target.starttls = "${gate}";
  EXPECT_FALSE(Substituted(target, kVariables));
  target.starttls = "${raw}";
  EXPECT_FALSE(Substituted(target, kVariables)) << "MQTT begins with TLS";
}

TEST(Substituted, ReplacesInExpectations) {
  Expectation expectation = KitchenSink().scenarios[0].expectations[0];
  expectation.causes = {"${causes}", "certificate.expired"};
  const auto result = Substituted(expectation, kVariables);
  ASSERT_TRUE(result) << result.error().Text();
  EXPECT_THAT(result->causes,
              ElementsAre("client.no-identity", "path.unreachable", "certificate.expired"))
      << "a variable may stand for several alternatives";
  ASSERT_TRUE(result->certificate_request);
  EXPECT_EQ(result->certificate_request->ca_names[0].dn, "CN=A\\, B,O=gate.test");
  EXPECT_EQ(result->certificate_request->ca_names[1].dn, "CN=Trusted CA");
}

TEST(Substituted, ChecksWhatCouldNotBeCheckedBefore) {
  HandshakeModel handshake;
  handshake.tls = "${gate}";
  handshake.position = {"s.xml", 5, 3, "<handshake tls=\"${gate}\"/>"};
  const auto result = Substituted(handshake, kVariables);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().Text(),
            "s.xml:5:3: error: attribute 'tls' of <handshake>: 'gate.test' is not a TLS version\n"
            "  <handshake tls=\"${gate}\"/>\n"
            "    ^\n"
            "  hint: one of: 1.0, 1.1, 1.2, 1.3");
}

TEST(Substituted, ChecksEveryPartOfAnExpectation) {
  const auto fails = [](auto change) {
    Expectation expectation;
    expectation.certificate_request.emplace();
    expectation.certificate_request->ca_names.push_back({"CN=A", true, {}});
    expectation.certificate_request->signature_algorithms.push_back({"ed25519", true});
    expectation.certificate_request->certificate_types.push_back({"rsa_sign", true});
    change(expectation);
    return !Substituted(expectation, kVariables);
  };
  EXPECT_FALSE(fails([](Expectation&) {}));
  EXPECT_TRUE(fails([](Expectation& e) { e.causes = {"${bad}"}; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.enforcements = {"${bad}"}; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.layer = "${bad}"; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.alerts = {"${bad}"}; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.statuses = {"${bad}"}; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.tls = "${bad}"; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.certificate_request->when = "${bad}"; }));
  EXPECT_TRUE(fails([](Expectation& e) { e.certificate_request->ca_names[0].dn = "${bad}"; }));
  EXPECT_TRUE(fails(
      [](Expectation& e) { e.certificate_request->signature_algorithms[0].name = "${bad}"; }));
  EXPECT_TRUE(
      fails([](Expectation& e) { e.certificate_request->certificate_types[0].name = "${bad}"; }));
}

TEST(Substituted, NamesTheAttributeOfAMissingVariable) {
  HandshakeModel handshake;
  handshake.headers = {{"X", "${nobody}"}};
  const auto result = Substituted(handshake, kVariables);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().Line(), "attribute 'value' of <header>: variable 'nobody' has no value");
}

}  // namespace
}  // namespace shakedown::scenario
