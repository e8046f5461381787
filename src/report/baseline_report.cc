#include "report/baseline_report.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "core/file.h"
#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"
#include "scenario/baseline.h"

namespace shakedown::report {
namespace {

constexpr size_t kMessageCharacters = 160;

/// Text that may stand in a comment: two hyphens would end it.
std::string CommentText(const std::string& text) {
  std::string out = ' ' + PlainLine(text, kMessageCharacters) + ' ';
  for (size_t at = out.find("--"); at != std::string::npos; at = out.find("--", at)) {
    out.replace(at, 2, "- -");
  }
  return out;
}

}  // namespace

void BaselineReport::OnRunStarted(const run::RunInfo& /*info*/) { failures_.clear(); }

void BaselineReport::OnCaseFinished(size_t /*index*/, const run::CaseResult& result) {
  if (result.test == nullptr || result.executions.empty()) return;
  const bool accepted = result.known_failure && !result.test->accepted_failure.empty();
  if (result.verdict != run::Verdict::kFailed && !accepted) return;
  const run::CaseExecution& last = result.executions.back();
  // What passes although it is known to fail is to be taken out, not to be put in.
  const bool passes = !accepted && !run::KnownFailureOf(*result.test).empty();
  if (passes) return;
  failures_[result.test->id] = {result.test->accepted_failure, MessageLine(last)};
}

size_t BaselineReport::without_reason() const {
  return static_cast<size_t>(std::count_if(failures_.begin(), failures_.end(), [](const auto& one) {
    return one.second.reason.empty();
  }));
}

std::string BaselineReport::Document() const {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("baseline");
  root.append_attribute("xmlns") = scenario::kBaselineNamespace;
  for (const auto& [id, failure] : failures_) {
    root.append_child(pugi::node_comment).set_value(CommentText(failure.message).c_str());
    pugi::xml_node entry = root.append_child("known-failure");
    entry.append_attribute("case") = PlainLine(id, SIZE_MAX).c_str();
    entry.append_attribute("reason") = PlainLine(failure.reason, SIZE_MAX).c_str();
  }
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

Result<void> BaselineReport::WriteTo(const std::string& path) const {
  return WriteFile(path, Document());
}

}  // namespace shakedown::report
