#include "report/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attempt/proxy_environment.h"
#include "attempt/trace_view.h"
#include "core/text.h"
#include "diagnosis/verdict.h"
#include "report/explanation_contrast.h"
#include "report/explanation_parts.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using diagnosis::Certainty;
using diagnosis::Diagnosis;
using diagnosis::Outcome;

constexpr size_t kLabelWidth = 11;
constexpr size_t kNarrowest = 62;

/// How much of each part the first screen may take.
struct Budget {
  size_t observations;  ///< besides the two sides
  size_t fixes;
  size_t line;   ///< characters of an observation or a fix
  size_t prose;  ///< characters of the explanation
  bool asides;   ///< how the server enforces certificates, and notes
};
constexpr std::array<Budget, 9> kBudgets = {{{4, 3, 280, 600, true},
                                             {3, 3, 200, 440, true},
                                             {2, 2, 200, 330, true},
                                             {2, 2, 200, 330, false},
                                             {1, 2, 200, 330, false},
                                             {1, 2, 135, 260, false},
                                             {1, 1, 135, 260, false},
                                             {1, 1, 130, 160, false},
                                             {0, 1, 130, 130, false}}};

/// Lines with a label in front of the first.
class Screen {
 public:
  Screen(size_t columns, const Paint& paint) : columns_(columns), paint_(paint) {}

  void Gap() { out_ += '\n'; }
  void Add(std::string_view label, std::string_view text, Tone tone = Tone::kStrong) {
    if (text.empty()) return;
    AddBehind(fmt::format("{:<{}}", label, kLabelWidth), text, tone);
  }
  /// An item of a list: `mark` stands between the label and the text.
  void AddItem(std::string_view label, std::string_view mark, std::string_view text) {
    AddBehind(fmt::format("{:<{}}{}", label, kLabelWidth, mark), text, Tone::kStrong);
  }
  std::string Take() { return std::move(out_); }

 private:
  void AddBehind(const std::string& prefix, std::string_view text, Tone tone) {
    const std::string block = Block(prefix, text, columns_);
    const size_t painted = prefix.find_last_not_of(' ') == std::string::npos ? 0 : prefix.size();
    out_ += (painted > 0 ? paint_(tone, block.substr(0, painted)) : "") + block.substr(painted);
  }

  size_t columns_;
  const Paint& paint_;
  std::string out_;
};

struct Word {
  const char* text;
  Tone tone;
};

Word VerdictWord(Outcome outcome, bool unusable) {
  if (unusable) return {"NOT TRIED", Tone::kBroken};
  switch (outcome) {
    case Outcome::kAccepted: return {"ACCEPTED", Tone::kGood};
    case Outcome::kRefused: return {"REFUSED", Tone::kBad};
    case Outcome::kNoVerdict: return {"NO VERDICT", Tone::kBroken};
  }
  return {"NO VERDICT", Tone::kBroken};
}

const char* CertaintyText(Certainty certainty) {
  switch (certainty) {
    case Certainty::kCertain: return "certain: what was seen proves it";
    case Certainty::kLikely: return "likely: it fits best by far";
    case Certainty::kPossible: return "possible: one of several";
  }
  return "possible";
}

const char* WhoText(diagnosis::Fault fault) {
  switch (fault) {
    case diagnosis::Fault::kClient: return "the client's side: whoever runs this client";
    case diagnosis::Fault::kServer: return "the server's side: whoever runs the server";
    case diagnosis::Fault::kPath: return "whoever runs what lies between client and server";
    case diagnosis::Fault::kCertificate: return "whoever issues the client's certificate (the CA)";
    case diagnosis::Fault::kNobody: return "";
  }
  return "";
}

const char* EnforcementText(diagnosis::Enforcement enforcement) {
  using diagnosis::Enforcement;
  switch (enforcement) {
    case Enforcement::kNotRequested: return "the server does not ask for a certificate here";
    case Enforcement::kOptional: return "a certificate is asked for but not required here";
    case Enforcement::kRequiredTls: return "a certificate is required, in the TLS handshake";
    case Enforcement::kRequiredHttp: return "a certificate is required, by the HTTP server";
    case Enforcement::kRequiredLater: return "a certificate is required, after the request";
    case Enforcement::kUnknown: return "";
  }
  return "";
}

/// "The ..." for "the ...": summaries are written to follow a colon.
std::string Capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

/// Whole sentences of `text` as far as `limit` characters reach; at least a cut first one.
std::string Sentences(const std::string& text, size_t limit) {
  if (Characters(text) <= limit) return text;
  size_t end = 0;
  for (size_t at = text.find(". "); at != std::string::npos && at + 1 <= limit;
       at = text.find(". ", at + 1)) {
    end = at + 1;
  }
  return end > 0 ? text.substr(0, end) : ElideEnd(text, limit);
}

void AddVerdict(const run::Investigation& found, const Budget& budget, Screen& screen) {
  const Diagnosis& diagnosis = found.diagnosis;
  const attempt::Attempt* self = SubjectOf(found);
  const bool unusable = self != nullptr && self->identity.unusable;
  const Word word = VerdictWord(diagnosis.outcome, unusable);
  std::string where;
  if (self != nullptr) {
    where = Printable(attempt::ToUrl(self->spec.target));
    const auto connected = attempt::Last<attempt::Connected>(self->trace);
    if (connected && connected->address != self->spec.target.endpoint.host) {
      where += Printable(" (" + connected->address + ")");
    }
  }
  screen.Add(word.text, where, word.tone);
  if (self != nullptr && !self->spec.via.empty()) {
    screen.Add("", "through " + Printable(attempt::Describe(self->spec.via)));
  }
  std::string seen = unusable ? "without a certificate: " : "";
  seen += Printable(diagnosis.observed);
  if (!diagnosis.stage.empty()) seen += ", " + Printable(diagnosis.stage);
  screen.Add("", seen);
  if (self != nullptr && self->as) {
    screen.Add("", fmt::format("in the place of {} ({})", Printable(self->as->name),
                               Printable(self->as->id)));
  }
  if (budget.asides) screen.Add("", EnforcementText(diagnosis.enforcement));
}

void AddCause(const run::Investigation& found, size_t prose, Screen& screen) {
  const Diagnosis& diagnosis = found.diagnosis;
  const diagnosis::Finding& cause = diagnosis.cause;
  screen.Gap();
  const bool accepted = diagnosis.outcome == Outcome::kAccepted;
  screen.Add(accepted ? "How" : "Cause", Capitalised(Printable(cause.summary)));
  screen.Add("", fmt::format("{}, {}", Printable(cause.id), CertaintyText(cause.certainty)));
  if (cause.explanation.empty() || prose == 0) return;
  screen.Gap();
  std::string why = Printable(cause.explanation);
  // A client's own reason is written to stand behind the client's name.
  constexpr std::string_view kIt = "It ";
  const attempt::Attempt* self = SubjectOf(found);
  if (self != nullptr && self->as && why.starts_with(kIt)) {
    why.replace(0, kIt.size(), "This client ");
  }
  screen.Add("Why", Sentences(why, prose));
}

/// In the place of a client that presents less: what happens if all is presented. It answers "why
/// does curl get in with the same files?".
std::vector<std::string> AsGivenInstead(const run::Investigation& found) {
  const auto given = std::find_if(found.probes.begin(), found.probes.end(),
                                  [](const auto& probe) { return probe.id == "as-given"; });
  if (given == found.probes.end() || given->attempt >= found.attempts.size()) return {};
  const attempt::Attempt& attempt = found.attempts[given->attempt];
  const diagnosis::Verdict verdict = diagnosis::ReadVerdict(attempt);
  return {fmt::format("if the certificate is presented all the same, as curl does: {}, {}",
                      diagnosis::ToString(verdict.outcome),
                      Printable(diagnosis::ObservedOf(attempt, verdict)))};
}

/// The observations that are worth a place beside the two sides: not what the verdict line or a
/// side has said.
std::vector<std::string> Observations(const run::Investigation& found,
                                      const std::vector<ContrastRow>& sides) {
  const Diagnosis& diagnosis = found.diagnosis;
  std::vector<std::string> texts = AsGivenInstead(found);
  std::vector<std::string> repeated;
  for (const diagnosis::Evidence& evidence : diagnosis.cause.evidence) {
    std::string text = Printable(evidence.text);
    if (RepeatsExplanation(found, text)) continue;
    const bool told = std::any_of(sides.begin(), sides.end(), [&text](const ContrastRow& side) {
      return text.find(side.value) != std::string::npos;
    });
    (told || text == Printable(diagnosis.observed) ? repeated : texts).push_back(std::move(text));
  }
  constexpr size_t kFewest = 3;
  for (std::string& text : repeated) {
    if (texts.size() + sides.size() >= kFewest) break;
    texts.push_back(std::move(text));
  }
  return texts;
}

void AddEvidence(const run::Investigation& found, const Budget& budget, Screen& screen) {
  const std::vector<ContrastRow> sides = Contrast(found);
  std::vector<std::string> texts = Observations(found, sides);
  texts.resize(
      std::min(texts.size(), sides.empty() ? budget.observations + 1 : budget.observations));
  if (sides.empty() && texts.empty()) return;
  screen.Gap();
  std::string_view label = "Evidence";
  size_t width = 0;
  for (const ContrastRow& side : sides) width = std::max(width, Characters(side.label));
  for (const ContrastRow& side : sides) {
    screen.AddItem(label, fmt::format("{:<{}}   ", side.label, width), side.value);
    label = "";
  }
  for (const std::string& text : texts) {
    screen.AddItem(label, "- ", ElideEnd(text, budget.line));
    label = "";
  }
}

void AddFixes(const Diagnosis& diagnosis, const Budget& budget, Screen& screen) {
  const std::vector<std::string>& fixes = diagnosis.cause.fixes;
  const std::string who = WhoText(diagnosis.cause.fault);
  if (fixes.empty() && who.empty()) return;
  screen.Gap();
  const size_t shown = std::min(fixes.size(), budget.fixes);
  for (size_t i = 0; i < shown; ++i) {
    const std::string mark = shown == 1 ? "" : fmt::format("{}. ", i + 1);
    screen.AddItem(i == 0 ? "Fix" : "", mark,
                   ElideEnd(Capitalised(Printable(fixes[i])), budget.line));
  }
  screen.Add("Who", who);
}

/// What is open: the other causes by name, and the step that would settle it.
void AddOpenQuestions(const run::Investigation& found, const Budget& budget, Screen& screen) {
  const Diagnosis& diagnosis = found.diagnosis;
  if (diagnosis.cause.certainty == Certainty::kCertain) return;
  constexpr size_t kShown = 3;
  std::vector<std::string> names;
  for (const diagnosis::Finding& other : diagnosis.alternatives) {
    if (names.size() == kShown) break;
    names.push_back(Printable(other.id));
  }
  const std::vector<std::string> steps = diagnosis::NextSteps(diagnosis, found.attempts);
  const auto& fixes = diagnosis.cause.fixes;
  const auto step = std::find_if(steps.begin(), steps.end(), [&fixes](const std::string& text) {
    return std::find(fixes.begin(), fixes.end(), text) == fixes.end();
  });
  if (names.empty() && step == steps.end()) return;
  if (budget.asides) screen.Gap();
  if (!names.empty()) screen.Add("Or", Joined(names, ", ") + " (see below)");
  constexpr size_t kStepCharacters = 140;
  if (step != steps.end()) {
    screen.Add("To know", ElideEnd(Capitalised(Printable(*step)), kStepCharacters));
  }
}

/// The server's own certificate, if most clients would object to it: a second finding that is
/// easily taken for the first.
void AddServerCertificate(const run::Investigation& found, Screen& screen) {
  const attempt::Attempt* self = SubjectOf(found);
  if (self == nullptr || found.diagnosis.cause.id.starts_with("server-certificate.")) return;
  const auto checked = attempt::Last<attempt::ServerChecked>(self->trace);
  if (!checked || !checked->checked || checked->problem.empty()) return;
  constexpr size_t kProblemCharacters = 110;
  screen.Add("Also", "the server's own certificate would be refused by clients that check it: " +
                         ElideEnd(Printable(checked->problem), kProblemCharacters));
}

std::string Build(const run::Investigation& found, const ExplanationOptions& options,
                  const Budget& budget) {
  const Paint paint(options.color);
  Screen screen(std::max(options.columns, kNarrowest), paint);
  AddVerdict(found, budget, screen);
  AddServerCertificate(found, screen);
  for (const std::string& note : found.diagnosis.notes) {
    if (!budget.asides) break;
    if (RepeatsExplanation(found, note)) continue;
    screen.Add("Note", ElideEnd(Capitalised(Printable(note)), budget.line));
  }
  AddCause(found, budget.prose, screen);
  AddEvidence(found, budget, screen);
  AddFixes(found.diagnosis, budget, screen);
  AddOpenQuestions(found, budget, screen);
  return screen.Take();
}

size_t LinesOf(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

const attempt::Attempt* SubjectOf(const run::Investigation& found) {
  return found.subject < found.attempts.size() ? &found.attempts[found.subject] : nullptr;
}

std::string FirstScreen(const run::Investigation& found, const ExplanationOptions& options) {
  std::string text;
  for (const Budget& budget : kBudgets) {
    text = Build(found, options, budget);
    if (LinesOf(text) <= kFirstScreenLines) break;
  }
  return text;
}

std::string ExplanationText(const run::Investigation& found, const ExplanationOptions& options) {
  const ExplanationStyle style{std::max(options.columns, kNarrowest), options.everything,
                               Paint(options.color)};
  std::string text = FirstScreen(found, options);
  for (const auto part : {&NotesPart, &HandshakePart, &RequestPart, &SentPart, &ClientsPart,
                          &ProbesPart, &AlternativesPart}) {
    text += part(found, style);
  }
  return text;
}

std::string ExplanationLine(const run::Investigation& found) {
  const diagnosis::Finding& cause = found.diagnosis.cause;
  std::string line = VerdictLine(found.diagnosis);
  if (!cause.summary.empty()) line += ": " + Printable(cause.summary);
  return line;
}

}  // namespace shakedown::report
