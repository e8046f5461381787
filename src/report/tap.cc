#include "report/tap.h"

#include <fmt/format.h>

namespace shakedown::report {
namespace {

/// A description or reason: `#` and `\` mean something there.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '#' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

/// A YAML scalar in double quotes. The text is printable, so two characters need care.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + '"';
}

void AddField(std::string* out, std::string_view name, std::string_view value) {
  if (!value.empty()) *out += fmt::format("  {}: {}\n", name, Quoted(value));
}

std::string Details(const model::CaseEntry& entry) {
  std::string out = "  ---\n";
  AddField(&out, "message", entry.message);
  AddField(&out, "severity", entry.verdict == model::CaseVerdict::kFailed ? "fail" : "error");
  AddField(&out, "cause", entry.cause);
  AddField(&out, "certainty", entry.certainty);
  AddField(&out, "summary", entry.summary);
  AddField(&out, "fix", entry.fix);
  out += fmt::format("  duration_ms: {}\n", entry.duration_ms);
  return out + "  ...\n";
}

}  // namespace

std::string TapDocument(const model::RunReport& report) {
  std::string out = fmt::format("TAP version 14\n1..{}\n", report.entries().size());
  if (report.entries().empty()) out.insert(out.size() - 1, " # SKIP no case was selected");
  size_t number = 0;
  for (const model::CaseEntry& entry : report.entries()) {
    const bool trouble =
        entry.verdict == model::CaseVerdict::kFailed || entry.verdict == model::CaseVerdict::kError;
    // What is known to fail is "not ok" and TODO: harnesses count it as passed.
    const bool ok = !trouble && !entry.known_failure;
    out += fmt::format("{}ok {} - {}", ok ? "" : "not ", ++number, Escaped(entry.id));
    if (entry.verdict == model::CaseVerdict::kSkipped) out += " # SKIP " + Escaped(entry.message);
    if (entry.known_failure) out += " # TODO " + Escaped(entry.message);
    out += '\n';
    if (trouble) out += Details(entry);
  }
  return out;
}

}  // namespace shakedown::report
