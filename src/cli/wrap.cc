#include "cli/wrap.h"

#include "core/text.h"

namespace shakedown::cli {

std::string Wrapped(std::string_view text, size_t width, size_t indent) {
  const std::string margin(indent, ' ');
  std::string result;
  std::string line = margin;
  for (const std::string_view word : Words(text)) {
    const bool empty = line.size() == indent;
    if (!empty && line.size() + 1 + word.size() > width) {
      result += line + '\n';
      line = margin;
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  return result + line;
}

}  // namespace shakedown::cli
