// A peer that overlooks one flaw takes flights with it, says what came, and is sound otherwise.
#include "handshake/broken/flight_judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "handshake/peer_listener.h"
#include "handshake/peer_observer.h"
#include "tests/support/client_run.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake::broken {
namespace {

using attempt::Damage;
using testing::Contains;
using testing::Not;
using testing_support::EventNames;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestAuthority;
using tls::Version;
using Message = Damage::Message;
using Operation = Damage::Operation;

const Damage kNoProofSent{Message::kCertificateVerify, Operation::kOmit, ""};
const Damage kOneBit{Message::kCertificateVerify, Operation::kFlipBit, "7"};
const Damage kOtherFinished{Message::kFinished, Operation::kFlipBit, "3"};

/// Keeps the last report.
class Listener final : public PeerObserver {
 public:
  size_t ChooseHost(const attempt::Endpoint&, const tls::ClientHello&, size_t host) override {
    return host;
  }
  Answer OnAnswer(const PeerReport&, Answer planned) override { return planned; }
  void OnFinished(PeerReport report) override {
    const std::lock_guard lock(mutex_);
    trace_ = std::move(report.trace);
    changed_.notify_all();
  }
  attempt::HandshakeTrace Trace() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return trace_.has_value(); });
    return trace_.value_or(attempt::HandshakeTrace());
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<attempt::HandshakeTrace> trace_;
};

class flight_judge : public testing::TestWithParam<Version> {
 protected:
  struct Outcome {
    int status = 0;
    int alert = -1;
    attempt::HandshakeTrace seen;  ///< by the peer
  };

  /// One handshake with a peer of two hosts: the first is broken, "sound.test" is not.
  static Outcome Run(const std::string& broken, std::vector<Damage> damage,
                     const pki::IdentityPtr& identity, const std::string& name = "localhost") {
    Listener listener;
    PeerHost host;
    host.behaviour = Behaviour::kStrict;
    host.certificate = Servers().Server("localhost");
    host.client_trust = Clients().Trust();
    PeerHost sound = host;
    sound.name = "sound.test";
    host.broken = broken;
    PeerOptions options;
    options.hosts = {host, sound};
    options.observer = &listener;
    const auto peer = testing_support::Need(Peer::Start(std::move(options)));
    attempt::HandshakeSpec spec = SpecFor(peer->endpoint().port, GetParam());
    spec.target.endpoint.host = name;
    spec.damage = std::move(damage);
    const attempt::HandshakeTrace trace = RunOnce(spec, identity).trace;
    Outcome outcome;
    if (const auto reply = attempt::First<attempt::HttpReply>(trace))
      outcome.status = reply->status;
    const auto alert = attempt::FatalAlert(trace, attempt::Side::kServer);
    if (alert) outcome.alert = static_cast<int>(alert->description);
    outcome.seen = listener.Trace();
    return outcome;
  }

  static TestAuthority& Clients() {
    static TestAuthority authority("Clients CA");
    return authority;
  }
  static TestAuthority& Servers() {
    static TestAuthority authority("Servers CA");
    return authority;
  }
  static const pki::IdentityPtr& Client() {
    static const pki::IdentityPtr client = Clients().Client(pki::Flaw::kGood, 2);
    return client;
  }
};

INSTANTIATE_TEST_SUITE_P(Versions, flight_judge, testing::Values(Version::kTls12, Version::kTls13),
                         [](const auto& version) {
                           return version.param == Version::kTls12 ? "Tls12" : "Tls13";
                         });

TEST_P(flight_judge, GoodFlightsPass) {
  for (const char* broken : {"cv-missing", "fin-bad", "cc-length-lies"}) {
    const Outcome outcome = Run(broken, {}, Client());
    EXPECT_EQ(outcome.status, 200) << broken;
    EXPECT_THAT(EventNames(outcome.seen), Contains("client:CertificateVerify")) << broken;
  }
}

TEST_P(flight_judge, HowRecordsAreCutIsNoFlaw) {
  for (const char* octets : {"1", "100"}) {
    const Damage cut{Message::kCertificate, Operation::kSplitRecords, octets};
    EXPECT_EQ(Run("cv-missing", {cut}, Client()).status, 200) << octets;
  }
}

TEST_P(flight_judge, TheFlawIsTakenAndToldAsItCame) {
  const Outcome outcome = Run("cv-missing", {kNoProofSent}, Client());
  EXPECT_EQ(outcome.status, 200);
  EXPECT_THAT(EventNames(outcome.seen), Contains("client:Certificate").Times(1));
  EXPECT_THAT(EventNames(outcome.seen), Contains("client:Finished").Times(1));
  EXPECT_THAT(EventNames(outcome.seen), Not(Contains("client:CertificateVerify")));
  EXPECT_EQ(attempt::ClientCertificateSent(outcome.seen), true);
}

TEST_P(flight_judge, AWrongFinishedIsTakenBehindAGoodProof) {
  const Outcome outcome = Run("fin-bad", {kOtherFinished}, Client());
  EXPECT_EQ(outcome.status, 200);
  EXPECT_THAT(EventNames(outcome.seen), Contains("client:Finished").Times(1));
  EXPECT_THAT(EventNames(outcome.seen), Contains("client:CertificateVerify").Times(1));
}

TEST_P(flight_judge, AnotherFlawIsRefused) {
  EXPECT_EQ(Run("cv-missing", {kOneBit}, Client()).alert, 51);
  EXPECT_EQ(Run("cv-bad-bit", {kNoProofSent}, Client()).alert, 10);
  EXPECT_EQ(Run("cv-bad-bit", {kOtherFinished}, Client()).alert, 51);
}

TEST_P(flight_judge, TwoFlawsAreRefused) {
  EXPECT_EQ(Run("cv-bad-bit", {kOneBit, kOtherFinished}, Client()).status, 0);
  EXPECT_EQ(Run("fin-bad", {kOneBit, kOtherFinished}, Client()).status, 0);
}

TEST_P(flight_judge, StrangersAreRefusedWhateverIsOverlooked) {
  const TestAuthority strangers("Strangers CA");
  EXPECT_NE(Run("cv-missing", {kNoProofSent}, strangers.Client()).status, 200);
  const auto expired = Clients().Client(pki::Flaw::kExpired);
  EXPECT_NE(Run("cv-missing", {kNoProofSent}, expired).status, 200);
}

TEST_P(flight_judge, NobodyIsRefused) {
  const Outcome outcome = Run("cc-omitted", {}, nullptr);
  EXPECT_EQ(outcome.alert, GetParam() == Version::kTls13 ? 116 : 40);
}

TEST_P(flight_judge, OtherHostsOfThePeerAreSound) {
  EXPECT_EQ(Run("cv-missing", {kNoProofSent}, Client(), "sound.test").alert, 10);
}

TEST_P(flight_judge, WhatIsLongerThanAnyFlightGoesToTheLibrary) {
  const Damage garbage{Message::kCertificate, Operation::kReplaceWith, "garbage"};
  EXPECT_EQ(Run("cc-garbage-der", {garbage}, Client()).status, 200);
  const Damage large{Message::kCertificate, Operation::kReplaceWith, "large-entry"};
  EXPECT_NE(Run("cc-garbage-der", {large}, Client()).status, 200);
}

}  // namespace
}  // namespace shakedown::handshake::broken
