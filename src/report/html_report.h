// HTML pages: one file that needs nothing else, correct and readable without style and script.
#pragma once

#include <string>

#include "core/result.h"
#include "report/model/run_report.h"

namespace shakedown::report {

/// How much of a large run is shown in full.
struct HtmlOptions {
  /// Octets of cases in full; beyond, what passed, then what repeats a cause, is one line each.
  size_t detail_limit = 10u << 20;
  /// Cases of one verdict and cause that are shown in full at least, however many there are.
  size_t always_of_each_cause = 3;
};

/// Writes the page of a run, or of a survey, to `path` ("-": standard output), case by case.
/// kFileWrite; kFileRead or kFormat if the report cannot be read.
Result<void> WriteRunHtml(const model::RunReport& report, const std::string& path,
                          const HtmlOptions& options = {});

/// The page of one diagnosis, fit to be attached to a ticket. `version` is the program's.
std::string DiagnosisHtml(const model::Diagnosis& diagnosis, const std::string& version);

/// Pictures as documents of their own; empty if there is nothing to draw. `at` is when the
/// handshake was made; empty: dates are not judged.
std::string LadderSvg(const model::Handshake& handshake);
std::string ClientChainSvg(const model::Handshake& handshake, const std::string& at);

}  // namespace shakedown::report
