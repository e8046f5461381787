#include "diagnosis/hop_notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/hops/seen_hop.h"

namespace shakedown::diagnosis {

std::vector<std::string> HopNotes(const Case& c) {
  if (c.verdict.outcome != Outcome::kAccepted || c.requested() || c.resumed) return {};
  const std::vector<SeenHop> hops = HopsSeen(c.trace());
  const SeenHop* hop = FirstNamed(hops);
  const bool direct_asks = std::any_of(c.others.begin(), c.others.end(), [&c](const Other& other) {
    return !other.same_point && other.requested() && other.sni == c.sni;
  });
  if (direct_asks) {
    const std::string who = hop != nullptr ? hop->name : "something in front of it";
    return {
        fmt::format("On another way to this host a certificate is asked for. Here nobody asks, "
                    "because TLS ends "
                    "at {}.",
                    who)};
  }
  if (hop == nullptr) return {};
  return {fmt::format(
      "TLS ends at {} ({}). Whether the server behind it wants a certificate cannot be seen from "
      "here.",
      hop->name, hop->sign)};
}

}  // namespace shakedown::diagnosis
