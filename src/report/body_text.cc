// The plain-text body of a verdict: what happened, why, what to do, and below it the evidence.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

constexpr size_t kWidth = 100;
/// Some readers keep only so much of a body; "Fix" must be inside.
constexpr size_t kHeadCharacters = 2000;
constexpr size_t kEvidenceShown = 40;

/// How much of each part the head of a body may take.
struct Budget {
  size_t line;   ///< characters of one line of text or one item
  size_t prose;  ///< characters of the explanation
  size_t items;  ///< of each list
};
constexpr Budget kFull = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
constexpr Budget kBudgets[] = {kFull, {300, 500, 6}, {200, 300, 4}, {110, 180, 3}, {80, 120, 2}};

std::string Cut(const std::string& text, size_t limit) {
  return limit == SIZE_MAX ? text : ElideEnd(text, limit);
}

void AddField(std::string& out, std::string_view label, const std::string& text, size_t limit) {
  if (!text.empty()) out += Block(fmt::format("{:<9}: ", label), Cut(text, limit), kWidth);
}

void AddItems(std::string& out, std::string_view heading, const std::vector<std::string>& items,
              bool numbered, Budget budget) {
  if (items.empty()) return;
  out += fmt::format("\n{}\n", heading);
  const size_t shown = std::min(items.size(), budget.items);
  for (size_t i = 0; i < shown; ++i) {
    const std::string mark = numbered ? fmt::format("  {}. ", i + 1) : "  - ";
    out += Block(mark, Cut(items[i], budget.line), kWidth);
  }
  if (shown < items.size()) out += fmt::format("  ... and {} more\n", items.size() - shown);
}

/// Lines of an error keep their own layout: an excerpt and its caret must stay in line.
void AddErrors(std::string& out, const Narrative& story, Budget budget) {
  if (story.errors.empty()) return;
  out += "\nError\n";
  const size_t shown = std::min(story.errors.size(), budget.items);
  for (size_t i = 0; i < shown; ++i) {
    std::string_view rest = story.errors[i];
    for (size_t lines = 0; !rest.empty() && lines < budget.items; ++lines) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      out += "  " + Cut(std::string(rest.substr(0, end)), budget.line) + '\n';
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  if (shown < story.errors.size()) {
    out += fmt::format("  ... and {} more\n", story.errors.size() - shown);
  }
}

void AddWhy(std::string& out, const Narrative& story, Budget budget) {
  if (story.cause_id.empty() && story.why.empty()) return;
  out += "\nWhy\n";
  if (!story.cause_id.empty()) {
    out += Block("  ", Cut(story.cause_id + ": " + story.summary, budget.line), kWidth);
  }
  for (const std::string& paragraph : story.why) {
    out += Block("  ", Cut(paragraph, budget.prose), kWidth);
  }
}

std::string Head(const Narrative& story, Budget budget) {
  std::string out = story.message + "\n";
  std::string fields;
  AddField(fields, "Expected", story.expected, budget.line);
  AddField(fields, "Observed", story.observed, budget.line);
  AddField(fields, "Stage", story.stage, budget.line);
  AddField(fields, "Certainty", story.certainty, budget.line);
  if (!fields.empty()) out += '\n' + fields;
  AddErrors(out, story, budget);
  AddWhy(out, story, budget);
  AddItems(out, "Likely causes, most likely first", story.likely, true, budget);
  AddItems(out, "Fix", story.fixes, false, budget);
  return out;
}

/// What the head had to shorten, unabridged.
std::string InFull(const Narrative& story) {
  std::string out = "\nIn full\n";
  std::string fields;
  AddField(fields, "Expected", story.expected, SIZE_MAX);
  AddField(fields, "Observed", story.observed, SIZE_MAX);
  AddErrors(fields, story, kFull);
  AddWhy(fields, story, kFull);
  AddItems(fields, "Likely causes", story.likely, true, kFull);
  AddItems(fields, "Fix", story.fixes, false, kFull);
  return out + fields;
}

void AddTable(std::string& out, const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t label_width = 0;
  for (const auto& [label, value] : rows) label_width = std::max(label_width, Characters(label));
  for (const auto& [label, value] : rows) {
    const std::string separator = label.empty() ? "   " : " : ";
    out += Block(fmt::format("  {:<{}}{}", label, label_width, separator), value, kWidth);
  }
}

std::string Middle(const Narrative& story) {
  std::string out;
  for (const auto& [title, lines] : story.ladders) {
    out += Block("\nHandshake ", title, kWidth);
    for (const std::string& line : lines) out += "  " + line + '\n';
  }
  if (!story.request.empty()) {
    out += "\nCertificateRequest\n";
    AddTable(out, story.request);
  }
  if (!story.evidence.empty() || !story.facts.empty()) {
    AddItems(out, "Evidence", story.evidence, false, {SIZE_MAX, SIZE_MAX, kEvidenceShown});
    if (story.evidence.empty()) out += "\nEvidence\n";
    AddTable(out, story.facts);
  }
  return out;
}

/// The location stands last on its line, where readers of JUnit files look for "path:line".
std::string Tail(const Narrative& story) {
  std::string out;
  if (!story.reproduce.empty()) out += "\nReproduce\n  " + story.reproduce + '\n';
  if (story.case_id.empty() && story.location.empty()) return out;
  out += fmt::format("\nCase: {}, attempt {} of {}", story.case_id, story.attempt, story.attempts);
  if (!story.location.empty()) out += ", " + story.location;
  return out + '\n';
}

/// The longest prefix of whole lines in `limit` octets.
std::string_view WholeLines(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  const size_t end = text.rfind('\n', limit == 0 ? 0 : limit - 1);
  return end == std::string_view::npos || end >= limit ? std::string_view()
                                                       : text.substr(0, end + 1);
}

std::string LeftOut(size_t octets) {
  return fmt::format("\n[{} bytes left out here; the JSON report has the whole record]\n", octets);
}

std::string FittingHead(const Narrative& story, bool& shortened) {
  shortened = false;
  std::string head;
  for (const Budget& budget : kBudgets) {
    head = Head(story, budget);
    if (Characters(head) <= kHeadCharacters) return head;
    shortened = true;
  }
  return ElideEnd(head, kHeadCharacters - 1) + '\n';
}

}  // namespace

std::string BodyText(const Narrative& narrative) { return BodyText(narrative, SIZE_MAX); }

std::string BodyText(const Narrative& narrative, size_t limit) {
  bool shortened = false;
  const std::string head = FittingHead(narrative, shortened);
  std::string middle = shortened ? InFull(narrative) : std::string();
  middle += Middle(narrative);
  const std::string tail = Tail(narrative);
  const size_t whole = head.size() + middle.size() + tail.size();
  if (whole <= limit) return head + middle + tail;

  const size_t notice = LeftOut(whole).size();
  if (head.size() + tail.size() + notice <= limit) {
    const std::string_view kept = WholeLines(middle, limit - head.size() - tail.size() - notice);
    return head + std::string(kept) + LeftOut(middle.size() - kept.size()) + tail;
  }
  const std::string_view kept = WholeLines(head, limit > notice ? limit - notice : 0);
  if (kept.empty()) return narrative.message + '\n';
  return std::string(kept) + LeftOut(whole - kept.size());
}

}  // namespace shakedown::report
