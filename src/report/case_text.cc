#include "report/case_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"
#include "report/status_line.h"

namespace shakedown::report {
namespace {

using run::CaseExecution;
using run::CaseResult;
using run::Verdict;

constexpr size_t kShortestDetail = 24;
constexpr size_t kLabelWidth = 11;

struct Word {
  const char* text;
  Tone tone;
};

Word WordOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: return {"ok  ", Tone::kGood};
    case Verdict::kFailed: return {"FAIL", Tone::kBad};
    case Verdict::kError: return {"ERR ", Tone::kBroken};
    case Verdict::kSkipped: return {"skip", Tone::kMuted};
  }
  return {"ERR ", Tone::kBroken};
}

/// The execution that explains a result: of a failure the first that failed, as in JUnit.
const CaseExecution& Shown(const CaseResult& result) {
  const auto found =
      std::find_if(result.executions.begin(), result.executions.end(),
                   [&](const CaseExecution& e) { return e.verdict == result.verdict; });
  return found == result.executions.end() ? result.executions.back() : *found;
}

std::string PassedDetail(const CaseResult& result) {
  std::string detail;
  if (result.known_failure) {
    detail = "known failure: " + Printable(run::KnownFailureOf(*result.test));
  }
  const diagnosis::Diagnosis* diagnosis = SubjectDiagnosis(result.executions.back());
  if (diagnosis != nullptr && detail.empty()) detail = VerdictLine(*diagnosis);
  if (result.flaky) {
    detail += fmt::format("{}flaky, passed at attempt {}", detail.empty() ? "" : ", ",
                          result.executions.size());
  }
  const size_t notes = result.executions.back().notes.size();
  if (notes > 0) detail += fmt::format(", {} note{}", notes, notes == 1 ? "" : "s");
  return detail;
}

std::string Detail(const CaseResult& result) {
  if (result.verdict == Verdict::kSkipped) return Printable(result.skip_reason);
  if (result.executions.empty()) return {};
  if (result.verdict == Verdict::kPassed) return PassedDetail(result);
  return MessageLine(Shown(result));
}

std::string TotalTime(const CaseResult& result) {
  if (result.executions.empty()) return {};
  Milliseconds total{0};
  for (const CaseExecution& execution : result.executions) {
    total += std::max(execution.duration, Milliseconds(0));
  }
  return ShortDuration(total);
}

/// Blocks of the failure text: a label, then wrapped text.
class BlockWriter {
 public:
  BlockWriter(size_t columns, const Paint& paint) : columns_(columns), paint_(paint) {}

  void Add(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    const std::string prefix = fmt::format("  {:<{}}", label, kLabelWidth);
    std::string block = Block(prefix, text, columns_);
    out_ += paint_(Tone::kStrong, prefix) + block.substr(std::min(prefix.size(), block.size()));
  }
  void AddItems(std::string_view label, const std::vector<std::string>& items) {
    for (size_t i = 0; i < items.size(); ++i) Add(i == 0 ? label : "", items[i]);
  }
  /// A command must survive copying, so it is never broken.
  void AddVerbatim(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    out_ += paint_(Tone::kStrong, fmt::format("  {:<{}}", label, kLabelWidth));
    out_ += text;
    out_ += '\n';
  }
  void AddLines(std::string_view text) { out_ += text; }
  std::string Take() { return std::move(out_); }

 private:
  size_t columns_;
  const Paint& paint_;
  std::string out_;
};

void AddError(const std::string& error, BlockWriter& block) {
  std::string_view rest = error;
  for (bool first = true; !rest.empty(); first = false) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    block.AddVerbatim(first ? "Error" : "", rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

std::string CauseText(const Narrative& story) {
  if (story.cause_id.empty()) return {};
  return fmt::format("{} ({}): {}", story.cause_id, story.certainty, story.summary);
}

std::string Ladders(const Narrative& story, size_t columns, const Paint& paint) {
  std::string out;
  for (const auto& [title, lines] : story.ladders) {
    out += Block("  Handshake ", title, columns);
    for (const std::string& line : lines) {
      const bool trouble = line.starts_with('!');
      out += "  " + (trouble ? paint(Tone::kBad, line) : line) + '\n';
    }
  }
  return out;
}

}  // namespace

std::string ResultLine(const CaseResult& result, size_t columns, const Paint& paint) {
  const Word word = WordOf(result.verdict);
  const std::string id = Printable(result.test->id);
  const std::string time = TotalTime(result);
  std::string detail = Detail(result);
  if (columns > 0) {
    const size_t taken = 5 + Characters(id) + 2 + (time.empty() ? 0 : time.size() + 2);
    detail = ElideEnd(detail, std::max(kShortestDetail, columns > taken ? columns - taken : 0));
  }
  std::string line = paint(word.tone, word.text) + ' ' + id;
  if (!detail.empty()) line += "  " + detail;
  if (!time.empty()) line += "  " + paint(Tone::kMuted, time);
  return line;
}

std::string FailureBlock(const CaseResult& result, size_t columns, bool with_ladder,
                         const Paint& paint) {
  const Word word = WordOf(result.verdict);
  std::string head = paint(word.tone, word.text) + ' ';
  head += paint(Tone::kStrong, Printable(result.test->id)) + '\n';
  if (result.executions.empty()) return head;
  const Narrative story = Tell(result, Shown(result), columns - 2);
  BlockWriter block(columns, paint);
  block.Add("", story.title);
  block.Add("Expected", story.expected);
  block.Add("Observed", story.observed);
  if (story.expected.empty() && story.errors.empty()) block.Add("Message", story.message);
  block.Add("Stage", story.stage);
  for (const std::string& error : story.errors) AddError(error, block);
  block.Add("Cause", CauseText(story));
  block.AddItems("Why", story.why);
  std::vector<std::string> others(story.likely.begin() + (story.likely.empty() ? 0 : 1),
                                  story.likely.end());
  block.AddItems("Or", others);
  block.AddItems("Fix", story.fixes);
  if (with_ladder) block.AddLines(Ladders(story, columns, paint));
  block.AddVerbatim("Reproduce", story.reproduce);
  block.AddVerbatim("Defined in", story.location);
  return head + block.Take();
}

std::string LadderBlock(const CaseResult& result, size_t columns, const Paint& paint) {
  if (result.executions.empty()) return {};
  const CaseExecution& shown = result.executions.back();
  return Ladders(Tell(result, shown, columns - 2), columns, paint);
}

}  // namespace shakedown::report
