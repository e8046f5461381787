#include "report/annotated.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace shakedown::report {
namespace {

constexpr size_t kPerLine = 8;
/// Lines of one run that are shown unless everything is asked for.
constexpr size_t kShownLines = 2;
constexpr size_t kHexColumns = kPerLine * 3;
constexpr int kIndent = 2;

std::string HexLine(ByteSpan octets) {
  std::string line;
  for (const uint8_t octet : octets) line += fmt::format("{:02x} ", octet);
  line.resize(kHexColumns, ' ');
  return line;
}

std::string LineOf(size_t offset, ByteSpan octets, std::string_view text) {
  std::string line = fmt::format("{:06x}  {} {}", offset, HexLine(octets), text);
  line.resize(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

}  // namespace

std::string AnnotatedText(ByteSpan octets, std::span<const observe::Annotation> annotations,
                          const AnnotatedOptions& options) {
  const Paint paint(options.color);
  std::string out;
  for (const observe::Annotation& annotation : annotations) {
    const std::string indent(static_cast<size_t>(annotation.depth * kIndent), ' ');
    const std::string text = (annotation.wrong ? "! " : "") + indent + Printable(annotation.text);
    const ByteSpan run = octets.subspan(std::min(annotation.offset, octets.size()));
    const ByteSpan own = run.first(std::min(annotation.octets, run.size()));
    const std::string first =
        LineOf(annotation.offset, own.first(std::min(own.size(), kPerLine)), text);
    out += annotation.wrong ? paint(Tone::kBad, first) : first;
    size_t lines = 1;
    for (size_t at = kPerLine; at < own.size(); at += kPerLine, ++lines) {
      if (!options.everything && lines >= kShownLines && own.size() - at > kPerLine) {
        out += fmt::format("        ... {} more octets\n", own.size() - at);
        break;
      }
      out +=
          LineOf(annotation.offset + at, own.subspan(at, std::min(kPerLine, own.size() - at)), "");
    }
  }
  return out;
}

}  // namespace shakedown::report
