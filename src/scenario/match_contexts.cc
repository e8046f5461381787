#include "scenario/match_contexts.h"

#include <algorithm>
#include <vector>

#include "attempt/trace_view.h"
#include "core/hex.h"

namespace shakedown::scenario {
namespace {

/// What cannot be tried out: 64 bits.
constexpr size_t kFewestOctets = 8;
/// Contexts that agree in all but their last octets count.
constexpr size_t kCounterOctets = 2;

std::vector<Bytes> ContextsOf(std::span<const attempt::Attempt> attempts) {
  std::vector<Bytes> contexts;
  for (const attempt::Attempt& attempt : attempts) {
    for (const attempt::RequestSeen& seen : attempt::CertificateRequests(attempt.trace)) {
      if (seen.when == attempt::RequestTime::kPostHandshake) {
        contexts.push_back(seen.request->context);
      }
    }
  }
  return contexts;
}

bool OnlyCountsUp(const Bytes& one, const Bytes& other) {
  if (one.size() != other.size() || one.size() < kCounterOctets) return false;
  const auto end = one.end() - static_cast<ptrdiff_t>(kCounterOctets);
  return std::equal(one.begin(), end, other.begin());
}

/// What is wrong with them; empty if nothing is.
std::string Fault(const std::vector<Bytes>& contexts) {
  for (size_t i = 0; i < contexts.size(); ++i) {
    const Bytes& context = contexts[i];
    if (context.empty()) return "an empty context";
    if (context.size() < kFewestOctets) {
      return "a context of " + std::to_string(context.size()) + " octets: " + ToHex(context);
    }
    for (size_t other = 0; other < i; ++other) {
      if (contexts[other] == context) return "the context " + ToHex(context) + " twice";
      if (OnlyCountsUp(contexts[other], context)) {
        return "contexts that count: " + ToHex(contexts[other]) + ", " + ToHex(context);
      }
    }
  }
  return {};
}

}  // namespace

CheckResult MatchContexts(std::span<const attempt::Attempt> attempts,
                          const std::string& handshake) {
  const std::vector<Bytes> contexts = ContextsOf(attempts);
  CheckResult result;
  const std::string fault = Fault(contexts);
  result.met = contexts.size() > 1 && fault.empty();
  result.what = "CertificateRequest contexts";
  result.expected = "two or more, each fresh and not to be guessed";
  result.observed = fault.empty() ? std::to_string(contexts.size()) + " different" : fault;
  result.handshake = handshake;
  return result;
}

}  // namespace shakedown::scenario
