// The parts of one diagnosis on a page, in the order in which people need them: cause and fix, the
// handshake, the certificates, the request, other clients, probes.
#pragma once

#include <string>

#include "report/html/element.h"
#include "report/model/diagnosis_record.h"

namespace shakedown::report::html {

/// Where a diagnosis is shown.
struct SectionContext {
  std::string id;              ///< unique in the document: the prefix of ids inside
  std::string at;              ///< when the handshake was made; empty: dates are not judged
  const char* heading = "h4";  ///< element of the sections' headings
};

/// Cause, why, what disagrees, fixes, who, alternatives and evidence.
void AddCause(const Element& parent, const model::Diagnosis& diagnosis,
              const SectionContext& context);
/// The explained handshake with pictures, request and transcript; the others folded.
void AddHandshakes(const Element& parent, const model::Diagnosis& diagnosis,
                   const SectionContext& context);
/// Other clients, probes and what would tell more: what `explain` knows beyond a run.
void AddInvestigation(const Element& parent, const model::Diagnosis& diagnosis,
                      const SectionContext& context);

/// A row of a definition list, if there is a value.
void AddRow(const Element& list, const char* label, std::string_view value);

}  // namespace shakedown::report::html
