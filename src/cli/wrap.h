// Paragraphs for terminals.
#pragma once

#include <string>
#include <string_view>

namespace shakedown::cli {

/// `text` broken at blanks into lines of at most `width` columns, each indented by `indent` blanks;
/// no trailing line break.
std::string Wrapped(std::string_view text, size_t width, size_t indent);

}  // namespace shakedown::cli
