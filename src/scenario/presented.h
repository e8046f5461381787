// What an identity puts behind its own certificate, as the attribute `presents` says it: chains put
// together by hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::scenario {

/// One word of the list: [IDENTITY:]PART[*TIMES].
struct PresentedPart {
  enum class Kind {
    kLeaf,    ///< the identity's own certificate
    kChain,   ///< all that stands above it in its own chain
    kNumber,  ///< one of these, counted from 1
    kRoot,    ///< the root that issued them
  };
  std::string identity;  ///< whose; empty: this one's
  Kind kind = Kind::kChain;
  size_t number = 0;  ///< of kNumber
  size_t times = 1;
};

/// "chain root", "2 1", "stranger:leaf*20"; "nothing" alone is an empty list. Nothing if a word is
/// none of these.
std::optional<std::vector<PresentedPart>> ParsePresented(std::string_view text);

}  // namespace shakedown::scenario
