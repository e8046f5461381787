// The frame of a page: document, policy, style and script, with a place for its content.
#pragma once

#include <string>

#include "report/html/element.h"

namespace shakedown::report::html {

/// What stands around the content.
struct PageFrame {
  std::string title;
  std::string language = "en";
};

/// Builds the frame in `fragment` and returns its body. The script goes to the end of the body:
/// `AddScript` after everything else.
Element AddPage(Fragment& fragment, const PageFrame& frame);
void AddScript(const Element& body);

}  // namespace shakedown::report::html
