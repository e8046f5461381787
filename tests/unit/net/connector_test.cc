#include "net/connector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "tests/support/loopback_server.h"

namespace shakedown::net {
namespace {

using testing::HasSubstr;
using testing_support::ClosedPort;
using testing_support::FullBacklog;
using testing_support::LoopbackServer;

Deadline In(int milliseconds) { return Deadline::After(Milliseconds(milliseconds)); }

TEST(Resolve, LiteralsStayAsTheyAre) {
  const auto v4 = Resolve("127.0.0.1", 443, In(1000));
  ASSERT_TRUE(v4);
  ASSERT_EQ(v4->size(), 1u);
  EXPECT_EQ((*v4)[0].text, "127.0.0.1");
  EXPECT_EQ((*v4)[0].port, 443);
  EXPECT_FALSE((*v4)[0].v6);
  const auto v6 = Resolve("0:0:0:0:0:0:0:1", 8443, In(1000));
  ASSERT_TRUE(v6);
  EXPECT_EQ((*v6)[0].text, "::1");
  EXPECT_TRUE((*v6)[0].v6);
}

TEST(Resolve, LocalhostNeverLeavesTheProcess) {
  for (const char* name : {"localhost", "LocalHost", "localhost.", "app.localhost"}) {
    const auto addresses = ResolveInProcess(name, 1);
    ASSERT_EQ(addresses.size(), 2u) << name;
    EXPECT_EQ(addresses[0].text, "127.0.0.1");
    EXPECT_EQ(addresses[1].text, "::1");
  }
  EXPECT_TRUE(ResolveInProcess("notlocalhost", 1).empty());
  EXPECT_TRUE(ResolveInProcess("localhost.example", 1).empty());
}

TEST(Resolve, AnOverDeadlineDoesNotMatterForLiterals) { EXPECT_TRUE(Resolve("::1", 1, In(0))); }

TEST(Resolve, NamesThatCannotBeAreRefusedWithoutAsking) {
  for (const std::string& name :
       {std::string(), std::string("a b"), std::string("a\nb"), std::string(300, 'a')}) {
    const auto result = Resolve(name, 1, In(1000));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::kResolve);
    EXPECT_THAT(result.error().message(), HasSubstr("not a host name"));
  }
}

TEST(Resolve, TheDeadlineHoldsForTheSystemResolver) {
  const SteadyTime begin = std::chrono::steady_clock::now();
  const auto result = Resolve("does-not-exist.invalid", 1, In(150));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds(1150));
  ASSERT_FALSE(result);
  const ErrorCode code = result.error().code();
  EXPECT_TRUE(code == ErrorCode::kResolve || code == ErrorCode::kTimeout);
  EXPECT_THAT(result.error().message(), HasSubstr("does-not-exist.invalid"));
  EXPECT_FALSE(result.error().hint().empty());
}

TEST(Connect, ReachesAListener) {
  LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); });
  const ConnectOutcome outcome = Connect({{"127.0.0.1", server.port(), false}}, In(2000));
  EXPECT_TRUE(outcome.socket.valid());
  EXPECT_EQ(outcome.system_error, 0);
  EXPECT_EQ(outcome.address.text, "127.0.0.1");
}

TEST(Connect, ReachesIpv6) {
  LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); }, true);
  EXPECT_TRUE(Connect({{"::1", server.port(), true}}, In(2000)).socket.valid());
}

TEST(Connect, ReportsRefusal) {
  const ClosedPort closed;
  const ConnectOutcome outcome = Connect({{"127.0.0.1", closed.port(), false}}, In(2000));
  EXPECT_FALSE(outcome.socket.valid());
  EXPECT_EQ(outcome.system_error, ECONNREFUSED);
}

TEST(Connect, TriesTheNextAddress) {
  const ClosedPort closed;
  LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); });
  const ConnectOutcome outcome =
      Connect({{"127.0.0.1", closed.port(), false}, {"127.0.0.1", server.port(), false}}, In(2000));
  ASSERT_TRUE(outcome.socket.valid());
  EXPECT_EQ(outcome.address.port, server.port());
}

TEST(Connect, ASilentAddressLeavesTimeForTheNext) {
  const FullBacklog full;
  LoopbackServer server([](int fd) { testing_support::ReadToEnd(fd); });
  const ConnectOutcome outcome =
      Connect({{"127.0.0.1", full.port(), false}, {"127.0.0.1", server.port(), false}}, In(400));
  EXPECT_TRUE(outcome.socket.valid());
}

TEST(Connect, GivesUpAtTheDeadline) {
  const FullBacklog full;
  const SteadyTime begin = std::chrono::steady_clock::now();
  const ConnectOutcome outcome = Connect({{"127.0.0.1", full.port(), false}}, In(100));
  const auto waited = std::chrono::steady_clock::now() - begin;
  EXPECT_FALSE(outcome.socket.valid());
  EXPECT_EQ(outcome.system_error, ETIMEDOUT);
  EXPECT_GE(waited, Milliseconds(100));
  EXPECT_LT(waited, Milliseconds(1000));
}

TEST(Connect, AMissingAddressFamilyHidesNoRefusal) {
  const ClosedPort closed;
  const ConnectOutcome outcome =
      Connect({{"127.0.0.1", closed.port(), false}, {"not an address", 1, true}}, In(2000));
  EXPECT_EQ(outcome.system_error, ECONNREFUSED);
  EXPECT_EQ(outcome.address.text, "127.0.0.1");
}

TEST(Connect, NoAddressIsAFailure) {
  const ConnectOutcome outcome = Connect({}, In(100));
  EXPECT_FALSE(outcome.socket.valid());
  EXPECT_NE(outcome.system_error, 0);
}

}  // namespace
}  // namespace shakedown::net
