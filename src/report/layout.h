// Text laid out for reports: headings, wrapping and names that all plain-text reports share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::report {

/// `text` for an XML attribute or a heading: printable, without the characters that readers of
/// JUnit files stumble over (`<`, `>`, `&`, `"` are replaced), trimmed, at most `max_characters`.
std::string PlainLine(std::string_view text, size_t max_characters);

/// The same, or `fallback` if nothing but blanks is left: for what must not be empty.
std::string PlainLineOr(std::string_view text, size_t max_characters, std::string_view fallback);

/// Number of code points of UTF-8 text.
size_t Characters(std::string_view text);

/// `text` broken at blanks into lines of at most `width` code points; a longer word is cut. Line
/// feeds break too. No line is a live CI command. At least one line.
std::vector<std::string> Wrap(std::string_view text, size_t width);

/// Wrapped text behind a prefix: the first line starts with `first`, the others with as many
/// blanks; every line ends in LF and has at most `width` code points.
std::string Block(std::string_view first, std::string_view text, size_t width);

/// Lower-case letters, digits, `_` and `-`; any other run of characters becomes one `-`. At most
/// `max_octets`; "unnamed" if nothing is left.
std::string Slug(std::string_view text, size_t max_octets = 96);

}  // namespace shakedown::report
