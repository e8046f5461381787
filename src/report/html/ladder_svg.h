// The handshake as a picture: two lifelines, a row for each flight, what is encrypted shaded, and
// the row that ended it crossed out.
#pragma once

#include <string>

#include "report/html/element.h"
#include "report/model/diagnosis_record.h"

namespace shakedown::report::html {

/// Adds the picture of a handshake's ladder; `id` is unique in the document.
void AddLadder(const Element& parent, const model::Handshake& handshake, const std::string& id);

/// The rungs as they are drawn: what a TLS 1.3 server sends in clear and encrypted in one flight
/// becomes two rungs.
std::vector<Rung> DrawnRungs(const model::Handshake& handshake);

/// Number of the first rung that is encrypted; the number of rungs if none is.
size_t FirstEncrypted(const std::vector<Rung>& rungs, const std::string& version);

}  // namespace shakedown::report::html
