#include "report/explanation_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "report/explanation_against.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string Table(const Rows& rows, size_t columns, std::string_view indent = "  ") {
  size_t width = 0;
  for (const auto& [label, value] : rows) width = std::max(width, Characters(label));
  std::string text;
  for (const auto& [label, value] : rows) {
    text += Block(fmt::format("{}{:<{}}  ", indent, label, width), value, columns);
  }
  return text;
}

std::string LadderText(const attempt::Attempt& attempt, const ExplanationStyle& style) {
  constexpr size_t kIndent = 2;
  std::string text;
  for (const std::string& line : LadderLines(Ladder(attempt.trace), style.columns - kIndent)) {
    const bool trouble = line.starts_with('!');
    text += "  " + (trouble ? style.paint(Tone::kBad, line) : line) + '\n';
  }
  return text;
}

Rows RowsOf(const attempt::CertificateFacts& certificate) {
  const std::string subject = Printable(tls::ToText(certificate.subject));
  Rows rows = {
      {"Subject", subject.empty() ? "(empty name)" : subject},
      {"Issuer", Printable(tls::ToText(certificate.issuer))},
      {"Valid", FormatUtc(certificate.not_before) + " to " + FormatUtc(certificate.not_after)},
      {"Key", attempt::ToText(certificate.key)}};
  if (!certificate.signature_algorithm.empty()) {
    rows.emplace_back("Signature", Printable(certificate.signature_algorithm));
  }
  return rows;
}

std::string CertificateText(const std::string& title, const attempt::CertificateFacts& certificate,
                            const ExplanationStyle& style) {
  Rows rows = RowsOf(certificate);
  if (style.everything && !certificate.sha256.empty()) {
    rows.emplace_back("SHA-256", Printable(certificate.sha256));
  }
  return "  " + title + '\n' + Table(rows, style.columns, "    ");
}

/// Why nothing, or how much, was on the wire.
std::string SentSummary(const attempt::Attempt& self, size_t sent) {
  if (sent > 0) return {};
  const auto certificate = attempt::ClientCertificate(self.trace);
  if (!certificate)
    return "no Certificate message: it was not asked for, or it did not come to that";
  return self.identity.present ? "an empty Certificate, although a certificate is configured:"
                               : "an empty Certificate: none is configured";
}

std::string Items(std::string_view head, const std::vector<std::string>& items, size_t columns) {
  std::string text;
  for (const std::string& item : items) {
    text += Block(fmt::format("     {:<9}", text.empty() ? head : ""), item, columns);
  }
  return text;
}

/// Evidence of `alternative` that is not evidence of the main cause as well.
std::vector<std::string> OwnEvidence(const diagnosis::Finding& alternative,
                                     const diagnosis::Finding& cause, bool everything) {
  std::vector<std::string> own;
  for (const diagnosis::Evidence& evidence : alternative.evidence) {
    const bool shared = std::any_of(cause.evidence.begin(), cause.evidence.end(),
                                    [&](const auto& other) { return other.text == evidence.text; });
    if (everything || !shared) own.push_back(Printable(evidence.text));
  }
  if (own.empty()) own.emplace_back("the same observations fit it too");
  return own;
}

std::string AlternativeText(const run::Investigation& found, size_t index,
                            const ExplanationStyle& style) {
  const diagnosis::Finding& other = found.diagnosis.alternatives[index];
  std::string text = Block(fmt::format("  {}. ", index + 1),
                           fmt::format("{} ({}): {}", Printable(other.id),
                                       ToString(other.certainty), Printable(other.summary)),
                           style.columns);
  text += Items("for:", OwnEvidence(other, found.diagnosis.cause, style.everything), style.columns);
  std::vector<std::string> against = SpeaksAgainst(found, other);
  if (against.empty()) against.emplace_back("nothing that was seen");
  text += Items("against:", against, style.columns);
  const diagnosis::CauseInfo* info = diagnosis::FindCause(other.id);
  const bool open = found.diagnosis.cause.certainty != diagnosis::Certainty::kCertain;
  if (open && info != nullptr) {
    text += Items("settles:", {std::string(info->settled_by)}, style.columns);
  }
  return text;
}

}  // namespace

bool RepeatsExplanation(const run::Investigation& found, const std::string& text) {
  const attempt::Attempt* self = SubjectOf(found);
  if (self == nullptr || !self->as || self->as->because.empty()) return false;
  const std::string& because = self->as->because;
  return found.diagnosis.cause.explanation.find(because) != std::string::npos &&
         text.find(because) != std::string::npos;
}

std::string Heading(const std::string& title, const ExplanationStyle& style) {
  return '\n' + style.paint(Tone::kStrong, title) + '\n';
}

std::string NotesPart(const run::Investigation& found, const ExplanationStyle& style) {
  std::string text;
  for (const std::string& note : found.diagnosis.notes) {
    if (!RepeatsExplanation(found, note)) text += Block("  - ", Printable(note), style.columns);
  }
  return text.empty() ? text : Heading("Notes", style) + text;
}

std::string HandshakePart(const run::Investigation& found, const ExplanationStyle& style) {
  std::string text;
  const attempt::Attempt* self = SubjectOf(found);
  for (const attempt::Attempt& attempt : found.attempts) {
    const bool subject = &attempt == self;
    if (attempt.trace.events.empty() || (!subject && !style.everything)) continue;
    text += Heading("Handshake: " + Printable(attempt.purpose), style);
    text += LadderText(attempt, style);
  }
  return text;
}

std::string RequestPart(const run::Investigation& found, const ExplanationStyle& style) {
  const attempt::Attempt* self = SubjectOf(found);
  if (self == nullptr) return {};
  const attempt::HandshakeTrace& trace = self->trace;
  const auto requests = attempt::CertificateRequests(trace);
  if (requests.empty()) {
    if (!attempt::NegotiatedVersion(trace)) return {};
    return Heading("What the server asked for", style) +
           "  nothing: no CertificateRequest came in this handshake\n";
  }
  return Heading("What the server asked for (CertificateRequest)", style) +
         Table(DescribeRequest(requests.back()), style.columns);
}

std::string SentPart(const run::Investigation& found, const ExplanationStyle& style) {
  if (SubjectOf(found) == nullptr) return {};
  const attempt::Attempt& self = *SubjectOf(found);
  if (!attempt::First<attempt::Connected>(self.trace) && self.identity.chain.empty()) return {};
  const auto message = attempt::ClientCertificate(self.trace);
  const auto* body = message ? std::get_if<tls::CertificateMessage>(&message->body) : nullptr;
  const size_t sent = body != nullptr ? body->entries.size() : 0;
  std::string text = Heading("What was sent", style);
  const std::string summary = SentSummary(self, sent);
  if (!summary.empty()) text += Block("  ", summary, style.columns);
  const auto& chain = self.identity.chain;
  for (size_t i = 0; i < chain.size(); ++i) {
    if (sent > 0 && i >= sent) break;
    text += CertificateText(i == 0 ? "The certificate" : fmt::format("Intermediate {}", i),
                            chain[i], style);
  }
  return text;
}

std::string ProbesPart(const run::Investigation& found, const ExplanationStyle& style) {
  if (found.probes.empty()) return {};
  std::string text = Heading("Follow-up handshakes (what each was to settle)", style);
  for (size_t i = 0; i < found.probes.size(); ++i) {
    const diagnosis::ProbeRecord& probe = found.probes[i];
    text += Block(fmt::format("  {}. ", i + 1), Printable(probe.question), style.columns);
    text += Block("     -> ", Printable(probe.answer), style.columns);
  }
  return text;
}

std::string AlternativesPart(const run::Investigation& found, const ExplanationStyle& style) {
  std::string text;
  if (!found.diagnosis.alternatives.empty()) {
    text += Heading("Other causes that were considered", style);
    for (size_t i = 0; i < found.diagnosis.alternatives.size(); ++i) {
      text += AlternativeText(found, i, style);
    }
  }
  const std::vector<std::string> steps = diagnosis::NextSteps(found.diagnosis, found.attempts);
  if (!steps.empty()) {
    text += Heading("What would tell more", style);
    for (const std::string& step : steps) text += Block("  - ", Printable(step), style.columns);
  }
  if (style.everything && found.diagnosis.cause.fixes.size() > 1) {
    text += Heading("All that can be done", style);
    for (const std::string& fix : found.diagnosis.cause.fixes) {
      text += Block("  - ", Printable(fix), style.columns);
    }
  }
  if (style.everything && !found.diagnosis.cause.evidence.empty()) {
    text += Heading("All evidence for " + Printable(found.diagnosis.cause.id), style);
    for (const diagnosis::Evidence& evidence : found.diagnosis.cause.evidence) {
      text += Block("  - ", Printable(evidence.text), style.columns);
    }
  }
  return text;
}

}  // namespace shakedown::report
