#include "scenario/source_text.h"

#include <algorithm>
#include <cstdint>

#include "core/text.h"

namespace shakedown::scenario {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kLastColumnShown = 200;
constexpr size_t kExcerptCharacters = 240;
constexpr size_t kMaxNameShown = 80;

bool ContinuesCharacter(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

/// Octets of the well-formed UTF-8 character at the start of `text`; 0 if it is malformed.
size_t CharacterLength(std::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!ContinuesCharacter(text[i])) return 0;
  }
  const auto second = static_cast<uint8_t>(text[1]);
  // Overlong forms, surrogates, and values above U+10FFFF.
  const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

bool IsForbiddenControl(char c) {
  const auto octet = static_cast<uint8_t>(c);
  return (octet < 0x20 && c != '\t' && c != '\n' && c != '\r') || octet == 0x7F;
}

}  // namespace

SourceText::SourceText(std::string file, std::string text)
    : file_(std::move(file)), text_(std::move(text)) {
  if (std::string_view(text_).starts_with(kByteOrderMark)) text_.erase(0, kByteOrderMark.size());
  line_starts_.push_back(0);
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

SourcePosition SourceText::At(size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const size_t start = *(after - 1);
  const size_t end = std::min(text_.find('\n', start), text_.size());
  std::string line(text_, start, std::min(end - start, kExcerptCharacters * 4));
  while (!line.empty() && line.back() == '\r') line.pop_back();

  SourcePosition position;
  position.file = file_;
  position.line = static_cast<int>(after - line_starts_.begin());
  const auto before = std::string_view(text_).substr(start, offset - start);
  const auto characters = before.size() - static_cast<size_t>(std::count_if(
                                              before.begin(), before.end(), ContinuesCharacter));
  position.column = static_cast<int>(characters) + 1;
  if (characters >= kLastColumnShown) return position;
  // A tab takes one column here, so that the caret stands below what it points at.
  std::replace(line.begin(), line.end(), '\t', ' ');
  position.excerpt = ElideEnd(Printable(line), kExcerptCharacters);
  return position;
}

std::optional<size_t> FirstIllegalOctet(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t length = CharacterLength(text.substr(i));
    if (length == 0 || IsForbiddenControl(text[i])) return i;
    i += length;
  }
  return std::nullopt;
}

std::string Quoted(std::string_view name) {
  return '\'' + ElideMiddle(Printable(name), kMaxNameShown) + '\'';
}

std::string Tag(std::string_view name) {
  return '<' + ElideMiddle(Printable(name), kMaxNameShown) + '>';
}

}  // namespace shakedown::scenario
