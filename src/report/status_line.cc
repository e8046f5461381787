#include "report/status_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <vector>

#include "core/text.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

constexpr Milliseconds kSlow{1000};
constexpr size_t kSlowShown = 5;
constexpr size_t kBeatCharacters = 400;
constexpr const char* kClearLine = "\r\x1b[2K";

}  // namespace

std::string ShortDuration(Milliseconds duration) {
  const int64_t ms = std::max<int64_t>(0, duration.count());
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{}.{} s", ms / 1000, ms % 1000 / 100);
  return fmt::format("{} min {:02} s", ms / 60'000, ms / 1000 % 60);
}

Ticker::Ticker(Milliseconds interval, std::function<void()> tick)
    : thread_([this, interval, tick = std::move(tick)](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); })) {
          tick();
        }
      }) {}

void StatusLine::RunStarted(size_t total) {
  total_ = total;
  done_ = failed_ = 0;
  running_.clear();
  started_ = options_.now();
}

void StatusLine::CaseStarted(size_t index, std::string id) {
  running_[index] = {std::move(id), options_.now()};
}

void StatusLine::CaseFinished(size_t index, bool failed) {
  running_.erase(index);
  ++done_;
  if (failed) ++failed_;
}

void StatusLine::Erase() {
  if (!drawn_) return;
  stream_ << kClearLine << std::flush;
  drawn_ = false;
}

void StatusLine::Draw() {
  if (!options_.terminal) return;
  stream_ << (drawn_ ? kClearLine : "") << Text(options_.columns - 1) << std::flush;
  drawn_ = true;
}

void StatusLine::Beat() { stream_ << "... " << Text(kBeatCharacters) << '\n' << std::flush; }

Milliseconds StatusLine::Since(SteadyTime time) const {
  return std::chrono::duration_cast<Milliseconds>(options_.now() - time);
}

std::string StatusLine::SlowCases() const {
  std::vector<const Running*> slow;
  for (const auto& [index, running] : running_) {
    if (Since(running.since) >= kSlow) slow.push_back(&running);
  }
  std::sort(slow.begin(), slow.end(),
            [](const Running* a, const Running* b) { return a->since < b->since; });
  std::string text;
  for (size_t i = 0; i < std::min(slow.size(), kSlowShown); ++i) {
    text += text.empty() ? "; slow: " : ", ";
    text += Printable(slow[i]->id) + ' ' + ShortDuration(Since(slow[i]->since));
  }
  if (slow.size() > kSlowShown) text += fmt::format(" and {} more", slow.size() - kSlowShown);
  return text;
}

std::string StatusLine::Text(size_t max_characters) const {
  std::string text = fmt::format("{} of {} done", done_, total_);
  if (failed_ > 0) text += fmt::format(", {} not as expected", failed_);
  text += fmt::format(", {} running, {}", running_.size(), ShortDuration(Since(started_)));
  return ElideEnd(text + SlowCases(), max_characters);
}

}  // namespace shakedown::report
