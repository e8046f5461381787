#include "report/html/ladder_svg.h"

#include <algorithm>

#include "report/html/svg.h"

namespace shakedown::report::html {
namespace {

constexpr double kWidth = 720;
constexpr double kTimeEnd = 62;
constexpr double kClient = 80;
constexpr double kServer = 700;
constexpr double kPad = 12;
constexpr double kTop = 40;
constexpr double kLineHeight = 17;
constexpr double kNoteHeight = 18;
constexpr size_t kMaxRungs = 200;
constexpr size_t kMaxLines = 4;
constexpr std::string_view kFirstEncrypted13 = ", EncryptedExtensions";

/// A rung with its lines of text and its place.
struct Row {
  const Rung* rung;
  std::vector<std::string> lines;
  double top = 0;

  double text_height() const { return kLineHeight * static_cast<double>(lines.size()); }
  double height() const { return text_height() + (rung->local ? 10 : 20); }
  /// Where the arrow is, or the middle of a local remark.
  double axis() const { return rung->local ? top + 11 : top + text_height() + 8; }
};

std::vector<Row> Rows(const std::vector<Rung>& rungs, size_t encrypted, double* bottom) {
  std::vector<Row> rows;
  double y = kTop;
  for (size_t i = 0; i < std::min(rungs.size(), kMaxRungs); ++i) {
    if (i == encrypted) y += kNoteHeight;
    Row row{&rungs[i], FitLines(rungs[i].text, kServer - kClient - 4 * kPad, kMaxLines), y};
    y += row.height();
    rows.push_back(std::move(row));
  }
  *bottom = y + 8;
  return rows;
}

void DrawTime(const Element& svg, const Row& row) {
  const double y = row.rung->local ? row.axis() + 4 : row.axis() + 3.5;
  AddText(svg, kTimeEnd, y, Number(row.rung->at_ms) + " ms", kInkMuted,
          {.size = 11, .anchor = "end"});
}

void DrawText(const Element& svg, const Row& row) {
  const bool right = !row.rung->local && row.rung->from == attempt::Side::kServer;
  const Ink& ink = row.rung->trouble ? kInkBad : row.rung->local ? kInkMuted : kInkText;
  double y = row.top + 14;
  for (const std::string& line : row.lines) {
    AddText(svg, right ? kServer - kPad : kClient + kPad, y, line, ink,
            {.bold = row.rung->trouble, .anchor = right ? "end" : "start"});
    y += kLineHeight;
  }
}

void DrawMark(const Element& svg, const Row& row) {
  const bool server = row.rung->from == attempt::Side::kServer;
  const Ink& ink = row.rung->trouble ? kInkBad : kInkText;
  const double y = row.axis();
  if (row.rung->local) {
    if (row.rung->trouble) {
      AddCross(svg, kClient, y, 5, kInkBad);
    } else {
      AddLine(svg, kClient - 5, y, kClient + 5, y, kInkLine, 3);
    }
    return;
  }
  const double thickness = row.rung->trouble ? 2.8 : 1.4;
  AddArrow(svg, server ? kServer : kClient, server ? kClient + 2 : kServer - 2, y, ink, thickness);
  if (!row.rung->trouble) return;
  AddCross(svg, server ? kClient + 22 : kServer - 22, y, 6, kInkBad);
  AddText(svg, server ? kClient + 36 : kServer - 36, y - 6, "it ended here", kInkBad,
          {.size = 11, .bold = true, .anchor = server ? "start" : "end"});
}

void DrawFrame(const Element& svg, double bottom) {
  AddText(svg, kClient, 20, "client", kInkText, {.bold = true, .anchor = "middle"});
  AddText(svg, kServer, 20, "server", kInkText, {.bold = true, .anchor = "end"});
  AddLine(svg, kClient, 28, kClient, bottom, kInkLine);
  AddLine(svg, kServer, 28, kServer, bottom, kInkLine);
}

void DrawShade(const Element& svg, double top, double bottom) {
  const Element shade = svg.Add("rect", "f-shade");
  shade.Set("x", kClient).Set("y", top).Set("width", kServer - kClient);
  shade.Set("height", bottom - top).Set("fill", "#eef2f8");
  AddText(svg, (kClient + kServer) / 2, top + 13, "encrypted from here on", kInkMuted,
          {.size = 11, .anchor = "middle"});
}

std::string Description(const std::vector<Rung>& rungs) {
  std::string text = std::to_string(rungs.size()) + " steps; the list below says the same.";
  const auto end =
      std::find_if(rungs.begin(), rungs.end(), [](const Rung& r) { return r.trouble; });
  return end == rungs.end() ? text : text + " It ended with: " + end->text;
}

}  // namespace

std::vector<Rung> DrawnRungs(const model::Handshake& handshake) {
  std::vector<Rung> rungs;
  for (const Rung& rung : handshake.ladder) {
    const size_t at = rung.text.find(kFirstEncrypted13);
    const bool splits = at != std::string::npos && rung.from == attempt::Side::kServer &&
                        rung.text.starts_with("ServerHello");
    rungs.push_back(rung);
    if (!splits) continue;
    rungs.back().text.resize(at);
    rungs.push_back(rung);
    rungs.back().text.erase(0, at + 2);
  }
  return rungs;
}

size_t FirstEncrypted(const std::vector<Rung>& rungs, const std::string& version) {
  if (version.empty()) return rungs.size();
  for (size_t i = 0; i < rungs.size(); ++i) {
    const std::string& text = rungs[i].text;
    if (version == "TLSv1.3" && text.starts_with(kFirstEncrypted13.substr(2))) return i;
    if (rungs[i].local && text.starts_with("handshake complete")) {
      return version == "TLSv1.3" ? i : std::min(i + 1, rungs.size());
    }
  }
  return rungs.size();
}

void AddLadder(const Element& parent, const model::Handshake& handshake, const std::string& id) {
  const std::vector<Rung> rungs = DrawnRungs(handshake);
  const size_t encrypted = FirstEncrypted(rungs, handshake.version);
  double bottom = 0;
  const std::vector<Row> rows = Rows(rungs, encrypted, &bottom);
  const Element svg = AddPicture(parent, id, kWidth, bottom + 4, "Handshake: " + handshake.purpose,
                                 Description(rungs));
  if (encrypted < rows.size()) DrawShade(svg, rows[encrypted].top - kNoteHeight, bottom);
  DrawFrame(svg, bottom);
  for (const Row& row : rows) {
    DrawTime(svg, row);
    DrawText(svg, row);
    DrawMark(svg, row);
  }
}

}  // namespace shakedown::report::html
