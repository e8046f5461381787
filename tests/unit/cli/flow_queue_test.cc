#include "cli/flow_queue.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace shakedown::cli {
namespace {

observe::WatchedFlow FlowOf(uint64_t number, bool last_word, size_t octets = 0) {
  observe::WatchedFlow flow;
  flow.number = number;
  flow.last_word = last_word;
  attempt::Message message;
  message.raw.resize(octets);
  flow.seen.trace.events.push_back({{}, std::move(message)});
  return flow;
}

TEST(FlowQueue, TellsInOrderOnAnotherThread) {
  std::vector<uint64_t> told;
  std::thread::id teller;
  FlowQueue queue([&](const observe::WatchedFlow& flow) {
    told.push_back(flow.number);
    teller = std::this_thread::get_id();
  });
  for (uint64_t i = 1; i <= 100; ++i) queue.Add(FlowOf(i, true));
  queue.Finish();
  ASSERT_EQ(told.size(), 100u);
  for (uint64_t i = 1; i <= 100; ++i) EXPECT_EQ(told[i - 1], i);
  EXPECT_NE(teller, std::this_thread::get_id());
  EXPECT_EQ(queue.lost(), 0u);
}

TEST(FlowQueue, LosesAndCountsWhatThereIsNoRoomFor) {
  std::promise<void> go;
  auto gone = go.get_future().share();
  size_t told = 0;
  FlowQueue queue(
      [&](const observe::WatchedFlow&) {
        gone.wait();
        ++told;
      },
      1'000'000);
  // None of these waits for the one that is being told.
  for (uint64_t i = 1; i <= 20; ++i) queue.Add(FlowOf(i, true, 50'000));
  EXPECT_GE(queue.lost(), 10u);
  const uint64_t lost = queue.lost();
  queue.Add(FlowOf(21, false, 500'000));
  EXPECT_EQ(queue.lost(), lost) << "an open connection has its last word before it";
  go.set_value();
  queue.Finish();
  EXPECT_EQ(told + queue.lost(), 20u);
}

}  // namespace
}  // namespace shakedown::cli
