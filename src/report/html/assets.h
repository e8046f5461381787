// The style and the script of a page, compiled in from page.css and page.js, with their hashes for
// the content security policy.
#pragma once

#include <string_view>

namespace shakedown::report::html {

std::string_view PageStyle();
std::string_view PageScript();
/// "sha256-...", base64, of exactly the texts above.
std::string_view PageStyleHash();
std::string_view PageScriptHash();

}  // namespace shakedown::report::html
