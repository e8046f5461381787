#include "report/annotations.h"

#include <fmt/format.h>

#include <vector>

#include "core/text.h"
#include "report/html/words.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

constexpr size_t kErrorsOfAStep = 10;
constexpr size_t kTitleCharacters = 200;
constexpr size_t kMessageCharacters = 2000;
constexpr size_t kCasesOfASection = 100;

/// `text` as the data of a workflow command, or with `property` as one of its properties.
std::string Escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<int>(c)) : std::string(1, c);
  }
  return out;
}

bool IsTrouble(const model::CaseEntry& entry) {
  return entry.verdict == model::CaseVerdict::kFailed ||
         entry.verdict == model::CaseVerdict::kError;
}

/// Failures before cases without a verdict, otherwise in the order of the report.
std::vector<size_t> Troubled(const model::RunReport& report) {
  std::vector<size_t> failed, errors;
  for (size_t i = 0; i < report.entries().size(); ++i) {
    if (!IsTrouble(report.entries()[i])) continue;
    const bool fails = report.entries()[i].verdict == model::CaseVerdict::kFailed;
    (fails ? failed : errors).push_back(i);
  }
  failed.insert(failed.end(), errors.begin(), errors.end());
  return failed;
}

std::string Message(const model::CaseEntry& entry) {
  std::string text = entry.message;
  if (!entry.summary.empty() && text.find(entry.summary) == std::string::npos) {
    text += "\n" + entry.summary;
  }
  if (!entry.fix.empty()) text += "\nFix: " + entry.fix;
  return ElideEnd(text, kMessageCharacters);
}

std::string Annotation(const model::RunReport& report, size_t index) {
  const model::CaseEntry& entry = report.entries()[index];
  std::string place;
  if (const auto test = report.Read(index); test && !test->file.empty()) {
    place = "file=" + Escaped(test->file, true);
    if (test->line > 0) place += fmt::format(",line={}", test->line);
    place += ',';
  }
  const std::string title =
      ElideEnd(entry.cause.empty() ? entry.id : entry.id + " " + entry.cause, kTitleCharacters);
  return fmt::format("::error {}title={}::{}\n", place, Escaped(title, true),
                     Escaped(Message(entry), false));
}

}  // namespace

std::string GithubAnnotations(const model::RunReport& report) {
  const std::vector<size_t> cases = Troubled(report);
  const bool all = cases.size() <= kErrorsOfAStep;
  const size_t shown = all ? cases.size() : kErrorsOfAStep - 1;
  std::string out;
  for (size_t i = 0; i < shown; ++i) out += Annotation(report, cases[i]);
  if (!all) {
    out += fmt::format("::error title=Shakedown::and {}; the reports have all of them\n",
                       html::CountOf(cases.size() - shown, "more case"));
  }
  return out;
}

std::string GitlabSections(const model::RunReport& report, int64_t now) {
  std::vector<std::vector<size_t>> by_suite(report.suites().size());
  for (const size_t index : Troubled(report)) {
    by_suite[report.entries()[index].suite].push_back(index);
  }
  std::string out;
  for (size_t suite = 0; suite < by_suite.size(); ++suite) {
    const std::vector<size_t>& cases = by_suite[suite];
    if (cases.empty()) continue;
    const std::string name =
        fmt::format("shakedown_{}_{}", suite, Slug(report.suites()[suite].name, 40));
    out += fmt::format("\x1b[0Ksection_start:{}:{}[collapsed=true]\r\x1b[0K{}: {}\n", now, name,
                       report.suites()[suite].name,
                       html::CountOf(cases.size(), "case") + " not as expected");
    for (size_t i = 0; i < cases.size() && i < kCasesOfASection; ++i) {
      const model::CaseEntry& entry = report.entries()[cases[i]];
      out += fmt::format("{} {}\n", entry.id, entry.cause);
      for (const std::string& line : Wrap(Message(entry), 96)) out += "    " + line + '\n';
    }
    out += fmt::format("\x1b[0Ksection_end:{}:{}\r\x1b[0K", now, name);
  }
  return out;
}

}  // namespace shakedown::report
