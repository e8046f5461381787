// Octets with what they stand for, offset by offset, as text.
#pragma once

#include <span>
#include <string>

#include "core/bytes.h"
#include "observe/annotation.h"
#include "report/color.h"

namespace shakedown::report {

struct AnnotatedOptions {
  bool everything = false;  ///< long runs of octets in full
  bool color = false;
};

/// One line for up to eight octets: the offset, the octets in hex, and behind the first of them
/// what they are, indented by depth; a `!` in front of what breaks the format.
std::string AnnotatedText(ByteSpan octets, std::span<const observe::Annotation> annotations,
                          const AnnotatedOptions& options);

}  // namespace shakedown::report
