#include "report/survey_console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <mutex>
#include <vector>

#include "core/text.h"
#include "report/color.h"
#include "report/explanation.h"
#include "report/layout.h"
#include "report/pool_text.h"
#include "report/status_line.h"
#include "report/survey_tally.h"

namespace shakedown::report {
namespace {

using run::Verdict;

constexpr size_t kDefaultColumns = 80;
constexpr Milliseconds kRedraw{200};
constexpr size_t kShortestDetail = 30;
/// Targets of one cause that are named; the others are counted.
constexpr size_t kNamedTargets = 3;

size_t TerminalColumns(int fd) {
  winsize size{};
  if (isatty(fd) != 1 || ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

struct Word {
  const char* text;
  Tone tone;
};

Word WordOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: return {"ACCEPTED", Tone::kGood};
    case Verdict::kFailed: return {"REFUSED", Tone::kBad};
    case Verdict::kError: return {"NO VERDICT", Tone::kBroken};
    case Verdict::kSkipped: break;
  }
  return {"NOT TRIED", Tone::kMuted};
}

class SurveyConsole final : public run::SurveyReporter {
 public:
  explicit SurveyConsole(const ConsoleOptions& options)
      : options_(options),
        out_fd_(options.results_to_stderr ? STDERR_FILENO : STDOUT_FILENO),
        out_(options.out != nullptr ? *options.out
                                    : (options.results_to_stderr ? std::cerr : std::cout)),
        log_(options.status != nullptr ? *options.status : std::cerr),
        terminal_(options.terminal.value_or(isatty(STDERR_FILENO) == 1)),
        columns_(options.columns != 0 ? options.columns : TerminalColumns(out_fd_)),
        paint_(UseColor(options.color, out_fd_)),
        status_(log_, {terminal_ && IsLive(), StatusColumns(), options.now}) {}

  void OnSurveyStarted(const run::SurveyInfo& info) override {
    ticker_.reset();
    const std::lock_guard lock(mutex_);
    names_.clear();
    for (const run::SurveyTarget& target : info.targets) names_.push_back(target.name);
    entries_.assign(names_.size(), {});
    pool_of_ = info.pool_of;
    nodes_.assign(pool_of_.empty() ? 0 : names_.size(), {});
    status_.RunStarted(names_.size());
    StartTicker();
  }

  void OnTargetStarted(size_t index) override {
    const std::lock_guard lock(mutex_);
    status_.CaseStarted(index, names_[index]);
    status_.Draw();
  }

  void OnTargetFinished(size_t index, const run::SurveyResult& result) override {
    const std::lock_guard lock(mutex_);
    const Verdict verdict = result.verdict();
    status_.CaseFinished(index, verdict == Verdict::kFailed || verdict == Verdict::kError);
    entries_[index] = EntryOf(result);
    if (!pool_of_.empty()) nodes_[index] = run::FactsOf(result);
    waiting_[index] = BlockOf(entries_[index], result);
    status_.Erase();
    WriteWaiting();
    status_.Draw();
  }

  void OnSurveyFinished(const run::SurveySummary& summary) override {
    ticker_.reset();
    const std::lock_guard lock(mutex_);
    status_.Erase();
    if (options_.verbosity < -1) return;
    WriteCauses();
    if (!pool_of_.empty()) out_ << '\n' << PoolText(pool_of_, nodes_, Width());
    out_ << Summary(summary) << std::flush;
  }

 private:
  bool IsLive() const { return options_.progress && options_.verbosity >= 0; }

  size_t StatusColumns() const {
    if (options_.columns != 0) return options_.columns;
    const size_t columns = TerminalColumns(STDERR_FILENO);
    return columns != 0 ? columns : kDefaultColumns;
  }

  /// A terminal is redrawn so that running times move; a log gets a line now and then.
  void StartTicker() {
    if (!IsLive()) return;
    const Milliseconds interval = terminal_ ? kRedraw : options_.heartbeat;
    if (interval <= Milliseconds(0)) return;
    ticker_ = std::make_unique<Ticker>(interval, [this] {
      const std::lock_guard lock(mutex_);
      if (terminal_) {
        status_.Draw();
      } else {
        status_.Beat();
      }
    });
  }

  /// The lines of one target; empty if it is not worth any at this verbosity.
  std::string BlockOf(const SurveyEntry& entry, const run::SurveyResult& result) const {
    const bool accepted = entry.verdict == Verdict::kPassed;
    if (options_.verbosity < -1 || (options_.verbosity < 0 && accepted)) return {};
    std::string block = LineOf(entry);
    if (accepted || !result.found || options_.verbosity < 1) return block;
    ExplanationOptions explanation;
    explanation.color = UseColor(options_.color, out_fd_);
    return block + '\n' + FirstScreen(*result.found, explanation) + '\n';
  }

  std::string LineOf(const SurveyEntry& entry) const {
    constexpr size_t kWordWidth = 10;
    const Word word = WordOf(entry.verdict);
    std::string detail = entry.line;
    if (columns_ > 0) {
      const size_t taken = kWordWidth + 2 + Characters(entry.name) + 2;
      const size_t room = columns_ > taken ? columns_ - taken : 0;
      detail = ElideEnd(detail, std::max(kShortestDetail, room));
    }
    return paint_(word.tone, fmt::format("{:<{}}", word.text, kWordWidth)) + "  " + entry.name +
           "  " + detail + '\n';
  }

  /// Lines leave in the order of the list, however the targets finish: two runs can be compared.
  void WriteWaiting() {
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
      out_ << waiting_.begin()->second << std::flush;
      waiting_.erase(waiting_.begin());
      ++next_;
    }
  }

  size_t Width() const { return columns_ == 0 ? kDefaultColumns : std::max<size_t>(columns_, 40); }

  void WriteCauses() {
    const std::vector<CauseGroup> groups = GroupCauses(entries_);
    if (groups.empty()) return;
    out_ << "\nCauses\n";
    const size_t width = Width();
    for (const CauseGroup& group : groups) {
      std::string text = group.cause;
      if (group.same_summary && !group.summary.empty()) text += ": " + group.summary;
      out_ << Block(fmt::format("{:>6}  ", group.targets.size()), text, width);
      std::string names;
      const size_t shown = std::min(group.targets.size(), kNamedTargets);
      for (size_t i = 0; i < shown; ++i) {
        names += (i == 0 ? "" : ", ") + entries_[group.targets[i]].name;
      }
      if (shown < group.targets.size()) {
        names += fmt::format(" and {} more", group.targets.size() - shown);
      }
      out_ << Block("          ", names, width);
    }
  }

  const char* Noun(int count) const {
    if (pool_of_.empty()) return count == 1 ? "target" : "targets";
    return count == 1 ? "address" : "addresses";
  }

  std::string Summary(const run::SurveySummary& summary) const {
    const run::Counts& counts = summary.counts;
    std::string text = "\n";
    if (summary.stop != run::Stop::kCompleted) text += "Interrupted. ";
    text += fmt::format("{} {}: {} accepted, {} refused, {} without a verdict", counts.total(),
                        Noun(counts.total()), counts.passed, counts.failed, counts.errors);
    if (counts.skipped > 0) text += fmt::format(", {} not tried", counts.skipped);
    return text + fmt::format(" ({})\n", ShortDuration(summary.duration));
  }

  const ConsoleOptions options_;
  const int out_fd_;
  std::ostream& out_;
  std::ostream& log_;
  const bool terminal_;
  const size_t columns_;
  const Paint paint_;
  std::mutex mutex_;  ///< the ticker has a thread of its own
  StatusLine status_;
  std::vector<std::string> names_;
  std::vector<SurveyEntry> entries_;       ///< by position in the list
  std::string pool_of_;                    ///< empty: the targets are unrelated
  std::vector<run::NodeFacts> nodes_;      ///< by position, of a pool only
  std::map<size_t, std::string> waiting_;  ///< blocks of targets behind one that goes on
  size_t next_ = 0;                        ///< whose block is written next
  std::unique_ptr<Ticker> ticker_;         ///< last: it uses the others
};

}  // namespace

std::unique_ptr<run::SurveyReporter> MakeSurveyConsole(ConsoleOptions options) {
  return std::make_unique<SurveyConsole>(options);
}

}  // namespace shakedown::report
