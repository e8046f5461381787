// Annotated octets as JSON (schema shakedown.octets/1, reports/octets.schema.json).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "observe/annotation.h"

namespace shakedown::report {

inline constexpr const char* kOctetsSchema = "shakedown.octets/1";

/// One document on one line, without a line feed. `kind` says what the octets are.
std::string AnnotatedJson(std::string_view kind, size_t octets,
                          std::span<const observe::Annotation> annotations);

}  // namespace shakedown::report
