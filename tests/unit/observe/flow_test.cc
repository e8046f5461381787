#include "observe/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attempt/trace_view.h"
#include "observe/attempt_of.h"
#include "tests/support/tls_conversation.h"

namespace shakedown::observe {
namespace {

using attempt::Side;
using testing::IsEmpty;
using testing_support::Conversation;
using testing_support::ConversationOptions;
using testing_support::Flight;
using testing_support::MakeConversation;

FlowEnds MakeEnds() { return {{"10.0.0.1", 40000}, {"10.0.0.2", 443}}; }

/// What an observer with `keys` makes of it, when octets come in portions of at most `portion`.
Observation Observe(const Conversation& conversation, const KeyLog* keys,
                    size_t portion = SIZE_MAX) {
  Flow flow(MakeEnds(), UtcSeconds{}, {keys, nullptr});
  FlowTime at{0};
  for (const Flight& flight : conversation.flights) {
    for (size_t begin = 0; begin < flight.octets.size(); begin += portion) {
      const size_t count = std::min(portion, flight.octets.size() - begin);
      flow.OnOctets(flight.from, ByteSpan(flight.octets).subspan(begin, count), ++at);
      if (begin + portion < begin) break;
    }
  }
  flow.OnEnd(Side::kServer, FlowEnd::kFin, ++at);
  flow.OnEnd(Side::kClient, FlowEnd::kFin, ++at);
  flow.Conclude();
  return flow.Observed();
}

Observation ObserveWithKeys(const Conversation& conversation, size_t portion = SIZE_MAX) {
  KeyLog keys;
  keys.Feed(conversation.key_log);
  return Observe(conversation, &keys, portion);
}

void ExpectWholeStory(const Observation& seen) {
  EXPECT_EQ(seen.sight, Sight::kClear);
  EXPECT_TRUE(seen.handshake_done);
  EXPECT_EQ(attempt::CertificateRequests(seen.trace).size(), 1u);
  EXPECT_EQ(attempt::ClientCertificateSent(seen.trace), true);
  const auto reply = attempt::First<attempt::HttpReply>(seen.trace);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 403);
  ASSERT_EQ(seen.requests.size(), 1u);
  EXPECT_EQ(seen.requests[0].path, "/door");
  EXPECT_EQ(seen.requests[0].host, "gate.test");
  EXPECT_THAT(seen.notes, IsEmpty());
}

TEST(Flow, OpensEverySuiteOfTls13) {
  for (const char* suite :
       {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"}) {
    SCOPED_TRACE(suite);
    const Observation seen = ObserveWithKeys(MakeConversation({.suite = suite}));
    ExpectWholeStory(seen);
    EXPECT_EQ(attempt::First<attempt::HandshakeReturned>(seen.trace)->cipher, suite);
  }
}

TEST(Flow, OpensTheSuitesOfTls12) {
  for (const char* cipher :
       {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-CCM", "ECDHE-ECDSA-AES256-CCM8",
        "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-NULL-SHA"}) {
    SCOPED_TRACE(cipher);
    ExpectWholeStory(
        ObserveWithKeys(MakeConversation({.version = TLS1_2_VERSION, .cipher = cipher})));
  }
}

TEST(Flow, OpensTls10And11) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    ExpectWholeStory(ObserveWithKeys(
        MakeConversation({.version = version, .cipher = "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"})));
  }
}

TEST(Flow, ReadsOctetsInAnyPortions) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const Conversation conversation = MakeConversation({.version = version});
    const size_t whole = ObserveWithKeys(conversation).trace.events.size();
    for (const size_t portion : {size_t{1}, size_t{7}, size_t{100}}) {
      const Observation seen = ObserveWithKeys(conversation, portion);
      ExpectWholeStory(seen);
      EXPECT_EQ(seen.trace.events.size(), whole);
    }
  }
}

TEST(Flow, WaitsForSecretsThatComeLater) {
  const Conversation conversation = MakeConversation();
  KeyLog keys;
  Flow flow(MakeEnds(), UtcSeconds{}, {&keys, nullptr});
  FlowTime at{0};
  for (const Flight& flight : conversation.flights) flow.OnOctets(flight.from, flight.octets, ++at);
  EXPECT_TRUE(flow.waiting());
  keys.Feed(conversation.key_log);
  flow.OnKeys();
  EXPECT_FALSE(flow.waiting());
  flow.Conclude();
  ExpectWholeStory(flow.Observed());
}

TEST(Flow, WithoutSecretsTls13EndsAtServerHello) {
  const Observation seen = Observe(MakeConversation(), nullptr);
  EXPECT_EQ(seen.sight, Sight::kSealed);
  EXPECT_TRUE(attempt::CertificateRequests(seen.trace).empty());
  EXPECT_EQ(attempt::NegotiatedVersion(seen.trace), tls::Version::kTls13);
  EXPECT_TRUE(seen.sealed.server_answered);
  EXPECT_FALSE(attempt::First<attempt::PeerClosed>(seen.trace))
      << "a close would look like a verdict";
}

TEST(Flow, WithoutSecretsTls12IsReadUpToFinished) {
  const Observation seen = Observe(MakeConversation({.version = TLS1_2_VERSION}), nullptr);
  EXPECT_EQ(seen.sight, Sight::kSealed);
  EXPECT_EQ(attempt::CertificateRequests(seen.trace).size(), 1u);
  EXPECT_EQ(attempt::ClientCertificateSent(seen.trace), true);
  EXPECT_TRUE(seen.handshake_done);
  EXPECT_FALSE(attempt::First<attempt::HttpReply>(seen.trace));
}

TEST(Flow, RecognisesAnEncryptedAlertByItsSize) {
  const Observation seen = Observe(MakeConversation({.client_certificate = false}), nullptr);
  EXPECT_EQ(seen.sight, Sight::kSealed);
  EXPECT_TRUE(seen.sealed.last_was_alert);
  EXPECT_FALSE(seen.sealed.server_answered);
  EXPECT_TRUE(seen.sealed.server_closed);
}

TEST(Flow, ReadsTheAlertWithSecrets) {
  const Observation seen = ObserveWithKeys(MakeConversation({.client_certificate = false}));
  const auto alert = attempt::FatalAlert(seen.trace, Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, tls::AlertDescription::kCertificateRequired);
  EXPECT_EQ(attempt::ClientCertificateSent(seen.trace), false);
}

TEST(Flow, ReadsTheAlertWithTheKeyLogOfAServerThatRefuses) {
  Conversation conversation = MakeConversation({.client_certificate = false});
  // Such a server never gets to the secret of the client's request.
  const size_t begin = conversation.key_log.find("CLIENT_TRAFFIC_SECRET_0");
  ASSERT_NE(begin, std::string::npos);
  conversation.key_log.erase(begin, conversation.key_log.find('\n', begin) + 1 - begin);
  const Observation seen = ObserveWithKeys(conversation);
  EXPECT_EQ(seen.sight, Sight::kClear);
  const auto alert = attempt::FatalAlert(seen.trace, Side::kServer);
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->description, tls::AlertDescription::kCertificateRequired);
}

TEST(Flow, SaysWhenSecretsDoNotFit) {
  const Conversation conversation = MakeConversation();
  Conversation wrong = conversation;
  // The last digit of each secret.
  for (size_t at = wrong.key_log.find('\n'); at != std::string::npos;
       at = wrong.key_log.find('\n', at + 1)) {
    char& digit = wrong.key_log[at - 1];
    digit = digit == '0' ? '1' : '0';
  }
  EXPECT_EQ(ObserveWithKeys(wrong).sight, Sight::kMisfit);
}

TEST(Flow, ReadsUpToAGapAndSaysWhereItIs) {
  const Conversation conversation = MakeConversation({.version = TLS1_2_VERSION});
  Flow flow(MakeEnds(), UtcSeconds{}, {});
  flow.OnOctets(Side::kClient, conversation.flights[0].octets, FlowTime{1});
  flow.OnGap(Side::kServer, 100, FlowTime{2});
  flow.OnOctets(Side::kServer, conversation.flights[1].octets, FlowTime{3});
  flow.Conclude();
  const Observation seen = flow.Observed();
  EXPECT_TRUE(attempt::FirstMessage(seen.trace, Side::kClient, tls::HandshakeType::kClientHello));
  EXPECT_FALSE(attempt::FirstMessage(seen.trace, Side::kServer, tls::HandshakeType::kServerHello));
  ASSERT_EQ(seen.notes.size(), 1u);
  EXPECT_THAT(seen.notes[0], testing::HasSubstr("100 octets of the server's side are missing"));
}

TEST(Flow, FindsTlsBehindADialogueAndHidesItsSecrets) {
  const Conversation conversation = MakeConversation({.version = TLS1_2_VERSION});
  Flow flow(MakeEnds(), UtcSeconds{}, {});
  flow.OnOctets(Side::kServer, AsBytes("220 mail.test ESMTP\r\n"), FlowTime{1});
  flow.OnOctets(Side::kClient, AsBytes("AUTH PLAIN c2VjcmV0\r\nSTARTTLS\r\n"), FlowTime{2});
  FlowTime at{3};
  for (const Flight& flight : conversation.flights) flow.OnOctets(flight.from, flight.octets, ++at);
  flow.Conclude();
  const Observation seen = flow.Observed();
  EXPECT_EQ(attempt::CertificateRequests(seen.trace).size(), 1u);
  std::string lines;
  for (const attempt::Event& event : seen.trace.events) {
    if (const auto* line = std::get_if<attempt::DialogueLine>(&event.body))
      lines += line->text + "|";
  }
  EXPECT_EQ(lines, "220 mail.test ESMTP|AUTH ...|STARTTLS|");
}

TEST(Flow, TakesNoEndOfATalkInClearForAnAnswer) {
  Flow flow(MakeEnds(), UtcSeconds{}, {});
  flow.OnOctets(Side::kClient, AsBytes("GET / HTTP/1.1\r\n\r\n"), FlowTime{1});
  flow.OnOctets(Side::kServer, AsBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), FlowTime{2});
  flow.OnEnd(Side::kServer, FlowEnd::kFin, FlowTime{3});
  flow.OnEnd(Side::kClient, FlowEnd::kFin, FlowTime{4});
  flow.Conclude();
  const Observation seen = flow.Observed();
  EXPECT_EQ(seen.sight, Sight::kNothing);
  EXPECT_FALSE(attempt::First<attempt::PeerClosed>(seen.trace));
  EXPECT_FALSE(attempt::First<attempt::NotTls>(seen.trace));
  EXPECT_THAT(seen.notes, testing::ElementsAre(testing::HasSubstr("no TLS: 18 octets in clear")));
}

TEST(Flow, KeepsTheFirstOctetsOfAServerThatSpeaksNoTls) {
  const Conversation conversation = MakeConversation();
  Flow flow(MakeEnds(), UtcSeconds{}, {});
  flow.OnOctets(Side::kClient, conversation.flights[0].octets, FlowTime{1});
  flow.OnOctets(Side::kServer, AsBytes("HTTP/1.1 400 Bad Request\r\n"), FlowTime{2});
  flow.Conclude();
  const Observation seen = flow.Observed();
  const auto foreign = attempt::First<attempt::NotTls>(seen.trace);
  ASSERT_TRUE(foreign);
  EXPECT_EQ(AsText(foreign->first), "HTTP/1.1 400 Bad Request\r\n");
}

TEST(AttemptOf, TakesTheTargetBehindAProxyFromConnect) {
  const Conversation conversation = MakeConversation({.version = TLS1_2_VERSION});
  Flow flow(MakeEnds(), UtcSeconds{}, {});
  flow.OnOctets(Side::kClient, AsBytes("CONNECT gate.test:8443 HTTP/1.1\r\n\r\n"), FlowTime{1});
  flow.OnOctets(Side::kServer, AsBytes("HTTP/1.1 200 OK\r\n\r\n"), FlowTime{2});
  FlowTime at{3};
  for (const Flight& flight : conversation.flights) flow.OnOctets(flight.from, flight.octets, ++at);
  flow.Conclude();
  const attempt::Attempt attempt = AttemptOf(flow.Observed());
  EXPECT_EQ(attempt::ToText(attempt.spec.target.endpoint), "gate.test:8443");
  EXPECT_THAT(flow.Observed().notes,
              testing::ElementsAre(testing::HasSubstr("before TLS: 35 octets in clear")));
}

TEST(AttemptOf, TakesSpecAndIdentityFromTheWire) {
  const attempt::Attempt attempt = AttemptOf(ObserveWithKeys(MakeConversation()));
  EXPECT_EQ(attempt.spec.target.endpoint.host, "gate.test");
  EXPECT_EQ(attempt.spec.target.endpoint.port, 443);
  EXPECT_EQ(attempt::EffectiveSni(attempt.spec), "gate.test");
  EXPECT_EQ(attempt.spec.min_version, tls::Version::kTls13);
  EXPECT_EQ(attempt::RequestedPath(attempt), "/door");
  EXPECT_TRUE(attempt.identity.present);
  ASSERT_EQ(attempt.identity.chain.size(), 1u);
  EXPECT_EQ(tls::ToText(attempt.identity.chain[0].subject), "CN=alice");
}

}  // namespace
}  // namespace shakedown::observe
