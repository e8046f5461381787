// One handshake on a page: ladder, certificates, request, answers and transcript.
#pragma once

#include "report/html/diagnosis_sections.h"

namespace shakedown::report::html {

/// Adds everything about a handshake to `parent`; `id` is unique in the document.
void AddHandshake(const Element& parent, const model::Handshake& handshake,
                  const SectionContext& context, const std::string& id);

/// Adds the CertificateRequest as a table, with its octets in detail if the report holds them.
void AddRequest(const Element& parent, const model::Handshake& handshake,
                const SectionContext& context);

}  // namespace shakedown::report::html
