// What the client puts into its hello, and what it does to it on purpose.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handshake/client.h"
#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::First;
using attempt::HandshakeSpec;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::HandshakeType;
using tls::Version;

tls::ClientHello HelloOf(const attempt::HandshakeTrace& trace) {
  const auto found =
      attempt::FirstMessage(trace, attempt::Side::kClient, HandshakeType::kClientHello);
  if (!found) {
    ADD_FAILURE() << "no ClientHello";
    return {};
  }
  return std::get<tls::ClientHello>(found->body);
}

TEST(ClientHello, NamesTheTargetsHost) {
  TlsServer server(TlsServerOptions{});
  EXPECT_EQ(HelloOf(RunOnce(SpecFor(server.port())).trace).server_name, "localhost");
  EXPECT_EQ(server.last_sni(), "localhost");
}

TEST(ClientHello, NamesWhatTheSpecSays) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port());
  spec.sni = "other.test";
  EXPECT_EQ(HelloOf(RunOnce(spec).trace).server_name, "other.test");
  spec.sni = "";
  EXPECT_EQ(HelloOf(RunOnce(spec).trace).server_name, "");
  EXPECT_EQ(server.last_sni(), "-");
}

TEST(ClientHello, NeverNamesAnAddress) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port());
  for (const char* host : {"127.0.0.1", "::1"}) {
    spec.target.endpoint.host = host;
    spec.sni.reset();
    EXPECT_EQ(HelloOf(RunOnce(spec).trace).server_name, "") << host;
    spec.sni = host;
    EXPECT_EQ(HelloOf(RunOnce(spec).trace).server_name, "") << host;
  }
}

TEST(ClientHello, OffersAlpnGroupsAlgorithmsAndPostHandshakeAuthentication) {
  TlsServerOptions options;
  options.alpn = "http/1.1";
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port());
  spec.alpn = {"h2", "http/1.1"};
  spec.groups = "P-384:X25519";
  spec.signature_algorithms = "ECDSA+SHA256:rsa_pss_rsae_sha256";
  spec.offer_post_handshake_auth = true;
  const auto trace = RunOnce(spec).trace;
  const tls::ClientHello hello = HelloOf(trace);
  EXPECT_THAT(hello.alpn, ElementsAre("h2", "http/1.1"));
  EXPECT_THAT(hello.supported_groups, ElementsAre(tls::NamedGroup{24}, tls::NamedGroup{29}));
  EXPECT_THAT(hello.signature_algorithms,
              ElementsAre(tls::SignatureScheme{0x0403}, tls::SignatureScheme{0x0804}));
  EXPECT_TRUE(hello.post_handshake_auth);
  EXPECT_EQ(First<attempt::HandshakeReturned>(trace)->alpn, "http/1.1");
  EXPECT_EQ(First<attempt::HandshakeReturned>(trace)->group, "secp384r1");
}

TEST(ClientHello, OffersNoPostHandshakeAuthenticationByItself) {
  TlsServer server(TlsServerOptions{});
  EXPECT_FALSE(HelloOf(RunOnce(SpecFor(server.port())).trace).post_handshake_auth);
}

TEST(ClientHello, OffersTheCiphersOfTheSpec) {
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls12);
  spec.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256";
  const auto trace = RunOnce(spec).trace;
  EXPECT_EQ(First<attempt::HandshakeReturned>(trace)->cipher,
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
}

TEST(ClientHello, ARetryIsRecorded) {
  TlsServerOptions options;
  options.groups = "P-521";
  TlsServer server(options);
  const auto trace = RunOnce(SpecFor(server.port(), Version::kTls13)).trace;
  int hellos = 0;
  for (const attempt::Event& event : trace.events) {
    const auto* message = std::get_if<attempt::Message>(&event.body);
    if (message != nullptr && message->type == HandshakeType::kClientHello) ++hellos;
  }
  EXPECT_EQ(hellos, 2);
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
}

TEST(ClientHello, CutIntoSingleOctetsItIsStillAccepted) {
  TlsServerOptions options;
  options.verify = testing_support::kAskAndRequire;
  TlsServer server(options);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    HandshakeSpec spec = SpecFor(server.port(), version);
    spec.damage = {attempt::SplitClientHello()};
    const auto trace = RunOnce(spec, TestPki::Get().good).trace;
    int single = 0;
    for (const attempt::Event& event : trace.events) {
      const auto* record = std::get_if<attempt::Record>(&event.body);
      if (record != nullptr && record->from == attempt::Side::kClient && record->length == 1) {
        ++single;
      }
    }
    EXPECT_GT(single, 100);
    ASSERT_TRUE(First<attempt::HttpReply>(trace)) << Name(version);
    EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
  }
}

TEST(ClientDamage, AWrongKeyIsRefusedByTheServer) {
  TlsServerOptions options;
  options.verify = testing_support::kAskAndRequire;
  TlsServer server(options);
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    HandshakeSpec spec = SpecFor(server.port(), version);
    spec.damage = {attempt::WrongKey()};
    const auto trace = RunOnce(spec, TestPki::Get().good).trace;
    const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
    ASSERT_TRUE(alert) << Name(version);
    EXPECT_EQ(alert->description, tls::AlertDescription::kDecryptError);
  }
}

TEST(ClientErrors, UnknownListsAreNamed) {
  Client client({});
  const auto code_and_text = [&](const HandshakeSpec& spec) {
    const auto result = client.Run(spec, nullptr, nullptr);
    if (result) return std::string("no error");
    EXPECT_EQ(result.error().code(), ErrorCode::kUnsupported);
    EXPECT_FALSE(result.error().hint().empty());
    return result.error().message();
  };
  HandshakeSpec spec = SpecFor(1);
  spec.groups = "no-such-group";
  EXPECT_THAT(code_and_text(spec), HasSubstr("no-such-group"));
  spec = SpecFor(1);
  spec.signature_algorithms = "no+such";
  EXPECT_THAT(code_and_text(spec), HasSubstr("no+such"));
  spec = SpecFor(1);
  spec.ciphers = "NO-SUCH-CIPHER";
  EXPECT_THAT(code_and_text(spec), HasSubstr("NO-SUCH-CIPHER"));
  spec = SpecFor(1);
  spec.alpn = {std::string(256, 'a')};
  EXPECT_THAT(code_and_text(spec), HasSubstr("ALPN"));
  spec = SpecFor(1);
  spec.sni = std::string(300, 'a');
  EXPECT_THAT(code_and_text(spec), HasSubstr("SNI"));
  spec = SpecFor(1);
  spec.min_version = spec.max_version = Version::kSsl30;
  EXPECT_THAT(code_and_text(spec), HasSubstr("SSLv3"));
  spec = SpecFor(1);
  spec.min_version = Version::kTls13;
  spec.max_version = Version::kTls12;
  EXPECT_THAT(code_and_text(spec), HasSubstr("TLSv1.3 to TLSv1.2"));
}

TEST(ClientErrors, AnIdentityRefusedByTheLevelIsNamed) {
  const auto weak =
      TestPki::MintClient(*TestPki::Get().root, "tiny", pki::KeyKind::kP256, pki::Flaw::kWeakKey);
  TlsServer server(TlsServerOptions{});
  HandshakeSpec spec = SpecFor(server.port());
  spec.security_level = 2;
  const auto refused = Client({}).Run(spec, weak, nullptr);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnsupported);
  EXPECT_THAT(refused.error().message(), HasSubstr("tiny"));
  EXPECT_THAT(refused.error().message(), HasSubstr("security level 2"));
  spec.security_level = 0;
  EXPECT_TRUE(Client({}).Run(spec, weak, nullptr));
}

TEST(ClientErrors, HostsWithControlsAreRefused) {
  HandshakeSpec spec = SpecFor(1);
  spec.target.endpoint.host = "a\r\nb";
  const auto result = Client({}).Run(spec, nullptr, nullptr);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kUsage);
}

}  // namespace
}  // namespace shakedown::handshake
