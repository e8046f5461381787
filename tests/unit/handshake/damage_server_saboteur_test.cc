// Our own server missteps on purpose, and OpenSSL's client notices each misstep for itself.
#include "handshake/damage/server_saboteur.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "attempt/trace_view.h"
#include "handshake/peer_observer.h"
#include "tests/support/client_run.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using attempt::Side;
using damage::LateAlert;
using damage::Misstep;
using testing_support::Need;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestAuthority;
using tls::AlertDescription;

/// Keeps the reports.
class Recorder final : public PeerObserver {
 public:
  void OnFinished(PeerReport report) override {
    const std::lock_guard lock(mutex_);
    reports_.push_back(std::move(report));
    changed_.notify_all();
  }
  attempt::HandshakeTrace Trace(size_t index = 0) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(30), [&] { return reports_.size() > index; });
    return reports_.size() > index ? reports_[index].trace : attempt::HandshakeTrace();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<PeerReport> reports_;
};

class server_saboteur : public testing::Test {
 protected:
  server_saboteur() : clients_("Clients CA"), servers_("Servers CA") {
    host_.certificate = servers_.Server("localhost");
    host_.client_trust = clients_.Trust();
    host_.announced_names = {clients_.name()};
    host_.behaviour = Behaviour::kOptional;
  }
  void Start() {
    PeerOptions options;
    options.hosts = {host_};
    options.observer = &recorder_;
    peer_ = Need(Peer::Start(std::move(options)));
  }
  HandshakeResult Connect(tls::Version version, bool post_handshake_auth = false) {
    attempt::HandshakeSpec spec = SpecFor(peer_->endpoint().port, version);
    spec.offer_post_handshake_auth = post_handshake_auth;
    return RunOnce(spec, clients_.Client());
  }
  /// The alert with which the client answers `misstep`.
  std::optional<AlertDescription> AlertTo(Misstep misstep, tls::Version version) {
    host_.misstep = misstep;
    Start();
    Connect(version);
    trace_ = recorder_.Trace();
    const auto alert = attempt::FatalAlert(trace_, Side::kClient);
    return alert ? std::optional(alert->description) : std::nullopt;
  }
  size_t Requests() const { return attempt::CertificateRequests(trace_).size(); }

  TestAuthority clients_;
  TestAuthority servers_;
  PeerHost host_;
  Recorder recorder_;
  std::unique_ptr<Peer> peer_;
  attempt::HandshakeTrace trace_;
};

TEST_F(server_saboteur, LeavesConnectionsWithoutAMisstepAlone) {
  host_.late_alert = LateAlert{AlertDescription::kAccessDenied, true};
  Start();
  const HandshakeResult result = Connect(tls::Version::kTls12);  // late alerts are of TLS 1.3
  ASSERT_TRUE(attempt::LastReply(result.trace));
  EXPECT_EQ(attempt::LastReply(result.trace)->status, 200);
}

TEST_F(server_saboteur, LeavesOutSignatureAlgorithms) {
  EXPECT_EQ(AlertTo(Misstep::kNoSignatureAlgorithms, tls::Version::kTls13), AlertDescription{109});
  EXPECT_FALSE(attempt::CertificateRequests(trace_)[0].request->has_signature_algorithms);
  EXPECT_FALSE(attempt::CertificateRequests(trace_)[0].request->ca_names.empty());
}

TEST_F(server_saboteur, AsksTwiceInTls13) {
  EXPECT_EQ(AlertTo(Misstep::kSecondRequest, tls::Version::kTls13),
            AlertDescription::kUnexpectedMessage);
  EXPECT_EQ(Requests(), 2u);
}

TEST_F(server_saboteur, AsksTwiceInTls12) {
  EXPECT_EQ(AlertTo(Misstep::kSecondRequest, tls::Version::kTls12),
            AlertDescription::kUnexpectedMessage);
  EXPECT_EQ(Requests(), 2u);
}

TEST_F(server_saboteur, SpoilsItsProofInTls13) {
  EXPECT_EQ(AlertTo(Misstep::kBadProof, tls::Version::kTls13), AlertDescription::kDecryptError);
}

TEST_F(server_saboteur, SpoilsItsProofInTls12) {
  EXPECT_EQ(AlertTo(Misstep::kBadProof, tls::Version::kTls12), AlertDescription::kDecryptError);
}

TEST_F(server_saboteur, FinishesWhatItChangedSoThatAClientThatToleratesItGoesOn) {
  // An empty status_request is allowed: OpenSSL answers as ever.
  EXPECT_EQ(AlertTo(Misstep::kStatusRequest, tls::Version::kTls13), std::nullopt);
  EXPECT_TRUE(attempt::CertificateRequests(trace_)[0].request->status_request);
  EXPECT_EQ(attempt::ClientCertificateSent(trace_), true);
}

TEST_F(server_saboteur, SendsAContext) {
  host_.misstep = Misstep::kContext;
  Start();
  Connect(tls::Version::kTls13);
  trace_ = recorder_.Trace();
  ASSERT_EQ(Requests(), 1u);
  EXPECT_EQ(attempt::CertificateRequests(trace_)[0].request->context.size(), 2u);
}

TEST_F(server_saboteur, AsksAfterTheHandshakeWithoutBeingOffered) {
  EXPECT_EQ(AlertTo(Misstep::kLateRequest, tls::Version::kTls13),
            AlertDescription::kUnexpectedMessage);
  ASSERT_EQ(Requests(), 2u);
  EXPECT_EQ(attempt::CertificateRequests(trace_)[1].when, attempt::RequestTime::kPostHandshake);
}

TEST_F(server_saboteur, ReadsTheAnswersToTwoRequestsInARow) {
  host_.misstep = Misstep::kTwoLateRequests;
  host_.behaviour = Behaviour::kNone;
  Start();
  Connect(tls::Version::kTls13, true);
  trace_ = recorder_.Trace();
  const auto requests = attempt::CertificateRequests(trace_);
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_NE(requests[0].request->context, requests[1].request->context);
  EXPECT_EQ(attempt::ClientCertificateSent(trace_), true);
}

TEST_F(server_saboteur, EndsAConnectionThatIsThroughWithAnyAlert) {
  for (const bool after_request : {false, true}) {
    host_.late_alert = LateAlert{AlertDescription::kAccessDenied, after_request};
    Start();
    const HandshakeResult result = Connect(tls::Version::kTls13);
    const auto alert = attempt::FatalAlert(result.trace, Side::kServer);
    ASSERT_TRUE(alert) << after_request;
    EXPECT_EQ(alert->description, AlertDescription::kAccessDenied);
  }
}

}  // namespace
}  // namespace shakedown::handshake
