// The blocks of an explanation below its first screen. Internal to the explanation.
#pragma once

#include <string>

#include "report/color.h"
#include "report/explanation.h"

namespace shakedown::report {

/// What the parts are written with.
struct ExplanationStyle {
  size_t columns;
  bool everything;
  Paint paint;
};

/// Whether `text` gives the reason of the client whose place was taken, and the cause's explanation
/// gives it already.
bool RepeatsExplanation(const run::Investigation& found, const std::string& text);

/// A heading line behind an empty one.
std::string Heading(const std::string& title, const ExplanationStyle& style);

/// What a reader has to know besides the cause.
std::string NotesPart(const run::Investigation& found, const ExplanationStyle& style);
/// The handshake as asked as a ladder; with `everything` the probes' too.
std::string HandshakePart(const run::Investigation& found, const ExplanationStyle& style);
/// The decoded CertificateRequest, or that none came.
std::string RequestPart(const run::Investigation& found, const ExplanationStyle& style);
/// The certificates that went out.
std::string SentPart(const run::Investigation& found, const ExplanationStyle& style);
/// What the known client stacks would have done.
std::string ClientsPart(const run::Investigation& found, const ExplanationStyle& style);
/// The follow-up handshakes: question and answer.
std::string ProbesPart(const run::Investigation& found, const ExplanationStyle& style);
/// The other causes with what speaks for and against each, and what would settle it.
std::string AlternativesPart(const run::Investigation& found, const ExplanationStyle& style);

}  // namespace shakedown::report
