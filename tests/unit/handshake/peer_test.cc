#include "handshake/peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::Need;
using testing_support::Probe;
using testing_support::ProbeOptions;
using testing_support::ProbeResult;
using testing_support::ProbeSocket;
using testing_support::TestAuthority;
using testing_support::Try;

constexpr const char* kPlainPage =
    "<title>400 The plain HTTP request was sent to HTTPS port</title>";

class PeerTest : public testing::Test {
 protected:
  PeerHost Host(const std::string& name, Behaviour behaviour) const {
    PeerHost host;
    host.name = name;
    host.behaviour = behaviour;
    host.certificate = root_.Server(name);
    host.client_trust = root_.Trust();
    host.announced_names = {root_.name()};
    if (behaviour == Behaviour::kLate) host.late_paths = {"/private"};
    return host;
  }
  void Start(PeerOptions options) { peer_ = Need(Peer::Start(std::move(options))); }
  void StartWith(PeerHost host) {
    PeerOptions options;
    options.hosts.push_back(std::move(host));
    Start(std::move(options));
  }
  uint16_t port() const { return peer_->endpoint().port; }
  ProbeResult Ask(const std::string& sni, int version = TLS1_3_VERSION,
                  pki::IdentityPtr identity = nullptr) const {
    ProbeOptions options;
    options.version = version;
    options.sni = sni;
    options.host = sni;
    options.identity = std::move(identity);
    return Try(port(), std::move(options));
  }

  const TestAuthority root_{"Trusted Root"};
  std::unique_ptr<Peer> peer_;
};

TEST_F(PeerTest, ListensOnLoopbackAtAPortOfItsOwn) {
  StartWith(Host("a.test", Behaviour::kNone));
  EXPECT_EQ(peer_->endpoint().host, "127.0.0.1");
  EXPECT_NE(port(), 0);
}

TEST_F(PeerTest, TakenPortIsAConnectError) {
  StartWith(Host("a.test", Behaviour::kNone));
  PeerOptions options;
  options.hosts = {Host("a.test", Behaviour::kNone)};
  options.port = port();
  const auto second = Peer::Start(std::move(options));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code(), ErrorCode::kConnect);
  EXPECT_THAT(second.error().Text(), HasSubstr(std::to_string(port())));
}

TEST_F(PeerTest, SettingsThatCannotWorkAreErrors) {
  const auto code_of = [](std::vector<PeerHost> hosts) {
    PeerOptions options;
    options.hosts = std::move(hosts);
    const auto started = Peer::Start(std::move(options));
    return started.has_value() ? "started" : std::string(ToString(started.error().code()));
  };
  EXPECT_EQ(code_of({}), ToString(ErrorCode::kUsage));
  PeerHost bare;
  EXPECT_EQ(code_of({bare}), ToString(ErrorCode::kUsage));
  PeerHost algorithms = Host("a.test", Behaviour::kStrict);
  algorithms.signature_algorithms = "ROT13+MD2";
  EXPECT_EQ(code_of({algorithms}), ToString(ErrorCode::kUnsupported));
  PeerHost names = Host("a.test", Behaviour::kStrict);
  names.announced_names = {Bytes{0x30, 0x05, 0x01}};
  EXPECT_EQ(code_of({names}), ToString(ErrorCode::kFormat));
  PeerHost weak = Host("a.test", Behaviour::kNone);
  weak.certificate = root_.Client(pki::Flaw::kWeakKey);
  EXPECT_EQ(code_of({weak}), ToString(ErrorCode::kUnsupported));
}

TEST_F(PeerTest, HostsDifferInCertificateNamesAndMode) {
  const TestAuthority other("Other Root");
  PeerHost second = Host("second.test", Behaviour::kStrict);
  second.announced_names = {other.name(), root_.name()};
  PeerOptions options;
  options.hosts = {Host("first.test", Behaviour::kNone), second};
  Start(std::move(options));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_FALSE(Ask("first.test", version).requested);
    EXPECT_FALSE(Ask("", version).requested);
    EXPECT_FALSE(Ask("unknown.test", version).requested);
    const ProbeResult strict = Ask("SECOND.test.", version, root_.Client());
    EXPECT_TRUE(strict.requested);
    EXPECT_THAT(strict.names, ElementsAre(other.name(), root_.name()));
    EXPECT_EQ(strict.status, 200) << strict.reply;
    EXPECT_THAT(strict.reply, HasSubstr("client: CN=client good"));
  }
}

// The rows of the SNI x Host table that a person meets; peer_answer_test has all of them.
TEST_F(PeerTest, HostReachedPastItsSniBehavesAsOnNginx) {
  PeerOptions options;
  options.hosts = {Host("open.test", Behaviour::kNone), Host("mtls.test", Behaviour::kNginx)};
  Start(std::move(options));
  struct Row {
    const char* sni;
    const char* host;
    bool requested;
    const char* title;  // empty: 200
  };
  constexpr const char* kMissing = "400 No required SSL certificate was sent";
  for (const Row& row :
       {Row{"", "mtls.test", false, kMissing}, Row{"unknown.test", "mtls.test", false, kMissing},
        Row{"open.test", "mtls.test:443", false, "421 Misdirected Request"},
        Row{"mtls.test", "MTLS.test", true, ""}, Row{"mtls.test", "other.test", true, ""}}) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      ProbeOptions asked;
      asked.version = version;
      asked.sni = row.sni;
      asked.host = row.host;
      asked.identity = root_.Client();
      const ProbeResult result = Try(port(), std::move(asked));
      EXPECT_EQ(result.requested, row.requested) << row.sni << " / " << row.host;
      EXPECT_EQ(result.title, row.title) << row.sni << " / " << row.host;
      EXPECT_EQ(result.status == 200, row.title[0] == '\0');
    }
  }
}

TEST_F(PeerTest, NoAnnouncedNamesIsAnEmptyList) {
  PeerHost host = Host("a.test", Behaviour::kOptional);
  host.announced_names.clear();
  StartWith(host);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const ProbeResult result = Ask("a.test", version);
    EXPECT_TRUE(result.requested);
    EXPECT_TRUE(result.names.empty());
  }
}

TEST_F(PeerTest, NamesBeyondTheLimitOfTheMessageFailTheHandshakeInTheLibrary) {
  PeerHost host = Host("a.test", Behaviour::kNginx);
  host.announced_names.assign(65'536 / root_.name().size(), root_.name());
  StartWith(host);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_EQ(Ask("a.test", version).alert, 80);
  }
}

TEST_F(PeerTest, NamesThatFillSeveralRecordsArrive) {
  PeerHost host = Host("a.test", Behaviour::kNginx);
  host.announced_names.assign(60'000 / (root_.name().size() + 2), root_.name());
  StartWith(host);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_EQ(Ask("a.test", version, root_.Client()).names.size(), host.announced_names.size());
  }
}

TEST_F(PeerTest, RestrictsAlgorithmsAndTypes) {
  PeerHost host = Host("a.test", Behaviour::kOptional);
  host.signature_algorithms = "rsa_pss_rsae_sha256:RSA+SHA256";
  host.certificate_types = {1};
  StartWith(host);
  const ProbeResult tls12 = Ask("a.test", TLS1_2_VERSION);
  EXPECT_THAT(tls12.signature_algorithms, ElementsAre("8.4", "4.1"));
  EXPECT_THAT(tls12.certificate_types, ElementsAre(1));
  // An EC client has nothing that fits and presents nothing.
  const ProbeResult ec = Ask("a.test", TLS1_3_VERSION, root_.Client());
  EXPECT_EQ(ec.status, 200);
  EXPECT_THAT(ec.reply, HasSubstr("client: none"));
}

TEST_F(PeerTest, DepthCountsIntermediatesAsNginxDoes) {
  PeerHost host = Host("zero.test", Behaviour::kStrict);
  host.verify_depth = 0;
  PeerHost two = Host("two.test", Behaviour::kStrict);
  two.verify_depth = 2;
  PeerOptions options;
  options.hosts = {host, two, Host("any.test", Behaviour::kStrict)};
  Start(std::move(options));
  EXPECT_EQ(Ask("zero.test", TLS1_3_VERSION, root_.Client()).status, 200);
  const auto one = root_.Client(pki::Flaw::kGood, 1);
  EXPECT_EQ(Ask("zero.test", TLS1_3_VERSION, one).alert, 48);
  const auto deep2 = root_.Client(pki::Flaw::kGood, 2);
  const auto deep3 = root_.Client(pki::Flaw::kGood, 3);
  EXPECT_EQ(Ask("two.test", TLS1_3_VERSION, deep2).status, 200);
  EXPECT_EQ(Ask("two.test", TLS1_3_VERSION, deep3).alert, 48);
  EXPECT_EQ(Ask("any.test", TLS1_3_VERSION, deep3).status, 200);
}

TEST_F(PeerTest, ServesHttp11OnlyByAlpn) {
  StartWith(Host("a.test", Behaviour::kNone));
  ProbeOptions options;
  options.host = "a.test";
  options.alpn = "http/1.1";
  EXPECT_EQ(Try(port(), options).status, 200);
  options.alpn = "h2";
  EXPECT_EQ(Try(port(), options).alert, 120);
}

TEST_F(PeerTest, PlainHttpGetsAPageInClear) {
  for (const Behaviour behaviour : {Behaviour::kNone, Behaviour::kStrict, Behaviour::kNginx}) {
    StartWith(Host("a.test", behaviour));
    const ProbeSocket socket(port());
    ASSERT_TRUE(socket.Send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"));
    const std::string reply = socket.ReadAll();
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(reply, HasSubstr(kPlainPage));
    EXPECT_TRUE(socket.ended());
  }
}

TEST_F(PeerTest, OtherProtocolsInClearGetABadRequest) {
  StartWith(Host("a.test", Behaviour::kNone));
  for (const char* text : {"\x01\x02\x03", "hello\r\n", "EHLO mail\r\n\r\n"}) {
    const ProbeSocket socket(port());
    ASSERT_TRUE(socket.Send(text));
    EXPECT_THAT(socket.ReadAll(), HasSubstr("<title>400 Bad Request</title>"));
  }
}

TEST_F(PeerTest, GarbageInTlsRecordsDoesNotHarmOthers) {
  StartWith(Host("a.test", Behaviour::kNginx));
  std::mt19937 random(20);  // NOLINT: the same octets in every run
  for (int i = 0; i < 60; ++i) {
    std::string record = "\x16\x03\x01";
    const size_t length = random() % 400;
    record += static_cast<char>(length >> 8);
    record += static_cast<char>(length);
    for (size_t k = 0; k < length; ++k) record += static_cast<char>(random());
    const ProbeSocket socket(port());
    ASSERT_TRUE(socket.Send(record));
    shutdown(socket.fd(), SHUT_WR);
    socket.ReadAll();
    EXPECT_TRUE(socket.ended());
  }
  EXPECT_EQ(Ask("a.test", TLS1_3_VERSION, root_.Client()).status, 200);
}

TEST_F(PeerTest, BadAndOversizedRequestsGetAPage) {
  StartWith(Host("a.test", Behaviour::kNone));
  Probe bad(port(), {});
  ASSERT_TRUE(bad.Handshake());
  bad.Write("nonsense\r\n\r\n");
  bad.ReadReply();
  EXPECT_EQ(bad.result().title, "400 Bad Request");
  Probe fat(port(), {});
  ASSERT_TRUE(fat.Handshake());
  fat.Write("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  fat.ReadReply();
  EXPECT_EQ(fat.result().title, "400 Request Header Or Cookie Too Large");
  EXPECT_TRUE(fat.result().close_notify);
}

TEST_F(PeerTest, BodyAfterTheHeadDoesNotEatTheAnswer) {
  StartWith(Host("a.test", Behaviour::kNginx));
  ProbeOptions options;
  options.sni = options.host = "a.test";
  options.method = "POST";
  options.body = std::string(100'000, 'x');
  const ProbeResult result = Try(port(), options);
  EXPECT_EQ(result.title, "400 No required SSL certificate was sent");
  EXPECT_TRUE(result.close_notify);
}

TEST_F(PeerTest, HeadRequestGetsTheHeadOnly) {
  StartWith(Host("a.test", Behaviour::kNone));
  ProbeOptions options;
  options.host = "a.test";
  options.method = "HEAD";
  const ProbeResult result = Try(port(), options);
  EXPECT_EQ(result.status, 200);
  EXPECT_TRUE(result.reply.ends_with("\r\n\r\n"));
}

TEST_F(PeerTest, SlowClientDoesNotBlockOthers) {
  PeerOptions options;
  options.hosts = {Host("a.test", Behaviour::kStrict)};
  options.threads = 1;
  Start(std::move(options));
  const ProbeSocket silent(port());
  const ProbeSocket half(port());
  ASSERT_TRUE(half.Send("\x16\x03\x01\x02"));
  Probe waiting(port(), {.identity = root_.Client()});
  ASSERT_TRUE(waiting.Handshake());
  EXPECT_EQ(Ask("a.test", TLS1_3_VERSION, root_.Client()).status, 200);
  waiting.Write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
  waiting.ReadReply();
  EXPECT_EQ(waiting.result().status, 200);
}

TEST_F(PeerTest, ConnectionWithoutProgressIsClosed) {
  PeerOptions options;
  options.hosts = {Host("a.test", Behaviour::kNone)};
  options.idle_limit = Milliseconds(50);
  Start(std::move(options));
  const ProbeSocket silent(port());
  EXPECT_EQ(silent.ReadAll(), "");
  EXPECT_TRUE(silent.ended());
}

TEST_F(PeerTest, ServesTwoHundredConnectionsAtOnce) {
  StartWith(Host("a.test", Behaviour::kStrict));
  const auto identity = root_.Client();
  std::vector<std::unique_ptr<Probe>> probes;
  for (int i = 0; i < 200; ++i) {
    ProbeOptions options;
    options.version = i % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    options.sni = options.host = "a.test";
    options.identity = identity;
    probes.push_back(std::make_unique<Probe>(port(), std::move(options)));
  }
  for (const auto& probe : probes) ASSERT_TRUE(probe->Handshake());
  for (const auto& probe : probes) {
    probe->Exchange();
    EXPECT_EQ(probe->result().status, 200);
  }
}

TEST_F(PeerTest, StopsAtOnceWithConnectionsOpen) {
  StartWith(Host("a.test", Behaviour::kNone));
  const ProbeSocket silent(port());
  Probe waiting(port(), {});
  ASSERT_TRUE(waiting.Handshake());
  const auto before = std::chrono::steady_clock::now();
  peer_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
  EXPECT_EQ(silent.ReadAll(), "");
}

TEST_F(PeerTest, RefusesRenegotiationThatTheClientStarts) {
  StartWith(Host("a.test", Behaviour::kNone));
  ProbeOptions options;
  options.version = TLS1_2_VERSION;
  options.host = "a.test";
  Probe probe(port(), std::move(options));
  ASSERT_TRUE(probe.Handshake());
  SSL_renegotiate(probe.ssl());
  EXPECT_NE(SSL_do_handshake(probe.ssl()), 1);
}

}  // namespace
}  // namespace shakedown::handshake
