// A run, or one diagnosis, as Markdown: for step summaries, merge requests and tickets.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "report/model/run_report.h"

namespace shakedown::report {

struct MarkdownOptions {
  /// Octets. GitHub drops a summary of more than 1 MiB as a whole.
  size_t limit = 900u << 10;
};

/// Of a run or a survey: the verdict, the causes, a table of what did not pass and each of these
/// cases, folded. What does not fit is counted. kFileRead or kFormat if the report cannot be read.
Result<std::string> RunMarkdown(const model::RunReport& report,
                                const MarkdownOptions& options = {});
/// One diagnosis: verdict, why, fix, evidence, the handshake.
std::string DiagnosisMarkdown(const model::Diagnosis& diagnosis);

/// `text` so that it shows as it is: no markup, no link, no mention, no table cell ends in it.
std::string MarkdownText(std::string_view text);
/// `text` as a block of code between fences longer than any in it.
std::string MarkdownCode(std::string_view text);

}  // namespace shakedown::report
