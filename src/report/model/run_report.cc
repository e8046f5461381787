#include "report/model/run_report.h"

#include <utility>

#include "core/text.h"
#include "report/json.h"
#include "report/model/read_flows.h"
#include "report/model/read_run.h"
#include "report/model/read_survey.h"
#include "report/model/report_file.h"

namespace shakedown::report::model {

struct Kind {
  const char* name;
  Result<RunHead> (*read_head)(std::string_view json);
  const char* hint;
};

namespace {

constexpr Kind kRun = {"a run report", ReadHead,
                       "give a file that 'shakedown run --json FILE' or 'shakedown merge' wrote"};
constexpr Kind kSurvey = {"a survey", ReadSurveyHead,
                          "give a file that 'shakedown explain --targets LIST --json FILE' wrote"};
constexpr Kind kFlows = {
    "connections", ReadFlowsHead,
    "give a file that 'shakedown watch --json FILE', or decode of a capture, wrote"};

/// Entries are kept for every case; what is longer is read with the case.
constexpr size_t kEntryCharacters = 300;

class FileTexts final : public CaseTexts {
 public:
  FileTexts(std::unique_ptr<ReportFile> file, std::vector<JsonSpan> spans)
      : file_(std::move(file)), spans_(std::move(spans)) {}
  Result<std::string> Read(size_t index) const override { return file_->Read(spans_.at(index)); }

 private:
  std::unique_ptr<ReportFile> file_;
  std::vector<JsonSpan> spans_;
};

std::string Kept(const std::string& text) { return ElideEnd(text, kEntryCharacters); }

void TakeCause(const Diagnosis& diagnosis, CaseEntry* entry) {
  entry->outcome = diagnosis.outcome;
  if (!diagnosis.cause) return;
  entry->cause = diagnosis.cause->id;
  entry->certainty = diagnosis.cause->certainty;
  entry->fault = diagnosis.cause->fault;
  entry->summary = Kept(diagnosis.cause->summary);
  if (!diagnosis.cause->fixes.empty()) entry->fix = Kept(diagnosis.cause->fixes.front());
}

/// Why a case did not pass, in one line.
std::string MessageOf(const Case& test) {
  if (test.verdict == CaseVerdict::kSkipped) return Kept(test.skip_reason);
  if (test.known_failure) return Kept("known failure: " + test.known_failure_reason);
  if (test.verdict == CaseVerdict::kPassed) return {};
  const Execution* shown = test.shown();
  if (shown != nullptr && !shown->message.empty()) return Kept(shown->message);
  if (shown != nullptr && !shown->errors.empty()) return Kept(shown->errors.front().message);
  return Kept(test.message);
}

Error InFile(const Error& error, const std::string& path, const Kind& kind) {
  const std::string shown = path == "-" ? "standard input" : "'" + Printable(path) + "'";
  return Error(error.code(), shown + " cannot be read as " + kind.name + ": " + error.Line())
      .WithHint(kind.hint);
}

/// The reader of one case.
Result<Case> ReadAs(Subject subject, const std::string& text) {
  switch (subject) {
    case Subject::kCases: return ReadCase(text);
    case Subject::kTargets:
    case Subject::kAddresses: return ReadSurveyTarget(text);
    case Subject::kConnections: break;
  }
  return ReadFlow(text);
}

}  // namespace

CaseEntry EntryOf(const Case& test, size_t suite) {
  CaseEntry entry;
  entry.suite = suite;
  entry.id = test.id;
  entry.title = Kept(test.title);
  entry.verdict = test.verdict;
  entry.flaky = test.flaky;
  entry.known_failure = test.known_failure;
  entry.inconclusive = test.inconclusive;
  entry.notes = test.notes.size();
  entry.duration_ms = test.duration_ms();
  if (const Diagnosis* diagnosis = test.diagnosis()) TakeCause(*diagnosis, &entry);
  entry.message = MessageOf(test);
  return entry;
}

Result<RunReport> RunReport::Load(const std::string& path) { return Open(path, kRun); }

Result<RunReport> RunReport::LoadSurvey(const std::string& path) { return Open(path, kSurvey); }

Result<RunReport> RunReport::LoadFlows(const std::string& path) { return Open(path, kFlows); }

Result<RunReport> RunReport::Open(const std::string& path, const Kind& kind) {
  auto file = ReportFile::Open(path);
  if (!file) return std::move(file).error();
  const auto parts = FindParts(**file);
  if (!parts) return InFile(parts.error(), path, kind);
  auto head = kind.read_head(parts->head);
  if (!head) return InFile(head.error(), path, kind);
  std::vector<SuiteHead> suites;
  std::vector<size_t> suite_of;
  std::vector<JsonSpan> spans;
  for (const ReportParts::Suite& part : parts->suites) {
    auto suite = ReadSuite(part.head);
    if (!suite) return InFile(suite.error(), path, kind);
    spans.insert(spans.end(), part.cases.begin(), part.cases.end());
    suite_of.insert(suite_of.end(), part.cases.size(), suites.size());
    suites.push_back(*std::move(suite));
  }
  auto report = Make(*std::move(head), std::move(suites), std::move(suite_of),
                     std::make_unique<FileTexts>(*std::move(file), std::move(spans)));
  if (!report) return InFile(report.error(), path, kind);
  return report;
}

Result<RunReport> RunReport::Make(RunHead head, std::vector<SuiteHead> suites,
                                  std::vector<size_t> suite_of, std::unique_ptr<CaseTexts> texts) {
  RunReport report;
  report.head_ = std::move(head);
  report.suites_ = std::move(suites);
  report.texts_ = std::move(texts);
  report.entries_.reserve(suite_of.size());
  for (size_t i = 0; i < suite_of.size(); ++i) {
    const auto test = report.Read(i);
    if (!test) return test.error();
    report.entries_.push_back(EntryOf(*test, suite_of[i]));
    report.entries_.back().subject = report.head_.subject;
  }
  return report;
}

Counts RunReport::counts() const {
  Counts counts;
  for (const CaseEntry& entry : entries_) {
    counts.passed += entry.verdict == CaseVerdict::kPassed;
    counts.failed += entry.verdict == CaseVerdict::kFailed;
    counts.errors += entry.verdict == CaseVerdict::kError;
    counts.skipped += entry.verdict == CaseVerdict::kSkipped;
    counts.flaky += entry.flaky;
    counts.known_failures += entry.known_failure;
    counts.inconclusive += entry.inconclusive;
    counts.notes += entry.notes;
  }
  return counts;
}

Result<Case> RunReport::Read(size_t index) const {
  const Result<std::string> text = texts_->Read(index);
  if (!text) return text.error();
  Result<Case> test = ReadAs(head_.subject, *text);
  if (!test) return std::move(test).error().AddContext("case " + std::to_string(index + 1));
  return test;
}

}  // namespace shakedown::report::model
