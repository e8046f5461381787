// The string preparation of RFC 4518 as RFC 5280 section 7.1 asks for it before names are compared:
// map, fold case, drop and compress blanks.
#pragma once

#include <string>
#include <string_view>

namespace shakedown::tls {

/// `text` (UTF-8) prepared for caseIgnoreMatch: characters that do not count are dropped, all kinds
/// of blanks become one space, blanks at both ends are dropped, case is folded in the Latin, Greek,
/// Cyrillic and Armenian scripts, full-width forms become ASCII. The result holds no control
/// character. Octets that are not UTF-8 are kept. Unicode composition (NFKC) is not done.
std::string PreparedForMatching(std::string_view text);

}  // namespace shakedown::tls
