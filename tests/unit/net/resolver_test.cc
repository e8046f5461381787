#include "net/resolver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace shakedown::net {
namespace {

Deadline In(int milliseconds) { return Deadline::After(Milliseconds(milliseconds)); }

TEST(Resolver, PutsThePortIntoEveryAddress) {
  Resolver resolver;
  const auto addresses = resolver.Resolve("localhost", 4711, In(1000));
  ASSERT_TRUE(addresses);
  for (const Address& address : *addresses) EXPECT_EQ(address.port, 4711);
}

TEST(Resolver, ManyThreadsAskForOneNameWithinTheDeadline) {
  Resolver resolver;
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  const SteadyTime begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      if (!resolver.Resolve("nobody.invalid", 1, In(300))) ++failed;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 16);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds(2000));
}

TEST(Resolver, MayDieBeforeItsLookup) {
  {
    Resolver resolver;
    static_cast<void>(resolver.Resolve("nobody.invalid", 1, In(0)).has_value());
  }
  Resolver another;
  EXPECT_FALSE(another.Resolve("nobody.invalid", 1, In(1)));
}

}  // namespace
}  // namespace shakedown::net
