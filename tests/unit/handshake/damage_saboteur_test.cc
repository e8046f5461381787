#include "handshake/damage/saboteur.h"

#include <gmock/gmock.h>

#include <mutex>

#include "tests/support/client_run.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::Damage;
using attempt::First;
using attempt::HandshakeSpec;
using testing_support::EventNames;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::HandshakeType;
using tls::Version;
using Message = Damage::Message;
using Operation = Damage::Operation;

/// What one server got from its client, as its own library saw it.
struct Heard {
  std::mutex mutex;
  std::vector<Bytes> messages;
};

void OnContent(int written, int /*version*/, int type, const void* data, size_t length,
               SSL* /*ssl*/, void* heard) {
  if (written != 0 || type != SSL3_RT_HANDSHAKE) return;
  auto* to = static_cast<Heard*>(heard);
  const auto* octets = static_cast<const uint8_t*>(data);
  const std::lock_guard lock(to->mutex);
  to->messages.emplace_back(octets, octets + length);
}

/// A server that requires a certificate of the test root, shared by all cases.
class saboteur : public testing::TestWithParam<Version> {
 protected:
  static TlsServerOptions Options() {
    TlsServerOptions options;
    options.verify = testing_support::kAskAndRequire;
    return options;
  }
  static TlsServer& Server() {
    static auto* const server = [] {
      auto* made = new TlsServer(Options());
      SSL_CTX_set_msg_callback(made->context(), OnContent);
      SSL_CTX_set_msg_callback_arg(made->context(), &Listener());
      return made;
    }();
    return *server;
  }
  static Heard& Listener() {
    static Heard heard;
    return heard;
  }

  attempt::HandshakeTrace Run(std::vector<Damage> damage,
                              const pki::IdentityPtr& identity = TestPki::Get().good) {
    TlsServer& server = Server();
    {
      const std::lock_guard lock(Listener().mutex);
      Listener().messages.clear();
    }
    HandshakeSpec spec = SpecFor(server.port(), GetParam());
    spec.damage = std::move(damage);
    return RunOnce(spec, identity).trace;
  }
  static std::vector<Bytes> HeardMessages() {
    const std::lock_guard lock(Listener().mutex);
    return Listener().messages;
  }
  static std::vector<std::string> Done(const attempt::HandshakeTrace& trace) {
    std::vector<std::string> done;
    for (const attempt::Event& event : trace.events) {
      const auto* damaged = std::get_if<attempt::Damaged>(&event.body);
      if (damaged != nullptr) done.push_back(damaged->what);
    }
    return done;
  }
  /// The client's messages after its ClientHello, as the trace has them.
  static std::vector<Bytes> Sent(const attempt::HandshakeTrace& trace) {
    std::vector<Bytes> sent;
    for (const attempt::Event& event : trace.events) {
      const auto* message = std::get_if<attempt::Message>(&event.body);
      if (message != nullptr && message->from == attempt::Side::kClient) {
        sent.push_back(message->raw);
      }
    }
    return sent;
  }
  static int Alert(const attempt::HandshakeTrace& trace) {
    const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
    return alert ? static_cast<int>(alert->description) : -1;
  }
  static int Status(const attempt::HandshakeTrace& trace) {
    const auto reply = First<attempt::HttpReply>(trace);
    return reply ? reply->status : 0;
  }
  static bool Modern() { return GetParam() == Version::kTls13; }
};

INSTANTIATE_TEST_SUITE_P(Versions, saboteur, testing::Values(Version::kTls12, Version::kTls13),
                         [](const auto& version) {
                           return version.param == Version::kTls12 ? "Tls12" : "Tls13";
                         });

TEST_P(saboteur, AFlightThatIsOnlyCutOtherwiseIsTaken) {
  for (const Damage& harmless :
       {Damage{Message::kCertificate, Operation::kSplitRecords, "1"},
        Damage{Message::kCertificate, Operation::kJoinRecords, ""},
        Damage{Message::kCertificateVerify, Operation::kSplitRecords, "7"}}) {
    const auto trace = Run({harmless});
    EXPECT_EQ(Status(trace), 200) << ToText(harmless);
    EXPECT_THAT(Done(trace), testing::ElementsAre(ToText(harmless)));
    EXPECT_EQ(Sent(trace), HeardMessages()) << ToText(harmless);
  }
}

TEST_P(saboteur, EveryKindOfKeySignsAnew) {
  for (const pki::KeyKind kind :
       {pki::KeyKind::kRsa2048, pki::KeyKind::kRsaPss2048, pki::KeyKind::kP384,
        pki::KeyKind::kEd25519, pki::KeyKind::kEd448}) {
    const auto identity = TestPki::MintClient(*TestPki::Get().root, "key", kind);
    const auto trace =
        Run({{Message::kCertificateVerify, Operation::kSplitRecords, "9"}}, identity);
    EXPECT_EQ(Status(trace), 200) << pki::ToString(kind);
  }
}

/// One damage and the alert with which OpenSSL refuses it in each version; -1: not possible there.
struct Refusal {
  Damage damage;
  int alert12;
  int alert13;
};

TEST_P(saboteur, TheServerRefusesForTheDamageAlone) {
  using tls::AlertDescription;
  const Refusal refusals[] = {
      {{Message::kCertificateVerify, Operation::kFlipBit, "7"}, 51, 51},
      {{Message::kCertificateVerify, Operation::kOmit, ""}, 10, 10},
      {{Message::kCertificateVerify, Operation::kDuplicate, ""}, 10, 10},
      {{Message::kCertificateVerify, Operation::kReorder, "certificate"}, 10, 10},
      {{Message::kCertificateVerify, Operation::kAppend, "00"}, 50, 50},
      {{Message::kCertificateVerify, Operation::kScheme, "ecdsa_secp384r1_sha384"}, -1, 47},
      {{Message::kCertificateVerify, Operation::kScheme, "ecdsa_sha1"}, -1, 47},
      {{Message::kCertificateVerify, Operation::kContext, "server"}, -1, 51},
      {{Message::kCertificateVerify, Operation::kTranscript, "without-certificate"}, 51, 51},
      {{Message::kCertificateVerify, Operation::kReplaceWith, "ecdsa-zero"}, 51, 51},
      {{Message::kCertificateVerify, Operation::kReplaceWith, "ecdsa-order"}, 51, 51},
      {{Message::kCertificateVerify, Operation::kReplaceWith, "ecdsa-larger"}, 51, 51},
      {{Message::kCertificateVerify, Operation::kReplaceWith, "empty-signature"}, 51, 51},
      {{Message::kCertificate, Operation::kOmit, ""}, 10, 10},
      {{Message::kCertificate, Operation::kDuplicate, ""}, 10, 10},
      {{Message::kCertificate, Operation::kReplaceWith, "zero-entry"}, 50, 50},
      {{Message::kCertificate, Operation::kReplaceWith, "garbage"}, 50, 50},
      {{Message::kCertificate, Operation::kContext, "01"}, -1, 50},
      {{Message::kCertificate, Operation::kAppend, "00"}, 50, 50},
      {{Message::kCertificate, Operation::kLength, "list+1"}, 50, 50},
      {{Message::kCertificate, Operation::kLength, "entry-1"}, 50, 50},
      {{Message::kFinished, Operation::kFlipBit, "0"}, 51, 51},
      {{Message::kFinished, Operation::kReplaceWith, "zero"}, 51, 51},
      {{Message::kFinished, Operation::kOmit, ""}, -1, 20},
      {{Message::kCertificate, Operation::kPrecedeWith, "empty-record"}, -1, 10},
  };
  for (const Refusal& refusal : refusals) {
    const int expected = Modern() ? refusal.alert13 : refusal.alert12;
    if (expected < 0) continue;
    const auto trace = Run({refusal.damage});
    EXPECT_EQ(Alert(trace), expected) << ToText(refusal.damage);
    EXPECT_EQ(Status(trace), 0) << ToText(refusal.damage);
    EXPECT_THAT(Done(trace), testing::ElementsAre(ToText(refusal.damage)));
    // The server saw what the trace says, as far as it read.
    const std::vector<Bytes> sent = Sent(trace);
    const std::vector<Bytes> heard = HeardMessages();
    for (size_t i = 0; i < heard.size() && i < sent.size(); ++i) EXPECT_EQ(heard[i], sent[i]) << i;
  }
}

TEST_P(saboteur, AnEmptyListWithAProofBehindIt) {
  const Damage empty{Message::kCertificate, Operation::kReplaceWith, "empty"};
  const auto trace = Run({empty});
  EXPECT_EQ(Alert(trace), Modern() ? 116 : 40);
  EXPECT_THAT(EventNames(trace), testing::Contains("client:CertificateVerify"));
}

TEST_P(saboteur, TwoMessagesLeftOutAreBothNamed) {
  const auto trace = Run({{Message::kCertificate, Operation::kOmit, ""},
                          {Message::kCertificateVerify, Operation::kOmit, ""}});
  EXPECT_EQ(Alert(trace), 10);
  EXPECT_THAT(Done(trace), testing::ElementsAre("certificate omit", "certificate-verify omit"));
}

TEST_P(saboteur, WhatFindsNothingToBeDoneToIsNotClaimed) {
  const auto trace = Run({{Message::kCertificateVerify, Operation::kFlipBit, "7"}}, nullptr);
  EXPECT_TRUE(Done(trace).empty());
  const auto wrong_kind =
      Run({{Message::kCertificateVerify, Operation::kReplaceWith, "eddsa-plus-order"}});
  EXPECT_TRUE(Done(wrong_kind).empty());
  EXPECT_EQ(Status(wrong_kind), 200);
}

TEST_P(saboteur, AForeignKeyIsNamedInTheTrace) {
  const auto trace = Run({attempt::WrongKey()});
  EXPECT_EQ(Alert(trace), 51);
  EXPECT_THAT(Done(trace), testing::ElementsAre("certificate-verify key=other"));
}

/// A server that does not look at what it gets shows that a forged flight leads to a working
/// connection: the proof that somebody was let in.
TEST_P(saboteur, AfterABadFlightTheConnectionWorksWhereTheServerDoesNotLook) {
  TlsServerOptions options;
  options.verify = SSL_VERIFY_PEER;
  TlsServer careless(options);
  SSL_CTX_set_cert_verify_callback(
      careless.context(), [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  HandshakeSpec spec = SpecFor(careless.port(), GetParam());
  spec.damage = {{Message::kCertificate, Operation::kSplitRecords, "100"},
                 {Message::kCertificate, Operation::kReplaceWith, "empty"},
                 {Message::kCertificateVerify, Operation::kOmit, ""}};
  const auto result = testing_support::RunOnce(spec, TestPki::Get().untrusted);
  EXPECT_EQ(Status(result.trace), 200);
  EXPECT_EQ(Done(result.trace).size(), 3U);
  EXPECT_EQ(result.session, nullptr);
}

TEST_P(saboteur, EveryAeadOfTheVersionCarriesADamagedFlight) {
  const std::vector<std::string> suites =
      Modern() ? std::vector<std::string>{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                          "TLS_CHACHA20_POLY1305_SHA256"}
               : std::vector<std::string>{"ECDHE-ECDSA-AES128-GCM-SHA256",
                                          "ECDHE-ECDSA-AES256-GCM-SHA384",
                                          "ECDHE-ECDSA-CHACHA20-POLY1305"};
  for (const std::string& suite : suites) {
    TlsServer server(Options());
    if (Modern()) {
      SSL_CTX_set_ciphersuites(server.context(), suite.c_str());
    } else {
      SSL_CTX_set_cipher_list(server.context(), suite.c_str());
    }
    HandshakeSpec spec = SpecFor(server.port(), GetParam());
    spec.damage = {{Message::kCertificate, Operation::kSplitRecords, "50"}};
    EXPECT_EQ(Status(RunOnce(spec, TestPki::Get().good).trace), 200) << suite;
  }
}

TEST(SaboteurHello, ARetriedHelloIsPartOfWhatIsSigned) {
  TlsServerOptions options;
  options.verify = testing_support::kAskAndRequire;
  options.groups = "P-384";
  TlsServer server(options);
  HandshakeSpec spec = SpecFor(server.port(), Version::kTls13);
  spec.groups = "X25519:P-384";
  spec.damage = {{Message::kCertificate, Operation::kJoinRecords, ""}};
  const auto trace = RunOnce(spec, TestPki::Get().good).trace;
  ASSERT_TRUE(First<attempt::HttpReply>(trace));
  EXPECT_EQ(First<attempt::HttpReply>(trace)->status, 200);
}

TEST(SaboteurErrors, ImpossibleDamageIsRefusedBeforeAnythingIsSent) {
  Client client({});
  HandshakeSpec spec = SpecFor(1);
  spec.damage = {{Message::kClientHello, Operation::kOmit, ""}};
  const auto refused = client.Run(spec, nullptr, nullptr);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUsage);
  spec.damage = {{Message::kFinished, Operation::kOmit, ""}};
  spec.early_data = true;
  const auto both = client.Run(spec, nullptr, nullptr);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace shakedown::handshake
