#include "net/starttls/numbered.h"

#include <algorithm>

namespace shakedown::net::starttls {
namespace {

/// The three digits at the start of a line, or 0.
int CodeOf(std::string_view line) {
  if (line.size() < 3) return 0;
  const std::string_view digits = line.substr(0, 3);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return 0;
  }
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return 0;
  return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

}  // namespace

std::optional<NumberedReply> HearNumbered(Dialogue& dialogue) {
  NumberedReply reply;
  while (true) {
    const std::optional<std::string> line = dialogue.HearLine();
    if (!line) return std::nullopt;
    const int code = CodeOf(*line);
    if (reply.code == 0) reply.code = code;
    if (reply.code == 0) return reply;
    // Lines in the middle of an FTP reply may be any text.
    reply.words.push_back(code != 0 && line->size() > 4 ? line->substr(4)
                          : code == 0                   ? *line
                                                        : std::string());
    const bool goes_on = code != reply.code || (line->size() > 3 && (*line)[3] == '-');
    if (!goes_on) return reply;
  }
}

}  // namespace shakedown::net::starttls
