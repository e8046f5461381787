// Printable and PrintableLines: what they promise to every writer of a report.
#include "core/text.h"

#include <algorithm>

#include "core/utf8.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

/// Valid UTF-8 without control characters but those in `allowed`.
bool IsSafe(std::string_view text, std::string_view allowed) {
  while (!text.empty()) {
    const auto c = shakedown::NextCodePoint(text);
    if (!c) return false;
    const bool control = c->value < 0x20 || (c->value >= 0x7F && c->value < 0xA0);
    if (control && allowed.find(text[0]) == std::string_view::npos) return false;
    text.remove_prefix(c->octets);
  }
  return true;
}

bool IsCommand(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.starts_with("::");
}

bool HoldsMarker(std::string_view text) {
  return text.find("[[") != std::string_view::npos || text.find("##") != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const std::string_view input = AsText({data, size});
  const std::string line = Printable(input);
  SHAKEDOWN_ASSERT(IsSafe(line, ""));
  SHAKEDOWN_ASSERT(!IsCommand(line));
  SHAKEDOWN_ASSERT(!HoldsMarker(line));
  SHAKEDOWN_ASSERT(Printable(line) == line);
  const std::string lines = PrintableLines(input);
  SHAKEDOWN_ASSERT(IsSafe(lines, "\n\t"));
  SHAKEDOWN_ASSERT(!HoldsMarker(lines));
  for (size_t start = 0; start < lines.size(); start = lines.find('\n', start) + 1) {
    SHAKEDOWN_ASSERT(!IsCommand(std::string_view(lines).substr(start)));
    if (lines.find('\n', start) == std::string::npos) break;
  }
  SHAKEDOWN_ASSERT(PrintableLines(lines) == lines);
  return 0;
}
