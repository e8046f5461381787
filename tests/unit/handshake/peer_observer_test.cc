#include "handshake/peer_observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>

#include "handshake/peer_listener.h"
#include "tests/support/client_run.h"
#include "tests/support/ports.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using attempt::Side;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing_support::EventNames;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestAuthority;

/// Keeps what it is told.
class Recorder final : public PeerObserver {
 public:
  size_t ChooseHost(const attempt::Endpoint& client, const tls::ClientHello& hello,
                    size_t host) override {
    const std::lock_guard lock(mutex_);
    chosen_for_ = client.host + " " + hello.server_name;
    return choose_.value_or(host);
  }
  Answer OnAnswer(const PeerReport& so_far, Answer planned) override {
    if (throws_) throw std::bad_alloc();
    planned.body = "number " + std::to_string(so_far.number) + " gets " +
                   std::to_string(so_far.status) + " for " + so_far.request->target;
    return planned;
  }
  void OnFinished(PeerReport report) override {
    const std::lock_guard lock(mutex_);
    reports_.push_back(std::move(report));
    changed_.notify_all();
  }

  /// The reports once there are `count`, or after five seconds those that there are.
  std::vector<PeerReport> Reports(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(5), [&] { return reports_.size() >= count; });
    return reports_;
  }
  std::string chosen_for() {
    const std::lock_guard lock(mutex_);
    return chosen_for_;
  }

  std::optional<size_t> choose_;  // set before connections come
  bool throws_ = false;           // likewise

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string chosen_for_;
  std::vector<PeerReport> reports_;
};

class PeerObserverTest : public testing::Test {
 protected:
  PeerObserverTest() : clients_("Clients CA"), servers_("Servers CA") {}
  void Start(Milliseconds idle_limit = Milliseconds(10000)) {
    PeerHost host;
    host.certificate = servers_.Server("localhost");
    host.client_trust = clients_.Trust();
    host.announced_names = {clients_.name()};
    PeerHost other = host;
    other.by_observer_only = true;
    other.announced_names.clear();
    other.max_version = tls::Version::kTls12;
    PeerOptions options;
    options.hosts = {host, other};
    options.observer = &recorder_;
    options.idle_limit = idle_limit;
    peer_ = testing_support::Need(Peer::Start(std::move(options)));
  }
  uint16_t port() const { return peer_->endpoint().port; }

  TestAuthority clients_;
  TestAuthority servers_;
  Recorder recorder_;
  std::unique_ptr<Peer> peer_;
};

TEST_F(PeerObserverTest, SeesBothSidesOfAConnection) {
  Start();
  for (const auto version : {tls::Version::kTls12, tls::Version::kTls13}) {
    RunOnce(SpecFor(port(), version), clients_.Client());
  }
  const std::vector<PeerReport> reports = recorder_.Reports(2);
  ASSERT_EQ(reports.size(), 2u);
  for (const PeerReport& report : reports) {
    EXPECT_THAT(
        EventNames(report.trace),
        IsSupersetOf({"Connected", "client:ClientHello", "server:ServerHello",
                      "server:CertificateRequest", "client:Certificate", "client:CertificateVerify",
                      "Returned", "Request", "Reply", "Closed"}));
    EXPECT_EQ(attempt::ClientCertificateSent(report.trace), true);
    EXPECT_EQ(report.client.host, "127.0.0.1");
    EXPECT_EQ(report.status, 200);
    ASSERT_TRUE(report.request.has_value());
    EXPECT_EQ(report.request->target, "/");
  }
}

TEST_F(PeerObserverTest, WritesTheAnswer) {
  Start();
  const auto result = RunOnce(SpecFor(port()));
  EXPECT_THAT(attempt::LastReply(result.trace)->body, HasSubstr("number 1 gets 400 for /"));
}

TEST_F(PeerObserverTest, MayFailWithoutHarmToTheClient) {
  recorder_.throws_ = true;
  Start();
  const auto result = RunOnce(SpecFor(port()), clients_.Client());
  EXPECT_EQ(attempt::LastReply(result.trace)->status, 200);
}

TEST_F(PeerObserverTest, ChoosesTheHostAndWithItRequestAndVersion) {
  recorder_.choose_ = 1;
  Start();
  const auto result = RunOnce(SpecFor(port()));
  EXPECT_EQ(attempt::NegotiatedVersion(result.trace), tls::Version::kTls12);
  const auto requests = attempt::CertificateRequests(result.trace);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_TRUE(requests[0].request->ca_names.empty());
  EXPECT_EQ(recorder_.chosen_for(), "127.0.0.1 localhost");
  EXPECT_EQ(recorder_.Reports(1)[0].host, 1u);
}

TEST_F(PeerObserverTest, SeesAClientThatGoesAwayAfterItsHello) {
  Start();
  attempt::HandshakeSpec spec = SpecFor(port());
  spec.ciphers = "AES256-SHA";
  spec.max_version = tls::Version::kTls12;
  RunOnce(spec);  // whatever it comes to, it is told
  const std::vector<PeerReport> reports = recorder_.Reports(1);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_THAT(EventNames(reports[0].trace), Contains("client:ClientHello"));
}

/// Sends `words` and closes, or holds the connection until it is given up.
void Say(uint16_t port, const std::string& words, bool hold) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = testing_support::Loopback(port);
  ASSERT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  if (!words.empty()) {
    ASSERT_EQ(send(fd, words.data(), words.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(words.size()));
  }
  char sink = 0;
  if (hold) static_cast<void>(recv(fd, &sink, 1, 0));
  close(fd);
}

TEST_F(PeerObserverTest, SeesWhatIsNotTlsAndWhatIsSilent) {
  Start(Milliseconds(200));
  Say(port(), "SSH-2.0-client\r\n", false);
  EXPECT_THAT(EventNames(recorder_.Reports(1)[0].trace), Contains("NotTls"));
  Say(port(), "", true);
  EXPECT_THAT(EventNames(recorder_.Reports(2)[1].trace), Contains("DeadlineHit"));
}

TEST(PeerListener, ListensOnAnyAddressOfTheMachine) {
  const auto everywhere = ListenOn({"0.0.0.0", 0});
  ASSERT_TRUE(everywhere.has_value());
  EXPECT_GT(BoundPort(*everywhere), 0);
  const auto name = ListenOn({"localhost", 0});
  ASSERT_FALSE(name.has_value());
  EXPECT_EQ(name.error().code(), ErrorCode::kUsage);
  const auto foreign = ListenOn({"192.0.2.1", 0});
  ASSERT_FALSE(foreign.has_value());
  EXPECT_THAT(foreign.error().Text(), HasSubstr("address of this machine"));
}

TEST(PeerListener, ListensOnIpv6WhereThereIsSome) {
  const auto listener = ListenOn({"::1", 0});
  if (!listener) GTEST_SKIP() << "no IPv6 here: " << listener.error().Text();
  EXPECT_GT(BoundPort(*listener), 0);
}

}  // namespace
}  // namespace shakedown::handshake
