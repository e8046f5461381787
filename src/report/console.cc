#include "report/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "core/text.h"
#include "report/case_text.h"
#include "report/layout.h"
#include "report/narrative.h"
#include "report/scorecard.h"
#include "report/status_line.h"
#include "run/event_sink.h"

namespace shakedown::report {
namespace {

using run::Verdict;

constexpr size_t kDefaultColumns = 80;
constexpr size_t kWidestBlock = 100;
constexpr Milliseconds kRedraw{200};
/// Failures beyond this many are counted at the end, not told again.
constexpr size_t kMaxBlocks = 200;
constexpr size_t kMaxNotes = 20;

/// Columns of the terminal behind `fd`; 0 if it is none.
size_t TerminalColumns(int fd) {
  winsize size{};
  if (isatty(fd) != 1 || ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

std::string Counted(int count, const char* noun, const char* plural) {
  return fmt::format("{} {}", count, count == 1 ? noun : plural);
}

const char* StopText(run::Stop stop) {
  switch (stop) {
    case run::Stop::kCompleted: return "";
    case run::Stop::kFailFast: return "Stopped after the first failures. ";
    case run::Stop::kInterrupted: return "Interrupted. ";
    case run::Stop::kTerminated: return "Terminated. ";
  }
  return "";
}

class ConsoleReport final : public run::Reporter {
 public:
  explicit ConsoleReport(const ConsoleOptions& options)
      : options_(options),
        out_fd_(options.results_to_stderr ? STDERR_FILENO : STDOUT_FILENO),
        out_(options.out != nullptr ? *options.out
                                    : (options.results_to_stderr ? std::cerr : std::cout)),
        log_(options.status != nullptr ? *options.status : std::cerr),
        terminal_(options.terminal.value_or(isatty(STDERR_FILENO) == 1)),
        line_columns_(options.columns != 0 ? options.columns : TerminalColumns(out_fd_)),
        paint_(UseColor(options.color, out_fd_)),
        status_(log_, {terminal_ && IsLive(), StatusColumns(), options.now}) {}

  void OnRunStarted(const run::RunInfo& info) override {
    ticker_.reset();
    const std::lock_guard lock(mutex_);
    plan_ = info.plan;
    blocks_.clear();
    causes_.clear();
    targets_.clear();
    scores_.clear();
    notes_.clear();
    troubles_.clear();
    repeated_ = 0;
    left_out_ = 0;
    const size_t total = plan_ != nullptr ? plan_->cases.size() : 0;
    status_.RunStarted(total);
    if (options_.verbosity >= 0) log_ << Heading(info, total) << std::flush;
    StartTicker();
  }

  void OnCaseStarted(size_t index) override {
    const std::lock_guard lock(mutex_);
    if (plan_ == nullptr || index >= plan_->cases.size()) return;
    status_.CaseStarted(index, plan_->cases[index].id);
    status_.Draw();
  }

  void OnCaseFinished(size_t index, const run::CaseResult& result) override {
    const std::lock_guard lock(mutex_);
    const bool bad = result.verdict == Verdict::kFailed || result.verdict == Verdict::kError;
    status_.CaseFinished(index, bad);
    if (result.test == nullptr || options_.verbosity < -1) return;
    CountForTarget(result);
    run::Count(result, &CountsOf(Printable(result.test->suite), &scores_));
    KeepNotes(result);
    if (bad) KeepFailure(index, result);
    if (options_.verbosity < 0) return;
    status_.Erase();
    out_ << ResultLine(result, line_columns_, paint_) << '\n';
    if (!bad && options_.verbosity >= 2) out_ << LadderBlock(result, BlockColumns(), paint_);
    out_ << std::flush;
    status_.Draw();
  }

  void OnRunFinished(const run::RunSummary& summary) override {
    ticker_.reset();
    const std::lock_guard lock(mutex_);
    plan_ = nullptr;
    status_.Erase();
    if (options_.verbosity < -1) return;
    WriteFailures();
    out_ << Notes() << Scorecard() << TargetTable() << Summary(summary) << std::flush;
  }

 private:
  bool IsLive() const { return options_.progress && options_.verbosity >= 0; }

  size_t StatusColumns() const {
    if (options_.columns != 0) return options_.columns;
    const size_t columns = TerminalColumns(STDERR_FILENO);
    return columns != 0 ? columns : kDefaultColumns;
  }

  size_t BlockColumns() const {
    if (line_columns_ == 0) return kDefaultColumns;
    return std::clamp<size_t>(line_columns_, 60, kWidestBlock);
  }

  std::string Heading(const run::RunInfo& info, size_t total) const {
    std::string text = "Running " + Counted(static_cast<int>(total), "case", "cases");
    text += " against " + (info.target_url.empty() ? "the target" : Printable(info.target_url));
    if (!info.target_address.empty()) text += " (" + Printable(info.target_address) + ")";
    if (!info.via.empty()) text += " through " + Printable(info.via);
    text += fmt::format(", seed {}, {}", info.seed, Counted(info.jobs, "job", "jobs"));
    if (!info.shard.empty()) text += ", shard " + Printable(info.shard);
    return text + '\n';
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

  void KeepFailure(size_t index, const run::CaseResult& result) {
    if (!result.executions.empty()) {
      const diagnosis::Diagnosis* diagnosis = SubjectDiagnosis(result.executions.back());
      if (diagnosis != nullptr && !diagnosis->cause.id.empty()) {
        ++causes_[Printable(diagnosis->cause.id)];
      }
    }
    if (RepeatsTrouble(result)) {
      ++repeated_;
      return;
    }
    if (blocks_.size() >= kMaxBlocks) {
      ++left_out_;
      return;
    }
    blocks_[index] = FailureBlock(result, BlockColumns(), options_.verbosity >= 1, paint_);
  }

  void KeepNotes(const run::CaseResult& result) {
    if (result.executions.empty()) return;
    for (const scenario::Note& note : result.executions.back().notes) {
      const std::string of = note.handshake.empty() ? "" : " '" + note.handshake + "'";
      notes_[note.text].push_back(Printable(result.test->id) + of);
    }
  }

  /// Each note once, with the first of the cases that it is about.
  std::string Notes() const {
    if (notes_.empty()) return {};
    std::string text = blocks_.empty() ? "\n" : "";
    text += paint_(Tone::kStrong, "Notes (they fail nothing)") + '\n';
    size_t shown = 0;
    for (const auto& [note, cases] : notes_) {
      if (++shown > kMaxNotes) break;
      const std::string where =
          cases.front() +
          (cases.size() > 1 ? fmt::format(" and {} more", cases.size() - 1) : std::string());
      text += Block("  ", fmt::format("{}: {}", note, where), BlockColumns());
    }
    if (notes_.size() > kMaxNotes) {
      text += fmt::format("  ... and {} more, told in the reports\n", notes_.size() - kMaxNotes);
    }
    return text + '\n';
  }

  /// With several suites: how each came off.
  std::string Scorecard() const {
    if (!targets_.empty() || !WorthShowing(scores_)) return {};
    std::string text = blocks_.empty() && notes_.empty() ? "\n" : "";
    return text + paint_(Tone::kStrong, "By suite") + '\n' + ScorecardText(scores_) + '\n';
  }

  /// With several targets: how each came off.
  std::string TargetTable() const {
    if (targets_.empty()) return {};
    std::string text = '\n' + paint_(Tone::kStrong, "By target") + '\n';
    size_t width = 0;
    for (const auto& [name, counts] : targets_) width = std::max(width, Characters(name));
    for (const auto& [name, counts] : targets_) {
      text += fmt::format("  {}{}  {} passed", name, std::string(width - Characters(name), ' '),
                          counts.passed);
      if (counts.failed > 0) text += fmt::format(", {} failed", counts.failed);
      if (counts.errors > 0) text += ", " + Counted(counts.errors, "error", "errors");
      if (counts.skipped > 0) text += fmt::format(", {} skipped", counts.skipped);
      text += '\n';
    }
    return text + '\n';
  }

  void CountForTarget(const run::CaseResult& result) {
    const scenario::SuiteModel* suite = result.test->suite_model;
    if (suite == nullptr || suite->target_name.empty()) return;
    run::Counts& counts = targets_[Printable(suite->target_name)];
    switch (result.verdict) {
      case Verdict::kPassed: ++counts.passed; break;
      case Verdict::kFailed: ++counts.failed; break;
      case Verdict::kError: ++counts.errors; break;
      case Verdict::kSkipped: ++counts.skipped; break;
    }
  }

  /// Whether all that is to be said is the trouble with a listed target that was told before.
  bool RepeatsTrouble(const run::CaseResult& result) {
    const scenario::SuiteModel* suite = result.test->suite_model;
    if (suite == nullptr || suite->target_name.empty() || result.executions.empty()) return false;
    const run::CaseExecution& last = result.executions.back();
    if (last.errors.empty() || !last.attempts.empty()) return false;
    return !troubles_.insert(suite->target_name + '\n' + last.errors.front().Text()).second;
  }

  void WriteFailures() {
    if (blocks_.empty()) return;
    out_ << '\n' << paint_(Tone::kStrong, "Not as expected") << "\n\n";
    for (const auto& [index, block] : blocks_) out_ << block << '\n';
    if (repeated_ > 0) {
      out_ << fmt::format(
          "... and {} that could not run for the same trouble with their target\n\n",
          Counted(repeated_, "case", "cases"));
    }
    if (left_out_ > 0) {
      out_ << fmt::format("... and {} more, told in the JUnit and JSON reports\n\n", left_out_);
    }
    if (blocks_.size() + left_out_ > 1 && !causes_.empty()) out_ << CauseTable() << '\n';
  }

  std::string CauseTable() const {
    std::vector<std::pair<std::string, int>> rows(causes_.begin(), causes_.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text = paint_(Tone::kStrong, "By cause") + '\n';
    for (const auto& [id, count] : rows) text += fmt::format("  {:>5}  {}\n", count, id);
    return text;
  }

  std::string Summary(const run::RunSummary& summary) const {
    const run::Counts& counts = summary.counts;
    std::string text = StopText(summary.stop);
    text += Counted(counts.total(), "case", "cases") + ": ";
    text += paint_(Tone::kGood, fmt::format("{} passed", counts.passed));
    std::string notes;
    if (counts.flaky > 0) notes += fmt::format("{} flaky", counts.flaky);
    if (counts.known_failures > 0) {
      notes += notes.empty() ? "" : ", ";
      notes += Counted(counts.known_failures, "known failure", "known failures");
    }
    if (!notes.empty()) text += " (" + notes + ")";
    if (counts.failed > 0)
      text += ", " + paint_(Tone::kBad, fmt::format("{} failed", counts.failed));
    if (counts.errors > 0) {
      text += ", " + paint_(Tone::kBroken, Counted(counts.errors, "error", "errors"));
      if (counts.inconclusive > 0) text += fmt::format(" ({} inconclusive)", counts.inconclusive);
    }
    if (counts.skipped > 0) text += fmt::format(", {} skipped", counts.skipped);
    return text + " in " + ShortDuration(summary.duration) + '\n';
  }

  const ConsoleOptions options_;
  const int out_fd_;
  std::ostream& out_;
  std::ostream& log_;
  const bool terminal_;
  const size_t line_columns_;  ///< 0: lines are as long as they are
  const Paint paint_;
  std::mutex mutex_;  ///< guards all below and both streams: the ticker has a thread of its own
  StatusLine status_;
  const run::Plan* plan_ = nullptr;
  std::map<size_t, std::string> blocks_;  ///< by position in the plan
  std::map<std::string, int> causes_;
  std::set<std::string> troubles_;              ///< of targets, each told once
  int repeated_ = 0;                            ///< cases that only had told trouble
  std::map<std::string, run::Counts> targets_;  ///< by name; empty: there is only one
  std::vector<ScoreRow> scores_;                ///< in the order in which suites ended a case
  std::map<std::string, std::vector<std::string>> notes_;  ///< cases by text
  size_t left_out_ = 0;
  std::unique_ptr<Ticker> ticker_;  // last: its thread uses the others
};

}  // namespace

std::unique_ptr<run::Reporter> MakeConsoleReport(ConsoleOptions options) {
  return std::make_unique<ConsoleReport>(options);
}

}  // namespace shakedown::report
