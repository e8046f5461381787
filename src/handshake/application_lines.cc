#include "handshake/application_lines.h"

#include <string>

namespace shakedown::handshake {

void LineStep::SayLine(std::string_view line) {
  Say(line);
  Say("\r\n");
}

void LineStep::OnInput() {
  while (!done()) {
    const size_t end = input().find('\n');
    if (end == std::string_view::npos) return;
    std::string line(input().substr(0, end));
    if (line.ends_with('\r')) line.pop_back();
    Drop(end + 1);
    OnLine(line);
  }
}

}  // namespace shakedown::handshake
