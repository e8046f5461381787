// Colours of the console: few, and always beside a word that says the same.
#pragma once

#include <string>
#include <string_view>

namespace shakedown::report {

enum class Tone { kGood, kBad, kBroken, kMuted, kStrong };

/// Wraps text in terminal colours, or leaves it alone.
class Paint final {
 public:
  explicit Paint(bool enabled) : enabled_(enabled) {}
  std::string operator()(Tone tone, std::string_view text) const;

 private:
  bool enabled_;
};

}  // namespace shakedown::report
