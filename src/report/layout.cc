#include "report/layout.h"

#include <algorithm>

#include "core/text.h"

namespace shakedown::report {
namespace {

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Octets of the first `count` code points.
size_t OctetsOf(std::string_view text, size_t count) {
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (StartsCharacter(text[i]) && seen++ == count) return i;
  }
  return text.size();
}

/// Appends the words of one paragraph to `lines`.
void WrapParagraph(std::string_view paragraph, size_t width, std::vector<std::string>& lines) {
  std::string line;
  size_t used = 0;
  for (std::string_view word : Words(paragraph)) {
    size_t length = Characters(word);
    if (used > 0 && used + 1 + length > width) {
      lines.push_back(std::move(line));
      line.clear();
      used = 0;
    }
    while (length > width) {
      const size_t cut = OctetsOf(word, width);
      lines.emplace_back(word.substr(0, cut));
      word.remove_prefix(cut);
      length -= width;
    }
    if (used > 0) {
      line += ' ';
      ++used;
    }
    line += word;
    used += length;
  }
  lines.push_back(std::move(line));
}

}  // namespace

std::string PlainLine(std::string_view text, size_t max_characters) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) line += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
  line = Printable(line);
  for (char& c : line) {
    switch (c) {
      case '<': c = '('; break;
      case '>': c = ')'; break;
      case '&': c = '+'; break;
      case '"': c = '\''; break;
      default: break;
    }
  }
  const std::string_view trimmed = Trimmed(line);
  return std::string(Trimmed(ElideEnd(trimmed, max_characters)));
}

std::string PlainLineOr(std::string_view text, size_t max_characters, std::string_view fallback) {
  std::string line = PlainLine(text, max_characters);
  return line.empty() ? std::string(fallback) : line;
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), StartsCharacter));
}

std::vector<std::string> Wrap(std::string_view text, size_t width) {
  width = std::max<size_t>(width, 8);
  std::vector<std::string> lines;
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    WrapParagraph(text.substr(begin, end - begin), width, lines);
    begin = end + 1;
  }
  // A break may bring a marker to the start of a line.
  for (std::string& line : lines) line = Printable(line);
  return lines;
}

std::string Block(std::string_view first, std::string_view text, size_t width) {
  const size_t indent = Characters(first);
  std::string out;
  for (const std::string& line : Wrap(text, width > indent ? width - indent : 0)) {
    out += out.empty() ? std::string(first) : std::string(indent, ' ');
    out += line;
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  }
  return out;
}

std::string Slug(std::string_view text, size_t max_octets) {
  std::string slug;
  for (const char c : ToLowerAscii(text)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (kept) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
    if (slug.size() == max_octets) break;
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug.empty() ? "unnamed" : slug;
}

}  // namespace shakedown::report
