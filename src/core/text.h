// Text from a peer, a certificate or a file made printable, once, before it reaches a terminal,
// XML, HTML, JSON, Markdown or a CI log. This is the only escaping function for untrusted text;
// writers add only what their own syntax needs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown {

/// `untrusted` as valid UTF-8 on one line: terminal escape sequences are removed, octets that are
/// not UTF-8 become `\xNN`; C0, DEL, C1, line breaks, bidi controls, U+FEFF, noncharacters and
/// other invisible format characters become `\u{1B}`. Markers that report readers and CI systems
/// act on are broken by a blank: `[[` and `##` anywhere, `::` at the start (behind blanks too).
std::string Printable(std::string_view untrusted);

/// Like Printable, but keeps LF and TAB, turns CR LF into LF, and looks for `::` at the start of
/// each line.
std::string PrintableLines(std::string_view untrusted);

/// `text` cut to at most `max_characters` code points with "..." in the middle. `text` is UTF-8.
std::string ElideMiddle(std::string_view text, size_t max_characters);
/// `text` cut to at most `max_characters` code points, ending in "..." if cut.
std::string ElideEnd(std::string_view text, size_t max_characters);

/// The candidate nearest to `name` by edit distance, or an empty view if none is near enough to be
/// worth suggesting (more than a third of the letters differ).
std::string_view NearestName(std::string_view name, std::span<const std::string_view> candidates);

/// Whether `text` matches `pattern`, where `*` stands for any run and `?` for any one octet.
bool GlobMatches(std::string_view pattern, std::string_view text);

std::string_view Trimmed(std::string_view text);
std::string ToLowerAscii(std::string_view text);
bool EqualsIgnoringAsciiCase(std::string_view a, std::string_view b);
/// The blank-separated words of `text`, borrowed.
std::vector<std::string_view> Words(std::string_view text);
/// `parts` with `separator` between them.
std::string Joined(std::span<const std::string> parts, std::string_view separator);

}  // namespace shakedown
