#include "handshake/application_lines.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"

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

std::string_view MechanismToBegin(const std::vector<std::string_view>& listed) {
  // EXTERNAL is the login by certificate: a server that takes passwords too may deny it for want of
  // one, and that says nothing about the others.
  static constexpr std::array<std::string_view, 2> kMechanisms{"PLAIN", "EXTERNAL"};
  for (const std::string_view mechanism : kMechanisms) {
    const bool offered = std::any_of(listed.begin(), listed.end(), [&](std::string_view word) {
      return EqualsIgnoringAsciiCase(word, mechanism);
    });
    if (offered) return mechanism;
  }
  return {};
}

}  // namespace shakedown::handshake
