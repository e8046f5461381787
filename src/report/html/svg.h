// What the pictures share: boxes, lines and lines of text. Colours are attributes, which draw where
// styles are forbidden; classes let the page's own style follow light and dark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/html/element.h"

namespace shakedown::report::html {

/// Colours of a picture that stands alone, and the class under which a page gives its own.
struct Ink {
  const char* css_class;
  const char* color;
};
inline constexpr Ink kInkText{"ink", "#1f2430"};
inline constexpr Ink kInkMuted{"muted", "#5c6470"};
inline constexpr Ink kInkLine{"line", "#8a93a2"};
inline constexpr Ink kInkGood{"good", "#1a6b3c"};
inline constexpr Ink kInkBad{"bad", "#b3261e"};
inline constexpr Ink kInkDoubt{"doubt", "#8a5300"};

/// An `svg` element of the given size with a title and a description for those who do not see it;
/// `id` makes the ids of both unique in the document.
Element AddPicture(const Element& parent, const std::string& id, double width, double height,
                   std::string_view title, std::string_view description);

void AddLine(const Element& svg, double x1, double y1, double x2, double y2, const Ink& ink,
             double thickness = 1.2);
/// A line that ends in an arrow head at (x2, y); horizontal.
void AddArrow(const Element& svg, double x1, double x2, double y, const Ink& ink, double thickness);
Element AddBox(const Element& svg, double x, double y, double width, double height, const Ink& edge,
               bool dashed);
/// A cross of two strokes around (x, y).
void AddCross(const Element& svg, double x, double y, double size, const Ink& ink);

struct TextStyle {
  double size = 13;
  bool bold = false;
  const char* anchor = "start";
};
void AddText(const Element& svg, double x, double y, std::string_view text, const Ink& ink,
             const TextStyle& style = {});

/// Text broken into lines for a box of `width` units at a size of 13; a longer word is cut. At most
/// `max_lines`, the last ending in "..." if there is more.
std::vector<std::string> FitLines(std::string_view text, double width, size_t max_lines);

}  // namespace shakedown::report::html
