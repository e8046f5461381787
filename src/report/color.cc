#include "report/color.h"

#include <unistd.h>

#include <cstdlib>

#include "report/console.h"

namespace shakedown::report {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::string_view(value) : std::string_view();
}

bool IsForced(const char* name) {
  const std::string_view value = Variable(name);
  return !value.empty() && value != "0";
}

/// Green and red are what people look for; the bad ones are bold too, for those who do not see the
/// hue.
const char* Code(Tone tone) {
  switch (tone) {
    case Tone::kGood: return "\x1b[32m";
    case Tone::kBad: return "\x1b[1;31m";
    case Tone::kBroken: return "\x1b[1;35m";
    case Tone::kMuted: return "\x1b[2m";
    case Tone::kStrong: return "\x1b[1m";
  }
  return "";
}

}  // namespace

bool UseColor(ColorChoice choice, int fd) {
  if (choice != ColorChoice::kAuto) return choice == ColorChoice::kAlways;
  if (!Variable("NO_COLOR").empty()) return false;
  if (IsForced("CLICOLOR_FORCE") || IsForced("FORCE_COLOR")) return true;
  if (Variable("CLICOLOR") == "0" || Variable("TERM") == "dumb") return false;
  return isatty(fd) == 1;
}

std::string Paint::operator()(Tone tone, std::string_view text) const {
  if (!enabled_) return std::string(text);
  std::string painted = Code(tone);
  painted += text;
  painted += "\x1b[0m";
  return painted;
}

}  // namespace shakedown::report
