#include "handshake/damage/misstep.h"

#include <array>
#include <utility>

namespace shakedown::handshake::damage {
namespace {

constexpr std::array<std::pair<Misstep, const char*>, 10> kNames = {{
    {Misstep::kNone, "none"},
    {Misstep::kNoSignatureAlgorithms, "no-signature-algorithms"},
    {Misstep::kContext, "context"},
    {Misstep::kSecondRequest, "second-request"},
    {Misstep::kStatusRequest, "status-request"},
    {Misstep::kBadProof, "bad-proof"},
    {Misstep::kRequestOnResumption, "request-on-resumption"},
    {Misstep::kAnonymousRequest, "anonymous-request"},
    {Misstep::kLateRequest, "late-request"},
    {Misstep::kTwoLateRequests, "two-late-requests"},
}};

}  // namespace

const char* ToString(Misstep misstep) {
  for (const auto& [value, name] : kNames) {
    if (value == misstep) return name;
  }
  return "?";
}

std::optional<Misstep> MisstepFromName(std::string_view name) {
  for (const auto& [value, text] : kNames) {
    if (name == text) return value;
  }
  return std::nullopt;
}

bool IsInFlight(Misstep misstep) {
  return misstep != Misstep::kNone && misstep != Misstep::kLateRequest &&
         misstep != Misstep::kTwoLateRequests;
}

}  // namespace shakedown::handshake::damage
