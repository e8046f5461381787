// Text as an attacker would choose it, and the questions a report must answer with yes.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::testing_support {

/// Random octets mixed with everything that some reader of reports acts upon. Repeatable by seed.
class HostileText {
 public:
  explicit HostileText(uint32_t seed) : random_(seed) {}

  std::string Next() {
    static const std::vector<std::string> kPieces = {"[[ATTACHMENT|/etc/passwd]]",
                                                     "::error file=a::b",
                                                     "##vso[task.complete]x",
                                                     "##[error]",
                                                     "##teamcity[x]",
                                                     "]]>",
                                                     "<![CDATA[",
                                                     "</failure>",
                                                     "&#27;",
                                                     "&amp;",
                                                     "\x1b[31m",
                                                     "\x1b]0;t\a",
                                                     "\r\n",
                                                     "\n",
                                                     "\n  ::set-env::",
                                                     "\t",
                                                     "\"",
                                                     "'",
                                                     "<script>",
                                                     "\xef\xbf\xbe",
                                                     "\xef\xbf\xbf",
                                                     "\xed\xa0\x80",
                                                     "\xe2\x80\xae",
                                                     "\xef\xbb\xbf",
                                                     "\xc0\xaf",
                                                     "\xf4\x90\x80\x80",
                                                     "\xf0\x9f\x98\x80",
                                                     "\\",
                                                     "section_start:1:x",
                                                     "[",
                                                     "#",
                                                     ":",
                                                     "\xc2\x85",
                                                     "\x7f",
                                                     "\xe2\x80\xa8",
                                                     " ",
                                                     "x]]",
                                                     "\v\f"};
    std::string text;
    const size_t count = random_() % 8;
    for (size_t i = 0; i < count; ++i) {
      if (random_() % 3 == 0) {
        for (size_t n = random_() % 12; n > 0; --n) text += static_cast<char>(random_() & 0xFF);
      } else {
        text += kPieces[random_() % kPieces.size()];
      }
    }
    return text;
  }
  size_t Below(size_t limit) { return random_() % limit; }

 private:
  std::mt19937 random_;
};

/// Offset of the first octet that is not well-formed UTF-8 or a character that XML 1.0 forbids (LF
/// and TAB are fine); npos if there is none. An implementation of its own, not that of core/text.
inline size_t FirstForbidden(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80    ? 1
                          : lead >= 0xF0 ? 4
                          : lead >= 0xE0 ? 3
                          : lead >= 0xC2 ? 2
                                         : 0;
    if (length == 0 || lead > 0xF4 || i + length > text.size()) return i;
    uint32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t k = 1; k < length; ++k) {
      const auto octet = static_cast<unsigned char>(text[i + k]);
      if ((octet & 0xC0) != 0x80) return i;
      value = value << 6 | (octet & 0x3F);
    }
    const bool control =
        (value < 0x20 && value != '\n' && value != '\t') || (value >= 0x7F && value < 0xA0);
    const bool bidi = (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (control || bidi || surrogate || overlong || (value & 0xFFFE) == 0xFFFE) return i;
    i += length;
  }
  return std::string_view::npos;
}

/// The first live marker in `text`: an attachment, or a CI command; empty if there is none.
inline std::string FirstLiveMarker(const std::string& text) {
  for (const char* marker : {"[[ATTACHMENT|", "##[", "##vso[", "##teamcity["}) {
    if (text.find(marker) != std::string::npos) return marker;
  }
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const size_t start = text.find_first_not_of(" \t", begin);
    if (start < end && (text.compare(start, 2, "::") == 0 || text.compare(start, 2, "##") == 0)) {
      return text.substr(begin, end - begin);
    }
    begin = end + 1;
  }
  return {};
}

}  // namespace shakedown::testing_support
