// What `shakedown explain` prints: on the first screen the verdict, the cause with its certainty,
// the two names or numbers that disagree, what to do and who; below it everything that was seen.
// All text is printable when it leaves here.
#pragma once

#include <cstddef>
#include <string>

#include "run/investigation.h"

namespace shakedown::report {

struct ExplanationOptions {
  size_t columns = 80;      ///< no line is wider, colours aside; at least 62
  bool everything = false;  ///< every handshake, every client, every observation
  bool color = false;
};

/// How many lines the first screen has at most: those of a small terminal.
inline constexpr size_t kFirstScreenLines = 24;

/// The attempt that is explained; null if nothing was tried. Borrowed.
const attempt::Attempt* SubjectOf(const run::Investigation& found);

/// Verdict, cause, evidence, fix and who: at most `kFirstScreenLines` lines, each ending in LF.
std::string FirstScreen(const run::Investigation& found, const ExplanationOptions& options);

/// The whole explanation: the first screen, then the handshake, the server's request, what was
/// sent, what other clients would do, the probes and the other causes.
std::string ExplanationText(const run::Investigation& found, const ExplanationOptions& options);

/// "refused: certificate.expired (certain): ..." on one line without a line feed.
std::string ExplanationLine(const run::Investigation& found);

}  // namespace shakedown::report
