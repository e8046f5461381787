#include "report/html/chain_svg.h"

#include <algorithm>

#include "report/html/svg.h"

namespace shakedown::report::html {
namespace {

constexpr double kWidth = 520;
constexpr double kBoxWidth = 496;
constexpr double kLeft = 12;
constexpr double kPad = 14;
constexpr double kLineHeight = 18;
constexpr double kEdgeHeight = 40;
constexpr size_t kMaxBoxes = 24;

struct Line {
  std::string text;
  Ink ink;
  bool bold;
};

void AddLines(const std::string& text, size_t max_lines, const Ink& ink, bool bold,
              std::vector<Line>* lines) {
  const double width = (kBoxWidth - 2 * kPad) * (bold ? 0.93 : 1.0);
  for (std::string& line : FitLines(text, width, max_lines)) {
    lines->push_back({std::move(line), ink, bold});
  }
}

const char* KindText(ChainBox::Kind kind, bool first) {
  switch (kind) {
    case ChainBox::Kind::kSent: return first ? "the certificate, sent" : "sent along";
    case ChainBox::Kind::kNotSent: return "not sent";
    case ChainBox::Kind::kAuthority: return "the authority above, not sent";
  }
  return "";
}

std::vector<Line> LinesOf(const ChainBox& box, bool first) {
  std::vector<Line> lines;
  AddLines(KindText(box.kind, first), 1, kInkMuted, false, &lines);
  AddLines(box.title, 2, kInkText, true, &lines);
  for (const std::string& fact : box.facts) AddLines(fact, 2, kInkMuted, false, &lines);
  for (const std::string& flaw : box.flaws) AddLines(flaw, 3, kInkBad, true, &lines);
  return lines;
}

Ink EdgeInk(Link link) {
  switch (link) {
    case Link::kSignedBy:
    case Link::kSelf: return kInkGood;
    case Link::kKeyFits:
    case Link::kNameOnly: return kInkDoubt;
    case Link::kNotSignedBy:
    case Link::kBreak: break;
  }
  return kInkBad;
}

void DrawEdge(const Element& svg, double y, Link link) {
  const double x = kLeft + 30;
  const Ink ink = EdgeInk(link);
  const bool broken = link == Link::kNotSignedBy || link == Link::kBreak;
  AddLine(svg, x, y, x, y + kEdgeHeight - 8, ink, broken ? 2.4 : 1.6);
  const Element head = svg.Add("path", (std::string("f-") + ink.css_class).c_str());
  head.Set("d", "M" + Number(x) + ' ' + Number(y + kEdgeHeight) + "l-5 -9h10Z");
  head.Set("fill", ink.color);
  if (broken) AddCross(svg, x, y + kEdgeHeight / 2 - 4, 6, kInkBad);
  AddText(svg, x + 16, y + kEdgeHeight / 2 + 4, ToText(link), ink, {.size = 12, .bold = broken});
}

double DrawBox(const Element& svg, double y, const ChainBox& box, const std::vector<Line>& lines) {
  const double height = kLineHeight * static_cast<double>(lines.size()) + 14;
  AddBox(svg, kLeft, y, kBoxWidth, height, box.flaws.empty() ? kInkLine : kInkBad,
         box.kind != ChainBox::Kind::kSent);
  double line_y = y + 20;
  for (const Line& line : lines) {
    const bool small = &line == &lines.front();
    AddText(svg, kLeft + kPad, line_y, line.text, line.ink,
            {.size = small ? 11.0 : 13.0, .bold = line.bold});
    line_y += kLineHeight;
  }
  return height;
}

std::string Description(const std::vector<ChainBox>& boxes) {
  std::string text;
  for (size_t i = 0; i < boxes.size() && i < kMaxBoxes; ++i) {
    if (i > 0) text += std::string(", ") + ToText(boxes[i - 1].link) + ' ';
    text += boxes[i].title;
    if (boxes[i].kind == ChainBox::Kind::kNotSent) text += " (not sent)";
    for (const std::string& flaw : boxes[i].flaws) text += " (" + flaw + ')';
  }
  return text;
}

}  // namespace

void AddChain(const Element& parent, const std::vector<ChainBox>& boxes, const std::string& title,
              const std::string& id) {
  if (boxes.empty()) return;
  const size_t shown = std::min(boxes.size(), kMaxBoxes);
  std::vector<std::vector<Line>> lines;
  double height = 12;
  for (size_t i = 0; i < shown; ++i) {
    lines.push_back(LinesOf(boxes[i], i == 0));
    height += kLineHeight * static_cast<double>(lines.back().size()) + 14;
    const bool edge = i + 1 < shown || boxes[i].link == Link::kSelf;
    height += edge ? kEdgeHeight : 8;
  }
  const Element svg = AddPicture(parent, id, kWidth, height, title, Description(boxes));
  double y = 8;
  for (size_t i = 0; i < shown; ++i) {
    y += DrawBox(svg, y, boxes[i], lines[i]);
    if (i + 1 < shown) {
      DrawEdge(svg, y, boxes[i].link);
      y += kEdgeHeight;
    } else if (boxes[i].link == Link::kSelf) {
      AddText(svg, kLeft + 14, y + 22, ToText(Link::kSelf), kInkDoubt, {.size = 12});
    }
  }
}

}  // namespace shakedown::report::html
