// A reporter that keeps copies of everything it is told.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "run/event.h"

namespace shakedown::testing_support {

class RecordingReporter : public run::Reporter {
 public:
  void OnRunStarted(const run::RunInfo& info) override {
    const Inside inside(this);
    log_.push_back("run started");
    info_ = info;
  }
  void OnCaseStarted(size_t index) override {
    const Inside inside(this);
    log_.push_back("started " + std::to_string(index));
    if (on_case_started) on_case_started(index);
  }
  void OnCaseFinished(size_t index, const run::CaseResult& result) override {
    const Inside inside(this);
    log_.push_back("finished " + std::to_string(index));
    results_.emplace(result.test->id, result);
    indices_.push_back(index);
    if (on_case_finished) on_case_finished(result);
  }
  void OnRunFinished(const run::RunSummary& summary) override {
    const Inside inside(this);
    log_.push_back("run finished");
    summary_ = summary;
  }

  const std::optional<run::RunInfo>& info() const { return info_; }
  const std::optional<run::RunSummary>& summary() const { return summary_; }
  /// By case id. `attempts` are copies.
  const std::map<std::string, run::CaseResult>& results() const { return results_; }
  const std::vector<size_t>& indices() const { return indices_; }
  const std::vector<std::string>& log() const { return log_; }
  /// Whether two calls ever overlapped.
  bool overlapped() const { return overlapped_; }

  std::function<void(size_t)> on_case_started;
  std::function<void(const run::CaseResult&)> on_case_finished;

 private:
  /// Notices a call that comes while another is under way.
  class Inside {
   public:
    explicit Inside(RecordingReporter* owner) : owner_(owner) {
      if (owner_->inside_.fetch_add(1) != 0) owner_->overlapped_ = true;
    }
    ~Inside() { owner_->inside_.fetch_sub(1); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    RecordingReporter* owner_;
  };

  std::atomic<int> inside_{0};
  std::atomic<bool> overlapped_{false};
  std::optional<run::RunInfo> info_;
  std::optional<run::RunSummary> summary_;
  std::map<std::string, run::CaseResult> results_;
  std::vector<size_t> indices_;
  std::vector<std::string> log_;
};

}  // namespace shakedown::testing_support
