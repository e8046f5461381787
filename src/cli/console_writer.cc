#include "cli/console_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace shakedown::cli {
namespace {

/// How often a writer that waits for its reader looks whether it should give up.
constexpr Milliseconds kLook{50};

}  // namespace

ConsoleWriter::ConsoleWriter(int descriptor, size_t room)
    : descriptor_(descriptor), room_(room), thread_([this] { Run(); }) {}

ConsoleWriter::~ConsoleWriter() { Finish(Milliseconds(0)); }

void ConsoleWriter::Write(std::string text) {
  const std::lock_guard lock(mutex_);
  if (text.empty()) return;
  if (finishing_ || waiting_octets_ + text.size() > room_) {
    ++lost_;
    return;
  }
  waiting_octets_ += text.size();
  waiting_.push_back(std::move(text));
  changed_.notify_one();
}

void ConsoleWriter::Finish(Milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(finishing_, true)) patience_ = patience;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

uint64_t ConsoleWriter::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void ConsoleWriter::Run() {
  bool readable = true;
  while (true) {
    std::string text;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return finishing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      text = std::move(waiting_.front());
      waiting_.pop_front();
    }
    readable = readable && WriteOut(text);
    const std::lock_guard lock(mutex_);
    waiting_octets_ -= text.size();
    if (!readable) ++lost_;
  }
}

/// False once the end is wanted and the reader has stood still for too long.
bool ConsoleWriter::WaitForReader() {
  const SteadyTime began = std::chrono::steady_clock::now();
  while (true) {
    pollfd writable{descriptor_, POLLOUT, 0};
    if (poll(&writable, 1, static_cast<int>(kLook.count())) > 0) return true;
    const std::lock_guard lock(mutex_);
    if (finishing_ && std::chrono::steady_clock::now() - began >= patience_) return false;
  }
}

bool ConsoleWriter::WriteOut(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    if (!WaitForReader()) return false;
    // So much a pipe that is ready takes at once (pipe(7)).
    const size_t count = std::min<size_t>(text.size() - at, PIPE_BUF);
    const ssize_t written = write(descriptor_, text.data() + at, count);
    if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
    at += static_cast<size_t>(std::max<ssize_t>(written, 0));
  }
  return true;
}

}  // namespace shakedown::cli
