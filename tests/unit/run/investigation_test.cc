#include "run/investigation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "attempt/trace_view.h"
#include "handshake/peer.h"
#include "tests/support/client_run.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_authority.h"
#include "tests/support/tls_server.h"

namespace shakedown::run {
namespace {

using diagnosis::Certainty;
using diagnosis::Enforcement;
using diagnosis::Outcome;
using handshake::Behaviour;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Need;
using testing_support::ScriptedServer;
using testing_support::TestAuthority;

constexpr Milliseconds kGrace{100};

std::vector<std::string> ProbeIds(const Investigation& found) {
  std::vector<std::string> ids;
  for (const diagnosis::ProbeRecord& probe : found.probes) ids.push_back(probe.id);
  return ids;
}

/// "certificate.expired (likely)", and the story behind it when a comparison fails.
std::string Verdict(const Investigation& found) {
  return found.diagnosis.cause.id + " (" + ToString(found.diagnosis.cause.certainty) + ")";
}

std::string Told(const Investigation& found) {
  std::string text = Verdict(found) + "\n" + found.diagnosis.observed + "\n";
  for (const auto& finding : found.diagnosis.alternatives) {
    text += "  or " + finding.id + " (" + ToString(finding.certainty) + ")\n";
  }
  for (const auto& probe : found.probes) {
    text += "  " + probe.id + ": " + probe.question + " " + probe.answer + "\n";
  }
  return text;
}

/// What every investigation owes its reader.
void ExpectSound(const Investigation& found) {
  SCOPED_TRACE(Told(found));
  ASSERT_EQ(found.attempts.size(), found.probes.size() + 1);
  ASSERT_LT(found.subject, found.attempts.size());
  EXPECT_EQ(found.attempts.front().purpose, "as asked");
  for (size_t i = 0; i < found.probes.size(); ++i) {
    const diagnosis::ProbeRecord& probe = found.probes[i];
    EXPECT_EQ(probe.attempt, i + 1);
    EXPECT_THAT(probe.id, Not(IsEmpty()));
    EXPECT_THAT(probe.answer, Not(IsEmpty()));
    EXPECT_EQ(found.attempts[probe.attempt].purpose, "probe: " + probe.question);
  }
  std::vector<const diagnosis::Finding*> findings = {&found.diagnosis.cause};
  for (const auto& finding : found.diagnosis.alternatives) findings.push_back(&finding);
  for (const diagnosis::Finding* finding : findings) {
    EXPECT_NE(diagnosis::FindCause(finding->id), nullptr);
    for (const diagnosis::Evidence& evidence : finding->evidence) {
      ASSERT_LT(static_cast<size_t>(evidence.attempt), found.attempts.size());
      const auto& events = found.attempts[static_cast<size_t>(evidence.attempt)].trace.events;
      EXPECT_LT(evidence.event, static_cast<int>(events.size()));
    }
  }
}

class Investigating : public testing::Test {
 protected:
  handshake::PeerHost Host(Behaviour behaviour, const std::string& name = "gate.test") const {
    handshake::PeerHost host;
    host.name = name;
    host.behaviour = behaviour;
    host.certificate = root_.Server(name);
    host.client_trust = root_.Trust();
    host.announced_names = {root_.name()};
    if (behaviour == Behaviour::kLate) host.late_paths = {"/private"};
    return host;
  }
  void Serve(std::vector<handshake::PeerHost> hosts) {
    handshake::PeerOptions options;
    options.hosts = std::move(hosts);
    peer_ = Need(handshake::Peer::Start(std::move(options)));
    options_ = OptionsFor(peer_->endpoint().port);
  }
  void Serve(Behaviour behaviour) { Serve({Host(behaviour)}); }

  static InvestigationOptions OptionsFor(uint16_t port) {
    InvestigationOptions options;
    options.spec.target.endpoint = {"gate.test", port};
    options.spec.connect_to = attempt::Endpoint{"127.0.0.1", port};
    options.spec.request = attempt::HttpRequest{};
    return options;
  }
  Investigation Look() {
    Investigation found = Need(Investigate(options_));
    ExpectSound(found);
    return found;
  }
  Investigation LookAs(pki::IdentityPtr identity) {
    options_.identity = std::move(identity);
    return Look();
  }
  Investigation LookIn(tls::Version version, pki::IdentityPtr identity) {
    options_.spec.min_version = version;
    options_.spec.max_version = version;
    return LookAs(std::move(identity));
  }

  const TestAuthority root_{"Trusted Root"};
  const TestAuthority stranger_{"Unknown Root"};
  std::unique_ptr<handshake::Peer> peer_;
  InvestigationOptions options_;
};

// ---- who gets in, and whether everybody does --------------------------------------------------

TEST_F(Investigating, GoodCertificateAtStrictServerIsRequiredInTls) {
  Serve(Behaviour::kStrict);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredTls);
  EXPECT_THAT(ProbeIds(found), testing::ElementsAre("none"));
  EXPECT_THAT(found.probes.front().answer, HasSubstr("a certificate is required"));
}

TEST_F(Investigating, GoodCertificateAtNginxIsRequiredInHttp) {
  Serve(Behaviour::kNginx);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredHttp);
}

TEST_F(Investigating, GoodCertificateAtLenientServerIsOptional) {
  Serve(Behaviour::kOptional);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kOptional);
  EXPECT_THAT(found.diagnosis.cause.explanation, HasSubstr("optional"));
}

TEST_F(Investigating, OpenServerNeedsNoProbe) {
  Serve(Behaviour::kNone);
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kNotRequested);
  EXPECT_THAT(ProbeIds(found), IsEmpty());
}

TEST_F(Investigating, NothingConfiguredIsSettledAtOnce) {
  for (const Behaviour behaviour : {Behaviour::kStrict, Behaviour::kNginx}) {
    Serve(behaviour);
    const Investigation found = Look();
    EXPECT_EQ(Verdict(found), "client.no-identity (certain)") << Told(found);
    EXPECT_THAT(ProbeIds(found), IsEmpty());
    EXPECT_THAT(found.diagnosis.client_profiles, Not(IsEmpty()));
    EXPECT_THAT(diagnosis::NextSteps(found.diagnosis, found.attempts), IsEmpty());
  }
}

// ---- refused certificates ---------------------------------------------------------------------

TEST_F(Investigating, StrangerIsToldFromMissingLinkByTheTrustProbe) {
  for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
    Serve(Behaviour::kStrict);
    const Investigation found = LookIn(version, stranger_.Client());
    EXPECT_EQ(Verdict(found), "certificate.untrusted-issuer (likely)") << Told(found);
    EXPECT_THAT(ProbeIds(found), testing::Contains("trust-anchor"));
    EXPECT_THAT(diagnosis::NextSteps(found.diagnosis, found.attempts).front(),
                HasSubstr("--client-ca"));
  }
}

TEST_F(Investigating, KnownTrustMakesAStrangerCertain) {
  Serve(Behaviour::kStrict);
  options_.client_trust = root_.Trust();
  const Investigation found = LookAs(stranger_.Client());
  EXPECT_EQ(found.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(found);
}

TEST_F(Investigating, ImpostorIsRecognisedWithoutAFile) {
  Serve(Behaviour::kStrict);
  const TestAuthority rekeyed("Trusted Root");
  const Investigation found = LookAs(rekeyed.Client());
  EXPECT_EQ(Verdict(found), "certificate.untrusted-issuer (certain)") << Told(found);
  EXPECT_THAT(found.diagnosis.cause.summary, HasSubstr("another key")) << Told(found);
}

TEST_F(Investigating, ImpostorWithAChainIsNotTakenForADeepOne) {
  Serve(Behaviour::kStrict);
  const TestAuthority rekeyed("Trusted Root");
  for (const int intermediates : {0, 2}) {
    const Investigation found = LookAs(rekeyed.Client(pki::Flaw::kGood, intermediates));
    EXPECT_EQ(found.diagnosis.cause.id, "certificate.untrusted-issuer") << Told(found);
    EXPECT_NE(found.diagnosis.cause.certainty, Certainty::kPossible) << Told(found);
    EXPECT_THAT(found.diagnosis.cause.summary, HasSubstr("another key")) << Told(found);
  }
}

TEST_F(Investigating, DepthIsToldFromUnknownIssuerBehindOneAlert) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  host.verify_depth = 1;
  Serve({host});
  const Investigation found = LookAs(root_.Client(pki::Flaw::kGood, 3));
  EXPECT_EQ(Verdict(found), "certificate.too-deep (certain)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::IsSupersetOf({"trust-anchor", "trust-depth"}));
}

TEST_F(Investigating, MissingListOfAnIntermediateIsToldFromDepth) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  host.client_trust = root_.TrustWithCrl({});
  Serve({host});
  const Investigation found = LookAs(root_.Client(pki::Flaw::kGood, 1));
  EXPECT_EQ(Verdict(found), "certificate.revocation-unknown (likely)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::IsSupersetOf({"trust-depth", "trust-list"}));
}

TEST_F(Investigating, WithheldIntermediateIsProvenByTryingIt) {
  for (const Behaviour behaviour : {Behaviour::kStrict, Behaviour::kNginx}) {
    Serve(behaviour);
    options_.client_trust = nullptr;
    const Investigation found = LookAs(root_.Client(pki::Flaw::kMissingIntermediate));
    EXPECT_EQ(Verdict(found), "certificate.missing-intermediate (certain)") << Told(found);
  }
}

TEST_F(Investigating, StaleRevocationListIsToldFromAnExpiredCertificate) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  host.client_trust = root_.TrustWithCrl({}, Milliseconds(-3'600'000));
  Serve({host});
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "certificate.revocation-unknown (likely)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::Contains("trust-anchor"));
}

TEST_F(Investigating, RevokedIsCertainByItsAlert) {
  handshake::PeerHost host = Host(Behaviour::kStrict);
  const pki::IdentityPtr revoked = root_.Client();
  host.client_trust = root_.TrustWithCrl({revoked->leaf.get()});
  Serve({host});
  const Investigation found = LookAs(revoked);
  EXPECT_EQ(Verdict(found), "certificate.revoked (certain)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::ElementsAre("none")) << "only for the enforcement";
}

TEST_F(Investigating, RevokedBehindOnePageIsProvenByTheList) {
  handshake::PeerHost host = Host(Behaviour::kNginx);
  const pki::IdentityPtr revoked = root_.Client();
  host.client_trust = root_.TrustWithCrl({revoked->leaf.get()});
  Serve({host});
  options_.client_trust = host.client_trust;
  const Investigation found = LookAs(revoked);
  EXPECT_EQ(Verdict(found), "certificate.revoked (certain)") << Told(found);
}

// ---- names, paths and versions ----------------------------------------------------------------

TEST_F(Investigating, MissingServerNameIsSettledByTheHostsName) {
  Serve({Host(Behaviour::kNone, "open.test"), Host(Behaviour::kNginx, "gate.test")});
  options_.spec.sni = "";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused) << Told(found);
  EXPECT_EQ(Verdict(found), "server.no-request-sni (certain)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::Contains("sni-host"));
}

TEST_F(Investigating, TerminatedTlsIsToldFromAMissingServerName) {
  Serve(Behaviour::kNginx);
  handshake::TerminatorOptions front;
  front.certificate = root_.Server("front.test");
  front.origin = peer_->endpoint();
  front.origin_sni = "gate.test";
  const auto terminator = Need(handshake::StartTerminator(std::move(front)));
  options_ = OptionsFor(terminator->endpoint().port);
  options_.spec.sni = "";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "path.tls-terminated (likely)") << Told(found);
  EXPECT_THAT(ProbeIds(found), testing::Contains("sni-host"));
}

TEST_F(Investigating, LateRequestIsSettledByOfferingToAnswerLate) {
  for (const tls::Version version : {tls::Version::kTls12, tls::Version::kTls13}) {
    Serve(Behaviour::kLate);
    options_.spec.target.path = "/private";
    const Investigation found = LookIn(version, nullptr);
    EXPECT_THAT(found.diagnosis.outcome, Outcome::kRefused) << Told(found);
    EXPECT_EQ(found.diagnosis.enforcement, Enforcement::kRequiredLater) << Told(found);
  }
}

// ---- other clients ----------------------------------------------------------------------------

TEST_F(Investigating, TakesThePlaceOfAClientThatWithholds) {
  Serve(Behaviour::kNginx);
  options_.as_profile = "go";
  const Investigation found = LookAs(stranger_.Client());
  EXPECT_EQ(Verdict(found), "client.issuer-not-listed (likely)") << Told(found);
  EXPECT_EQ(attempt::ClientCertificateSent(found.attempts.front().trace), false);
  EXPECT_THAT(found.diagnosis.cause.explanation, HasSubstr("so it sends no certificate"));
  ASSERT_THAT(ProbeIds(found), testing::ElementsAre("as-given"));
  EXPECT_EQ(attempt::ClientCertificateSent(found.attempts.back().trace), true);
}

TEST_F(Investigating, TakesThePlaceOfAClientThatSendsAsMuch) {
  Serve(Behaviour::kNginx);
  options_.as_profile = "go";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)") << Told(found);
  EXPECT_EQ(attempt::ClientCertificateSent(found.attempts.front().trace), true);
}

TEST_F(Investigating, TakesThePlaceOfAClientThatSendsItsLeafAlone) {
  Serve(Behaviour::kNginx);
  options_.as_profile = "openssl-s_client";
  const Investigation found = LookAs(root_.Client(pki::Flaw::kGood, 1));
  EXPECT_EQ(Verdict(found), "certificate.missing-intermediate (certain)") << Told(found);
  EXPECT_EQ(found.attempts.front().identity.chain.size(), 1u);
  EXPECT_EQ(found.attempts.front().identity.withheld.size(), 1u);
  ASSERT_THAT(ProbeIds(found), testing::ElementsAre("as-given", "none"));
  EXPECT_THAT(found.probes.front().answer, HasSubstr("gets in"));
}

TEST_F(Investigating, TakesThePlaceOfAClientThatEndsTheHandshakeItself) {
  handshake::PeerHost host = Host(Behaviour::kNginx);
  host.signature_algorithms = "rsa_pss_rsae_sha256:rsa_pkcs1_sha256";
  Serve({host});
  options_.as_profile = "boringssl-lib";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "client.key-not-accepted (likely)") << Told(found);
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused);
  EXPECT_THAT(found.diagnosis.observed, HasSubstr("not carried out"));
}

TEST_F(Investigating, ClientThatIsNotAskedHasNoPartInIt) {
  Serve(Behaviour::kNone);
  options_.as_profile = "go";
  const Investigation found = LookAs(root_.Client());
  EXPECT_EQ(Verdict(found), "accepted (certain)");
  EXPECT_THAT(found.diagnosis.notes, testing::Contains(HasSubstr("asked for no certificate")));
}

TEST_F(Investigating, UnknownClientIsAUsageErrorWithASuggestion) {
  options_.as_profile = "chromium-linus";
  const Result<Investigation> found = Investigate(options_);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(found.error().Text(), HasSubstr("did you mean 'chromium-linux'?"));
  options_.as_profile = "java";
  EXPECT_THAT(Investigate(options_).error().hint(), HasSubstr("java-pkix"));
}

TEST_F(Investigating, UnusableIdentityIsTheCauseAndTheRequestIsShown) {
  Serve(Behaviour::kStrict);
  options_.unusable = Error(ErrorCode::kPassphraseWrong, "me.key: wrong passphrase");
  const Investigation found = Look();
  EXPECT_EQ(Verdict(found), "client.identity-unusable (certain)");
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kNoVerdict);
  EXPECT_THAT(attempt::CertificateRequests(found.attempts.front().trace), Not(IsEmpty()));
  EXPECT_THAT(ProbeIds(found), IsEmpty());
}

// ---- limits -----------------------------------------------------------------------------------

TEST_F(Investigating, ProbesCanBeSwitchedOffAndCounted) {
  Serve(Behaviour::kStrict);
  options_.probes = false;
  EXPECT_THAT(ProbeIds(LookAs(stranger_.Client())), IsEmpty());
  options_.probes = true;
  options_.max_probes = 1;
  EXPECT_EQ(ProbeIds(LookAs(stranger_.Client())).size(), 1u);
}

TEST_F(Investigating, TypicalCaseTakesLessThanASecond) {
  Serve(Behaviour::kNginx);
  const auto begin = std::chrono::steady_clock::now();
  LookAs(stranger_.Client());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

TEST(InvestigatingOverTls, VerdictIsSoughtInHttp11WhereTheServerChoseAnotherProtocol) {
  testing_support::TlsServerOptions server_options;
  server_options.verify = SSL_VERIFY_PEER;
  server_options.script = [](SSL* ssl, int fd) {
    if (SSL_accept(ssl) != 1) return;
    const unsigned char* protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &length);
    if (length == 0 && testing_support::ReadRequest(ssl)) {
      testing_support::WriteReply(ssl,
                                  "HTTP/1.1 400 Bad Request\r\nContent-Length: 53\r\n\r\n"
                                  "<title>400 The SSL certificate error</title> (page)..");
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  server_options.alpn = "spdy/3";
  const auto choose_spdy_or_none = [](SSL*, const unsigned char** out, unsigned char* out_length,
                                      const unsigned char* in, unsigned length, void*) {
    if (length != 7 || in[1] != 's') return SSL_TLSEXT_ERR_NOACK;
    *out = in + 1;
    *out_length = 6;
    return SSL_TLSEXT_ERR_OK;
  };
  testing_support::TlsServer server(server_options);
  SSL_CTX_set_alpn_select_cb(server.context(), choose_spdy_or_none, nullptr);
  InvestigationOptions options;
  options.spec.target.endpoint = {"localhost", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.request = attempt::HttpRequest{};
  options.spec.alpn = {"spdy/3"};
  options.identity = testing_support::TestPki::Get().good;
  const Investigation found = Need(Investigate(options));
  ExpectSound(found);
  ASSERT_THAT(ProbeIds(found), testing::Contains("http11"));
  EXPECT_EQ(found.attempts[found.subject].spec.alpn, std::vector<std::string>{"http/1.1"});
  EXPECT_EQ(found.diagnosis.outcome, Outcome::kRefused) << Told(found);
  EXPECT_THAT(found.diagnosis.notes, testing::Contains(HasSubstr("HTTP/1.1")));
}

/// Runs an investigation against a server that never comes to an end; returns how long it took.
Milliseconds TookAgainst(std::function<void(ScriptedServer*, int)> script, Milliseconds timeout) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&](int fd) { script(self, fd); });
  self = &server;
  InvestigationOptions options;
  options.spec.target.endpoint = {"gate.test", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.request = attempt::HttpRequest{};
  options.timeout = timeout;
  const auto begin = std::chrono::steady_clock::now();
  const Investigation found = Need(Investigate(options));
  const auto took = std::chrono::steady_clock::now() - begin;
  ExpectSound(found);
  EXPECT_NE(found.diagnosis.outcome, Outcome::kAccepted);
  return std::chrono::duration_cast<Milliseconds>(took);
}

TEST(InvestigatingInTime, SilentServer) {
  const auto took =
      TookAgainst([](ScriptedServer* server, int fd) { server->HoldOpen(fd); }, Milliseconds(600));
  EXPECT_LE(took, Milliseconds(600) + kGrace);
}

TEST(InvestigatingInTime, SilentServerLeavesTimeForASecondTry) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&](int fd) { self->HoldOpen(fd); });
  self = &server;
  InvestigationOptions options;
  options.spec.target.endpoint = {"gate.test", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.timeouts.handshake = Milliseconds(150);
  options.timeout = Milliseconds(2000);
  const Investigation found = Need(Investigate(options));
  EXPECT_EQ(Verdict(found), "path.unreachable (likely)");
  EXPECT_THAT(ProbeIds(found), testing::ElementsAre("other-version"));
}

TEST(InvestigatingInTime, TricklingServer) {
  const auto took = TookAgainst(
      [](ScriptedServer* server, int fd) {
        // The head of a record that announces far more than will ever come.
        for (const char octet :
             std::string("\x16\x03\x03\x40\x00", 5) + std::string(1000, '\x02')) {
          if (server->stopping()) return;
          ScriptedServer::Send(fd, std::string(1, octet));
          pollfd gone{fd, POLLRDHUP, 0};
          if (poll(&gone, 1, 50) > 0) return;
        }
      },
      Milliseconds(700));
  EXPECT_LE(took, Milliseconds(700) + kGrace);
}

/// A TLS server that plays `end` once the handshake stands and the request is there.
Milliseconds TookBehindTls(const std::function<void(SSL* ssl, int fd)>& end, Milliseconds timeout) {
  testing_support::TlsServerOptions server_options;
  server_options.verify = SSL_VERIFY_PEER;
  server_options.script = [&end](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1 && testing_support::ReadRequest(ssl)) end(ssl, fd);
  };
  testing_support::TlsServer server(server_options);
  InvestigationOptions options;
  options.spec.target.endpoint = {"localhost", server.port()};
  options.spec.connect_to = attempt::Endpoint{"127.0.0.1", server.port()};
  options.spec.request = attempt::HttpRequest{};
  options.identity = testing_support::TestPki::Get().good;
  options.timeout = timeout;
  const auto begin = std::chrono::steady_clock::now();
  const Investigation found = Need(Investigate(options));
  const auto took = std::chrono::steady_clock::now() - begin;
  ExpectSound(found);
  return std::chrono::duration_cast<Milliseconds>(took);
}

TEST(InvestigatingInTime, ReplyThatNeverComes) {
  const auto took =
      TookBehindTls([](SSL*, int fd) { testing_support::ReadToEnd(fd); }, Milliseconds(500));
  EXPECT_LE(took, Milliseconds(500) + kGrace);
}

TEST(InvestigatingInTime, ReplyThatTrickles) {
  const auto took = TookBehindTls(
      [](SSL* ssl, int fd) {
        testing_support::WriteReply(ssl, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 1000; ++i) {
          testing_support::WriteReply(ssl, "x");
          pollfd gone{fd, POLLIN | POLLRDHUP, 0};
          if (poll(&gone, 1, 50) > 0) return;
        }
      },
      Milliseconds(500));
  EXPECT_LE(took, Milliseconds(500) + kGrace);
}

TEST(InvestigatingInTime, ResettingServer) {
  const auto took = TookAgainst(
      [](ScriptedServer*, int fd) {
        ScriptedServer::ReadSome(fd);
        const linger at_once{1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      },
      Milliseconds(5000));
  EXPECT_LE(took, Milliseconds(2000));
}

TEST(InvestigatingInTime, NobodyThere) {
  uint16_t port = 0;
  {
    ScriptedServer server([](int) {});
    port = server.port();
  }
  InvestigationOptions options;
  options.spec.target.endpoint = {"127.0.0.1", port};
  const Investigation found = Need(Investigate(options));
  EXPECT_EQ(Verdict(found), "path.unreachable (certain)");
  EXPECT_THAT(found.probes, IsEmpty());
}

}  // namespace
}  // namespace shakedown::run
