#include <array>
#include <string_view>
#include <utility>

#include "handshake/peer.h"

namespace shakedown::handshake {
namespace {

constexpr std::array<std::pair<Behaviour, const char*>, 6> kNames = {{
    {Behaviour::kNone, "none"},
    {Behaviour::kOptional, "optional"},
    {Behaviour::kStrict, "strict"},
    {Behaviour::kNginx, "nginx"},
    {Behaviour::kLenient, "lenient"},
    {Behaviour::kLate, "late"},
}};

constexpr std::array<std::pair<EarlyData, const char*>, 4> kEarlyDataNames = {{
    {EarlyData::kRefuse, "refuse"},
    {EarlyData::kTooEarly, "too-early"},
    {EarlyData::kOnce, "once"},
    {EarlyData::kAnswer, "answer"},
}};

}  // namespace

const char* ToString(Behaviour behaviour) {
  for (const auto& [value, name] : kNames) {
    if (value == behaviour) return name;
  }
  return "?";
}

std::optional<Behaviour> BehaviourFromName(std::string_view name) {
  for (const auto& [value, text] : kNames) {
    if (name == text) return value;
  }
  return std::nullopt;
}

std::optional<EarlyData> EarlyDataFromName(std::string_view name) {
  for (const auto& [value, text] : kEarlyDataNames) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace shakedown::handshake
