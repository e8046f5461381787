// The title of an HTML page, found without building a document.
#pragma once

#include <string>
#include <string_view>

namespace shakedown::handshake {

/// The text of the first <title> element: white space folded, printable, at most 300 characters.
/// Empty if there is none or it does not end within `html`.
std::string HtmlTitle(std::string_view html);

}  // namespace shakedown::handshake
