#include "handshake/terminator_head.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

/// Fields of one hop; Expect is ours to keep because the body is forwarded without waiting.
constexpr std::array<std::string_view, 7> kHopFields = {
    "connection", "proxy-connection", "keep-alive", "upgrade", "te", "trailer", "expect"};

bool IsHopField(std::string_view name) {
  return std::any_of(kHopFields.begin(), kHopFields.end(), [name](std::string_view field) {
    return EqualsIgnoringAsciiCase(field, name);
  });
}

std::string Line(std::string_view name, std::string_view value) {
  std::string line(name);
  line += ": ";
  line += value;
  return line + "\r\n";
}

std::string ViaLine() { return Line("Via", "1.1 " + std::string(kTerminatorName)); }

/// "HTTP/1.x NNN" and anything after it.
bool IsStatusLine(std::string_view line) {
  const auto digit = [line](size_t at) {
    return std::isdigit(static_cast<uint8_t>(line[at])) != 0;
  };
  return line.size() >= 12 && line.starts_with("HTTP/1.") && digit(7) && line[8] == ' ' &&
         digit(9) && digit(10) && digit(11);
}

/// Cuts the first line off `text`.
std::string_view NextLine(std::string_view* text) {
  const size_t end = text->find("\r\n");
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 2);
  return line;
}

}  // namespace

std::string OriginRequestHead(const RequestHead& request) {
  std::string head = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.fields) {
    if (!IsHopField(name)) head += Line(name, value);
  }
  return head + ViaLine() + Line("Connection", "close") + "\r\n";
}

std::optional<std::string> ClientReplyHead(std::string_view head) {
  const std::string_view status = NextLine(&head);
  if (!IsStatusLine(status)) return std::nullopt;
  std::string reply = "HTTP/1.1" + std::string(status.substr(8)) + "\r\n";
  while (!head.empty()) {
    const std::string_view line = NextLine(&head);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    const std::string_view name = line.substr(0, colon);
    if (IsHopField(name) || EqualsIgnoringAsciiCase(name, "server")) continue;
    reply += Line(name, Trimmed(line.substr(colon + 1)));
  }
  return reply + Line("Server", kTerminatorName) + ViaLine() + Line("Connection", "close") + "\r\n";
}

}  // namespace shakedown::handshake
