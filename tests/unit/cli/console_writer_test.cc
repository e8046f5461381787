#include "cli/console_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace shakedown::cli {
namespace {

/// A pipe that holds one page.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) std::abort();
    fcntl(ends_[1], F_SETPIPE_SZ, 4096);
  }
  ~Pipe() {
    close(ends_[0]);
    CloseWriting();
  }
  int writing() const { return ends_[1]; }
  void CloseWriting() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  std::string ReadAll() const {
    std::string text;
    std::array<char, 1000> buffer{};
    for (ssize_t got = 0; (got = read(ends_[0], buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<size_t>(got));
    }
    return text;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST(ConsoleWriter, WritesEverythingInOrderToAReaderThatReads) {
  Pipe pipe;
  std::string read;
  std::thread reader([&] { read = pipe.ReadAll(); });
  std::string expected;
  {
    ConsoleWriter console(pipe.writing());
    for (int i = 0; i < 2000; ++i) {
      const std::string text = "line " + std::to_string(i) + std::string(100, '.') + "\n";
      expected += text;
      console.Write(text);
    }
    console.Finish(Milliseconds(30'000));
    EXPECT_EQ(console.lost(), 0u);
  }
  pipe.CloseWriting();
  reader.join();
  EXPECT_TRUE(read == expected);
}

TEST(ConsoleWriter, DoesNotWaitForAReaderThatStandsStill) {
  Pipe pipe;
  ConsoleWriter console(pipe.writing(), 100'000);
  // Ten times what there is room for: this would never come back if it waited.
  for (int i = 0; i < 1000; ++i) console.Write(std::string(1000, 'x'));
  EXPECT_GE(console.lost(), 890u);
  EXPECT_LT(console.lost(), 1000u);
  console.Finish(Milliseconds(10));
  EXPECT_GE(console.lost(), 995u) << "a page of the pipe holds four of them";
  console.Write("too late");
  EXPECT_LE(console.lost(), 1001u);
}

TEST(ConsoleWriter, TakesTextAgainOnceTheReaderReads) {
  Pipe pipe;
  ConsoleWriter console(pipe.writing(), 20'000);
  for (int i = 0; i < 100; ++i) console.Write(std::string(1000, 'x'));
  const uint64_t lost = console.lost();
  EXPECT_GT(lost, 0u);
  std::string read;
  std::thread reader([&] { read = pipe.ReadAll(); });
  const Deadline deadline = Deadline::After(Milliseconds(30'000));
  uint64_t now = lost;
  do {
    std::this_thread::yield();
    now = console.lost();
    console.Write("again\n");
  } while (console.lost() != now && !deadline.over());
  console.Finish(Milliseconds(30'000));
  pipe.CloseWriting();
  reader.join();
  EXPECT_TRUE(read.ends_with("again\n"));
}

}  // namespace
}  // namespace shakedown::cli
