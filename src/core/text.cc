#include "core/text.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "core/hex.h"
#include "core/utf8.h"

namespace shakedown {
namespace {

/// Characters that XML 1.0 forbids, or that a reader cannot see and may be fooled by.
bool MustBeShown(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;
  if (c == 0xAD || c == 0x61C || c == 0x180E) return true;
  if (c >= 0x200B && c <= 0x200F) return true;
  if (c >= 0x2028 && c <= 0x202E) return true;
  if (c >= 0x2060 && c <= 0x206F) return true;
  if (c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB)) return true;
  if (c >= 0xFDD0 && c <= 0xFDEF) return true;
  if (c >= 0xE0000 && c <= 0xE0FFF) return true;
  return (c & 0xFFFE) == 0xFFFE;
}

std::string Visible(char32_t c) {
  std::string digits;
  for (int shift = 20; shift >= 0; shift -= 4) {
    const auto digit = (c >> shift) & 15;
    if (digit != 0 || !digits.empty()) digits += "0123456789ABCDEF"[digit];
  }
  return "\\u{" + (digits.empty() ? "0" : digits) + '}';
}

/// Length of the terminal escape sequence that `text` starts with (ECMA-48 CSI, OSC and two-octet
/// forms), 0 if it starts with none.
size_t EscapeSequenceLength(std::string_view text) {
  if (text.size() < 2 || text[0] != '\x1B') return 0;
  if (text[1] == '[') {
    size_t i = 2;
    while (i < text.size() && text[i] >= 0x20 && text[i] <= 0x3F) ++i;
    return i < text.size() && text[i] >= 0x40 && text[i] <= 0x7E ? i + 1 : 0;
  }
  if (text[1] == ']') {
    for (size_t i = 2; i < text.size(); ++i) {
      if (text[i] == '\a') return i + 1;
      if (text[i] == '\x1B') return i + 1 < text.size() && text[i + 1] == '\\' ? i + 2 : 0;
    }
    return 0;
  }
  return text[1] >= 0x40 && text[1] <= 0x5F ? 2 : 0;
}

/// Walks untrusted text and writes its printable form.
class Printer {
 public:
  explicit Printer(bool keep_lines) : keep_lines_(keep_lines) {}

  std::string Run(std::string_view text) {
    out_.reserve(text.size());
    while (!text.empty()) text.remove_prefix(Step(text));
    return std::move(out_);
  }

 private:
  size_t Step(std::string_view text) {
    if (const size_t escape = EscapeSequenceLength(text)) return escape;
    const auto c = NextCodePoint(text);
    if (!c) {
      Append("\\x" + ToHex({reinterpret_cast<const uint8_t*>(text.data()), 1}));
      return 1;
    }
    if (keep_lines_ && text.starts_with("\r\n")) return 1;
    if (keep_lines_ && c->value == '\n') {
      out_ += '\n';
      line_start_ = out_.size();
      return 1;
    }
    if (MustBeShown(c->value) && !(keep_lines_ && c->value == '\t')) {
      Append(Visible(c->value));
    } else {
      Append(text.substr(0, c->octets));
    }
    return c->octets;
  }

  void Append(std::string_view piece) {
    const std::string_view line = std::string_view(out_).substr(line_start_);
    const bool doubled = !line.empty() && piece.size() == 1 && line.back() == piece[0];
    // Report readers take `[[` for an attachment; CI systems take `##` anywhere and `::` at the
    // start of a line, behind blanks too, for a command.
    const bool marker = piece == "[" || piece == "#" ||
                        (piece == ":" && line.find_first_not_of(" \t") == line.size() - 1);
    if (doubled && marker) out_ += ' ';
    out_ += piece;
  }

  bool keep_lines_;
  std::string out_;
  size_t line_start_ = 0;
};

bool StartsCharacter(char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }

size_t CharacterCount(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), StartsCharacter));
}

/// Offset in octets of character number `index`.
size_t OffsetOfCharacter(std::string_view text, size_t index) {
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (StartsCharacter(text[i]) && seen++ == index) return i;
  }
  return text.size();
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

/// Most text is plain ASCII that needs no change: worth finding out before walking it.
bool IsPlain(std::string_view text) {
  char before = 0;
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return false;
    if (c == before && (c == '[' || c == '#' || c == ':')) return false;
    before = c;
  }
  return true;
}

constexpr std::string_view kEllipsis = "...";

}  // namespace

std::string Printable(std::string_view untrusted) {
  return IsPlain(untrusted) ? std::string(untrusted) : Printer(false).Run(untrusted);
}
std::string PrintableLines(std::string_view untrusted) { return Printer(true).Run(untrusted); }

std::string ElideMiddle(std::string_view text, size_t max_characters) {
  const size_t count = CharacterCount(text);
  if (count <= max_characters) return std::string(text);
  if (max_characters <= kEllipsis.size()) return std::string(kEllipsis.substr(0, max_characters));
  const size_t kept = max_characters - kEllipsis.size();
  const size_t head = (kept + 1) / 2;
  std::string cut(text.substr(0, OffsetOfCharacter(text, head)));
  cut += kEllipsis;
  cut += text.substr(OffsetOfCharacter(text, count - (kept - head)));
  return cut;
}

std::string ElideEnd(std::string_view text, size_t max_characters) {
  if (CharacterCount(text) <= max_characters) return std::string(text);
  if (max_characters <= kEllipsis.size()) return std::string(kEllipsis.substr(0, max_characters));
  std::string cut(text.substr(0, OffsetOfCharacter(text, max_characters - kEllipsis.size())));
  return cut += kEllipsis;
}

std::string_view NearestName(std::string_view name, std::span<const std::string_view> candidates) {
  std::string_view best;
  size_t best_distance = std::max<size_t>(1, name.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const size_t distance = EditDistance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

bool GlobMatches(std::string_view pattern, std::string_view text) {
  size_t p = 0;
  size_t t = 0;
  std::optional<size_t> star;
  size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star) {
      p = *star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string ToLowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ToLowerAscii(a) == ToLowerAscii(b);
}

std::vector<std::string_view> Words(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string_view> words;
  size_t begin = text.find_first_not_of(kBlanks);
  while (begin != std::string_view::npos) {
    const size_t end = std::min(text.find_first_of(kBlanks, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string Joined(std::span<const std::string> parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (&part != parts.data()) joined += separator;
    joined += part;
  }
  return joined;
}

}  // namespace shakedown
