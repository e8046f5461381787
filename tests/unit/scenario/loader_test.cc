#include "scenario/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/clock.h"
#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::kKitchenSink;
using testing_support::SuiteWith;

SuiteModel KitchenSink() {
  LoadedSuite loaded = LoadSuite(kKitchenSink);
  for (const Error& error : loaded.errors) ADD_FAILURE() << error.Text();
  return std::move(loaded.suite);
}

TEST(LoadSuite, ReadsTheSuiteItself) {
  const SuiteModel suite = KitchenSink();
  EXPECT_EQ(suite.file, kKitchenSink);
  EXPECT_EQ(suite.name, "kitchen.sink-1");
  EXPECT_EQ(suite.title, "All <there> is");
  EXPECT_EQ(suite.description, "Two lines of text & more");
  ASSERT_EQ(suite.variables.size(), 4U);
  EXPECT_EQ(suite.variables[0].default_value, "gate.test");
  EXPECT_EQ(suite.variables[0].peer_value, std::nullopt);
  EXPECT_EQ(suite.variables[1].default_value, "https://${gate}:8443/");
  EXPECT_EQ(suite.variables[1].peer_value, "https://localhost/");
  EXPECT_EQ(suite.variables[2].default_value, "smtp");
  EXPECT_EQ(suite.variables[3].default_value, std::nullopt);
  EXPECT_EQ(suite.variables[3].position.line, 13);
}

TEST(LoadSuite, ReadsTargetAndPeer) {
  const SuiteModel suite = KitchenSink();
  EXPECT_EQ(suite.target.url, "${door}");
  EXPECT_EQ(suite.target.starttls, "${asks}");
  EXPECT_EQ(suite.target.server_ca, "server-ca.pem");
  EXPECT_EQ(suite.target.client_ca, "client-ca.pem");
  EXPECT_EQ(suite.target.crl, "crl.pem");
  EXPECT_EQ(suite.target.ca_cert, "ca.pem");
  EXPECT_EQ(suite.target.ca_key, "ca.key");
  EXPECT_EQ(suite.target.ca_pass, "env:CA_PASS");
  ASSERT_EQ(suite.peer_hosts.size(), 2U);
  const PeerHostModel& host = suite.peer_hosts[0];
  EXPECT_EQ(host.behave, "nginx");
  EXPECT_EQ(host.announce, "trusted other");
  EXPECT_TRUE(host.crl);
  EXPECT_EQ(host.verify_depth, "1");
  EXPECT_EQ(host.signature_algorithms, "ecdsa_secp256r1_sha256 0x0804");
  EXPECT_EQ(host.certificate_types, "ecdsa_sign rsa_sign 0x40");
  EXPECT_EQ(host.late_paths, "/secure /admin");
  EXPECT_FALSE(host.tickets);
  EXPECT_EQ(suite.peer_hosts[1].name, "${gate}");
  EXPECT_EQ(suite.peer_hosts[1].behave, "nginx") << "defaults";
  EXPECT_TRUE(suite.peer_hosts[1].tickets);
}

TEST(LoadSuite, ReadsIdentities) {
  const SuiteModel suite = KitchenSink();
  ASSERT_EQ(suite.identities.size(), 5U);
  const IdentityModel& alice = suite.identities[0];
  EXPECT_EQ(alice.id, "alice-p-256");
  EXPECT_EQ(alice.mint, "good");
  EXPECT_EQ(alice.issuer, "trusted");
  EXPECT_EQ(alice.key_kind, "p-256");
  EXPECT_EQ(alice.intermediates, "2");
  EXPECT_EQ(alice.not_before, "-1d");
  EXPECT_EQ(alice.not_after, "2h");
  EXPECT_EQ(alice.common_name, "Alice ${gate}");
  EXPECT_EQ(suite.identities[1].intermediates, "0");
  EXPECT_EQ(suite.identities[3].certificate, "mine.pem");
  EXPECT_EQ(suite.identities[3].key, "mine.key");
  EXPECT_EQ(suite.identities[3].chain, "a.pem b.pem");
  EXPECT_EQ(suite.identities[3].passphrase, "file:pass.txt");
  EXPECT_EQ(suite.identities[4].pkcs12, "bag.p12");
}

TEST(LoadSuite, ReadsScenarios) {
  const SuiteModel suite = KitchenSink();
  ASSERT_EQ(suite.scenarios.size(), 3U);
  const ScenarioModel& all = suite.scenarios[0];
  EXPECT_EQ(all.id, "all");
  EXPECT_EQ(all.title, "Everything at once");
  EXPECT_EQ(all.description, "Does all.");
  EXPECT_EQ(all.tls, "1.2 1.2-1.3");
  EXPECT_THAT(all.tags, ElementsAre("smoke", "a.b"));
  EXPECT_THAT(all.requires_,
              ElementsAre("trusted-issuer", "!external-target", "var:later", "!var:gate"));
  EXPECT_THAT(all.references, ElementsAre("RFC 9846 4.4.2", "RFC 5246 7.4.4"));
  EXPECT_EQ(all.known_failure, "it cannot work");
  ASSERT_EQ(all.axes.size(), 2U);
  EXPECT_EQ(all.axes[0].name, "key");
  EXPECT_THAT(all.axes[0].values, ElementsAre("p-256", "ed25519"));
  EXPECT_EQ(all.position.line, 31);
  EXPECT_EQ(all.position.column, 3);
  const ScenarioModel& least = suite.scenarios[1];
  EXPECT_EQ(least.title, "least") << "the id where there is no title";
  EXPECT_EQ(least.tls, "");
  ASSERT_EQ(least.handshakes.size(), 1U);
  EXPECT_EQ(least.handshakes[0].identity, "none");
  EXPECT_EQ(least.handshakes[0].sni, std::nullopt);
  EXPECT_TRUE(least.handshakes[0].request);
}

TEST(LoadSuite, ReadsHandshakes) {
  const SuiteModel suite = KitchenSink();
  ASSERT_EQ(suite.scenarios[0].handshakes.size(), 2U);
  const HandshakeModel& first = suite.scenarios[0].handshakes[0];
  EXPECT_EQ(first.id, "first");
  EXPECT_EQ(first.identity, "none alice-${key} mine");
  EXPECT_EQ(first.tls, "1.2-1.3");
  EXPECT_EQ(first.sni, "a.test b.test");
  EXPECT_EQ(first.host, "${gate}:8443");
  EXPECT_EQ(first.path, "/x?y=1");
  EXPECT_EQ(first.method, "POST");
  EXPECT_EQ(first.alpn, "h2 http/1.1");
  EXPECT_EQ(first.groups, "X25519:P-256");
  EXPECT_EQ(first.signature_algorithms, "ECDSA+SHA256:rsa_pss_rsae_sha256");
  EXPECT_EQ(first.ciphers, "ECDHE+AESGCM:!aNULL");
  EXPECT_EQ(first.via, "http://proxy.test:3128 ${connect_proxy}");
  EXPECT_EQ(first.connect, "127.0.0.1:800${port}");
  EXPECT_EQ(first.damage, "split-client-hello");
  EXPECT_EQ(first.pause_before_connect, "10ms");
  EXPECT_EQ(first.pause_before_request, "1s");
  EXPECT_EQ(first.timeout, "20s");
  EXPECT_TRUE(first.post_handshake_auth);
  EXPECT_TRUE(first.request);
  ASSERT_EQ(first.headers.size(), 2u);
  EXPECT_EQ(first.headers[0].name, "X-One");
  EXPECT_EQ(first.headers[0].value, "1 \"$${not}\"");
  EXPECT_EQ(first.headers[1].name, "X-Two");
  EXPECT_EQ(first.headers[1].form, "folded");
  ASSERT_EQ(first.trailers.size(), 1u);
  EXPECT_EQ(first.trailers[0].name, "X-Three");
  EXPECT_FALSE(first.plain);
  const HandshakeModel& second = suite.scenarios[0].handshakes[1];
  EXPECT_EQ(second.sni, "");
  EXPECT_EQ(second.resume, "first");
  EXPECT_EQ(second.via, "direct");
  EXPECT_FALSE(second.request);
}

TEST(LoadSuite, ReadsExpectations) {
  const SuiteModel suite = KitchenSink();
  ASSERT_EQ(suite.scenarios[0].expectations.size(), 2U);
  const Expectation& first = suite.scenarios[0].expectations[0];
  EXPECT_EQ(first.handshake, "first");
  EXPECT_EQ(first.outcome, diagnosis::Outcome::kRefused);
  EXPECT_THAT(first.causes, ElementsAre("client.no-identity", "certificate.expired"));
  EXPECT_THAT(first.enforcements, ElementsAre("required-tls", "required-http"));
  EXPECT_EQ(first.layer, "http");
  EXPECT_THAT(first.alerts, ElementsAre("none", "48", "unknown_ca"));
  EXPECT_THAT(first.statuses, ElementsAre("400", "4??"));
  EXPECT_EQ(first.title, "*No required*");
  EXPECT_EQ(first.tls, "1.3");
  EXPECT_EQ(first.resumed, false);
  ASSERT_TRUE(first.certificate_request);
  const RequestExpectation& request = *first.certificate_request;
  EXPECT_EQ(request.present, true);
  EXPECT_EQ(request.name_match, RequestExpectation::NameMatch::kOrdered);
  EXPECT_EQ(request.names_empty, std::nullopt);
  EXPECT_EQ(request.when, "handshake");
  EXPECT_FALSE(request.well_formed);
  ASSERT_EQ(request.ca_names.size(), 2U);
  EXPECT_EQ(request.ca_names[0].dn, "CN=A\\, B,O=${gate}");
  EXPECT_TRUE(request.ca_names[0].present);
  EXPECT_FALSE(request.ca_names[1].present);
  ASSERT_EQ(request.signature_algorithms.size(), 2U);
  EXPECT_EQ(request.signature_algorithms[1].name, "0x0401");
  EXPECT_FALSE(request.signature_algorithms[1].present);
  ASSERT_EQ(request.certificate_types.size(), 1U);
  const Expectation& second = suite.scenarios[0].expectations[1];
  EXPECT_EQ(second.outcome, diagnosis::Outcome::kNoVerdict);
  EXPECT_EQ(second.resumed, std::nullopt);
  ASSERT_TRUE(second.certificate_request);
  EXPECT_EQ(second.certificate_request->names_empty, false);
  EXPECT_EQ(second.certificate_request->same_names_as, "first");
  EXPECT_EQ(second.certificate_request->same_algorithms_as, "first");
  EXPECT_EQ(second.certificate_request->present, std::nullopt);
}

TEST(LoadSuite, SaysWhenTheFileCannotBeRead) {
  const LoadedSuite loaded = LoadSuite("/no/such/suite.xml");
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].code(), ErrorCode::kFileRead);
  EXPECT_THAT(loaded.errors[0].Text(), HasSubstr("/no/such/suite.xml"));
  EXPECT_FALSE(loaded.ok());
}

TEST(ParseSuite, BoundsTheSize) {
  const LoadedSuite loaded = ParseSuite(SuiteWith(std::string(4u << 20, ' ')), "big.xml");
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].Text(),
            "big.xml: error: the suite is larger than 4 MiB\n"
            "  hint: split it into several files");
}

TEST(ParseSuite, AcceptsAByteOrderMarkAndEitherLineEnd) {
  EXPECT_TRUE(ParseSuite("\xEF\xBB\xBF" + SuiteWith(""), "s.xml").ok());
  EXPECT_TRUE(
      ParseSuite("<suite xmlns=\"urn:shakedown:suite:1\"\r\nname=\"s\">\r\n</suite>\r\n", "s.xml")
          .ok());
}

TEST(ParseSuite, MakesProsePrintable) {
  const LoadedSuite loaded = ParseSuite(
      "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\" title=\"::set\xE2\x80\xAE x\"/>", "s.xml");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.suite.title, ": :set\\u{202E} x");
}

// Whatever is cut off or flipped is refused or read, but never crashes, and errors have positions.
TEST(ParseSuite, SurvivesEveryPrefixOfASuite) {
  const auto text = ReadFile(kKitchenSink);
  ASSERT_TRUE(text);
  const size_t end = text->rfind("</suite>") + std::string_view("</suite>").size();
  for (size_t length = 0; length < end; ++length) {
    const LoadedSuite loaded = ParseSuite(text->substr(0, length), "s.xml");
    ASSERT_FALSE(loaded.ok()) << "prefix of " << length;
    ASSERT_GT(loaded.errors[0].position().line, 0) << "prefix of " << length;
  }
}

TEST(ParseSuite, SurvivesFlippedOctets) {
  const auto text = ReadFile(kKitchenSink);
  ASSERT_TRUE(text);
  uint32_t state = 20261120;
  const auto next = [&state] { return state = state * 1664525U + 1013904223U; };
  for (int round = 0; round < 3000; ++round) {
    std::string broken = *text;
    for (uint32_t flips = 1 + next() % 3; flips > 0; --flips) {
      broken[(next() >> 8) % broken.size()] = static_cast<char>(next() >> 16);
    }
    const LoadedSuite loaded = ParseSuite(broken, "s.xml");
    for (const Error& error : loaded.errors) {
      ASSERT_EQ(error.code(), ErrorCode::kSuite);
      ASSERT_GT(error.position().line, 0) << error.Text();
    }
  }
}

// Cost must not grow with the square of the size, not even if the file is one single line.
TEST(ParseSuite, LoadsLargeSuitesQuickly) {
  for (const char separator : {'\n', ' '}) {
    std::string scenarios;
    for (int i = 0; i < 10'000; ++i) {
      scenarios += "<scenario id=\"s" + std::to_string(i) +
                   "\" title=\"A title\" tls=\"1.2 1.3\" tags=\"a b\"><handshake identity=\"none\" "
                   "sni=\"a.test\"/><expect outcome=\"refused\" cause=\"client.no-identity\"/>"
                   "</scenario>";
      scenarios += separator;
    }
    const Deadline deadline = Deadline::After(Milliseconds(30'000));
    const LoadedSuite loaded = ParseSuite(SuiteWith(scenarios), "s.xml");
    EXPECT_TRUE(loaded.ok());
    EXPECT_EQ(loaded.suite.scenarios.size(), 10'000U);
    EXPECT_FALSE(deadline.over());
  }
}

TEST(ShippedSuites, LoadWithoutADefect) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SHAKEDOWN_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".xml") continue;
    const LoadedSuite loaded = LoadSuite(entry.path().string());
    for (const Error& error : loaded.errors) ADD_FAILURE() << error.Text();
    EXPECT_EQ(loaded.suite.name, entry.path().stem().string());
    EXPECT_FALSE(loaded.suite.description.empty()) << loaded.suite.name;
    ++count;
  }
  EXPECT_GE(count, 4);
}

TEST(ShippedSuites, GiveEveryScenarioATitleOfItsOwn) {
  for (const auto& entry : std::filesystem::directory_iterator(SHAKEDOWN_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".xml") continue;
    std::set<std::string> titles;
    for (const ScenarioModel& scenario : LoadSuite(entry.path().string()).suite.scenarios) {
      EXPECT_NE(scenario.title, scenario.id);
      EXPECT_TRUE(titles.insert(scenario.title).second) << scenario.title;
      EXPECT_FALSE(scenario.tags.empty()) << scenario.id;
    }
  }
}

}  // namespace
}  // namespace shakedown::scenario
