#include "report/html/svg.h"

#include <algorithm>

#include "core/text.h"
#include "report/layout.h"

namespace shakedown::report::html {
namespace {

/// Width of a character at size 13 in the fonts of the common systems, on the safe side.
constexpr double kCharacterWidth = 7.1;

Element AddStroke(const Element& svg, const char* tag, const Ink& ink, double thickness) {
  const Element shape = svg.Add(tag, (std::string("s-") + ink.css_class).c_str());
  return shape.Set("stroke", ink.color).Set("stroke-width", thickness).Set("fill", "none");
}

}  // namespace

Element AddPicture(const Element& parent, const std::string& id, double width, double height,
                   std::string_view title, std::string_view description) {
  const Element svg = parent.Add("svg");
  svg.Set("xmlns", "http://www.w3.org/2000/svg");
  svg.Set("viewBox", "0 0 " + Number(width) + ' ' + Number(height));
  svg.Set("width", width).Set("height", height).Set("role", "img");
  svg.Set("aria-labelledby", id + "-t " + id + "-d");
  svg.Set("font-family", "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif");
  svg.Add("title", "", title).Set("id", id + "-t");
  svg.Add("desc", "", description).Set("id", id + "-d");
  const Element paper = svg.Add("rect", "f-paper");
  paper.Set("width", width).Set("height", height).Set("fill", "#ffffff");
  return svg;
}

void AddLine(const Element& svg, double x1, double y1, double x2, double y2, const Ink& ink,
             double thickness) {
  const Element line = AddStroke(svg, "line", ink, thickness);
  line.Set("x1", x1).Set("y1", y1).Set("x2", x2).Set("y2", y2);
}

void AddArrow(const Element& svg, double x1, double x2, double y, const Ink& ink,
              double thickness) {
  AddLine(svg, x1, y, x2, y, ink, thickness);
  const double back = x2 > x1 ? x2 - 9 : x2 + 9;
  const Element head = svg.Add("path", (std::string("f-") + ink.css_class).c_str());
  head.Set("d", "M" + Number(x2) + ' ' + Number(y) + 'L' + Number(back) + ' ' + Number(y - 4.5) +
                    'L' + Number(back) + ' ' + Number(y + 4.5) + 'Z');
  head.Set("fill", ink.color);
}

Element AddBox(const Element& svg, double x, double y, double width, double height, const Ink& edge,
               bool dashed) {
  const Element box = AddStroke(svg, "rect", edge, 1.4);
  box.Set("x", x).Set("y", y).Set("width", width).Set("height", height).Set("rx", 6.0);
  if (dashed) box.Set("stroke-dasharray", "6 4");
  return box;
}

void AddCross(const Element& svg, double x, double y, double size, const Ink& ink) {
  AddLine(svg, x - size, y - size, x + size, y + size, ink, 3);
  AddLine(svg, x - size, y + size, x + size, y - size, ink, 3);
}

void AddText(const Element& svg, double x, double y, std::string_view text, const Ink& ink,
             const TextStyle& style) {
  const Element line = svg.Add("text", (std::string("f-") + ink.css_class).c_str(), text);
  line.Set("x", x).Set("y", y).Set("font-size", style.size).Set("fill", ink.color);
  if (style.bold) line.Set("font-weight", "600");
  if (std::string_view(style.anchor) != "start") line.Set("text-anchor", style.anchor);
}

std::vector<std::string> FitLines(std::string_view text, double width, size_t max_lines) {
  const auto columns = static_cast<size_t>(std::max(8.0, width / kCharacterWidth));
  std::vector<std::string> lines = Wrap(ElideEnd(text, columns * max_lines * 2), columns);
  if (lines.size() <= max_lines) return lines;
  const std::string next = std::move(lines[max_lines]);
  lines.resize(max_lines);
  lines.back() = ElideEnd(lines.back() + ' ' + next + " ...", columns);
  return lines;
}

}  // namespace shakedown::report::html
