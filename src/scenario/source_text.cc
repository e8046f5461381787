#include "scenario/source_text.h"

#include <algorithm>
#include <cstdint>

#include "attempt/hop.h"
#include "core/text.h"

namespace shakedown::scenario {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kLastColumnShown = 200;
constexpr size_t kExcerptCharacters = 240;
constexpr size_t kMaxNameShown = 80;
/// Octets between two known character counts.
constexpr size_t kBlock = 1024;

bool ContinuesCharacter(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

size_t CharacterCount(std::string_view text) {
  return text.size() -
         static_cast<size_t>(std::count_if(text.begin(), text.end(), ContinuesCharacter));
}

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
  size_t characters = 0;
  for (size_t i = 0; i < text_.size(); ++i) {
    if (i % kBlock == 0) characters_.push_back(characters);
    if (!ContinuesCharacter(text_[i])) ++characters;
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
  if (text_.size() % kBlock == 0) characters_.push_back(characters);
}

size_t SourceText::CharactersBefore(size_t offset) const {
  const size_t block = offset / kBlock;
  const auto rest = std::string_view(text_).substr(block * kBlock, offset % kBlock);
  return characters_[block] + CharacterCount(rest);
}

SourcePosition SourceText::At(size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const size_t start = *(next - 1);
  const size_t end = next == line_starts_.end() ? text_.size() : *next;

  SourcePosition position;
  position.file = file_;
  position.line = static_cast<int>(next - line_starts_.begin());
  const size_t column = CharactersBefore(offset) - CharactersBefore(start);
  position.column = static_cast<int>(column) + 1;
  if (column >= kLastColumnShown) return position;
  std::string line(text_, start, std::min(end - start, kExcerptCharacters * 4));
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  // A tab takes one column here, so that the caret stands below what it points at.
  std::replace(line.begin(), line.end(), '\t', ' ');
  // A URL in a suite may hold a password although it must not.
  position.excerpt = ElideEnd(Printable(attempt::MaskPasswords(line)), kExcerptCharacters);
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
