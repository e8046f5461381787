#include "handshake/peer_worker.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <latch>
#include <thread>

#include "handshake/peer_listener.h"
#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing_support::Need;
using testing_support::Probe;
using testing_support::ProbeSocket;
using testing_support::TestAuthority;

class PeerWorkerTest : public testing::Test {
 protected:
  void Start(int max_connections) {
    Prepare(max_connections);
    thread_ = std::thread([this] { worker_->Run(); });
  }
  void Prepare(int max_connections) {
    const TestAuthority root("Root");
    PeerHost host;
    host.behaviour = Behaviour::kNone;
    host.certificate = root.Server("a.test");
    shared_.contexts.push_back(Need(PeerContexts::Build({host})));
    shared_.present.store(shared_.contexts.back().get());
    shared_.listener = Need(ListenOnLoopback(0));
    shared_.max_connections = max_connections;
    ASSERT_TRUE(shared_.stop.Open().has_value());
    worker_ = Need(PeerWorker::Create(&shared_));
  }
  ~PeerWorkerTest() override {
    shared_.stop.Raise();
    if (thread_.joinable()) thread_.join();
  }
  uint16_t port() const { return BoundPort(shared_.listener); }

  PeerShared shared_;
  std::unique_ptr<PeerWorker> worker_;
  std::thread thread_;
};

TEST_F(PeerWorkerTest, ConnectionsAboveTheBoundAreClosed) {
  Start(2);
  Probe first(port(), {.host = "a.test"});
  Probe second(port(), {.host = "a.test"});
  ASSERT_TRUE(first.Handshake());
  ASSERT_TRUE(second.Handshake());
  const ProbeSocket third(port());
  EXPECT_EQ(third.ReadAll(), "");
  EXPECT_TRUE(third.ended());
  first.Exchange();
  EXPECT_EQ(first.result().status, 200);
}

TEST_F(PeerWorkerTest, ClosedConnectionsMakeRoom) {
  Start(1);
  for (int i = 0; i < 5; ++i) {
    testing_support::ProbeResult result;
    // The place is free as soon as the worker has seen the last client go.
    for (int attempts = 0; attempts < 1000 && result.status != 200; ++attempts) {
      result = testing_support::Try(port(), {.host = "a.test"});
    }
    EXPECT_EQ(result.status, 200);
  }
}

TEST_F(PeerWorkerTest, ShortageOfDescriptorsOnlyDelays) {
  Prepare(8);
  Probe probe(port(), {.host = "a.test"});
  // The thread is there before the shortage: sanitizers need descriptors for what they check.
  std::latch running(1);
  std::latch shortage(1);
  thread_ = std::thread([&] {
    running.count_down();
    shortage.wait();
    worker_->Run();
  });
  running.wait();
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  {
    const net::Socket lowest_free(dup(STDERR_FILENO));
    const rlimit none{static_cast<rlim_t>(lowest_free.fd()), before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  EXPECT_TRUE(AcceptOne(shared_.listener).exhausted);
  shortage.count_down();
  pollfd answer{probe.fd(), POLLIN, 0};
  EXPECT_EQ(poll(&answer, 1, 50), 0) << "nothing can have been accepted";
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(probe.Handshake());
  probe.Exchange();
  EXPECT_EQ(probe.result().status, 200);
}

TEST_F(PeerWorkerTest, GivesItsConnectionsBackWhenDestroyed) {
  Start(8);
  Probe open(port(), {.host = "a.test"});
  ASSERT_TRUE(open.Handshake());
  EXPECT_EQ(shared_.connections.load(), 1);
  shared_.stop.Raise();
  thread_.join();
  worker_.reset();
  EXPECT_EQ(shared_.connections.load(), 0);
}

}  // namespace
}  // namespace shakedown::handshake
