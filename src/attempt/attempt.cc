#include "attempt/attempt.h"

#include <algorithm>

#include "attempt/trace_view.h"

namespace shakedown::attempt {
namespace {

/// The last request that went out, or the first; null without one. Borrowed from the attempt.
const HttpRequest* LastRequest(const Attempt& attempt) {
  const std::vector<const HttpRequest*> requests = RequestsOf(attempt.spec);
  if (requests.empty()) return nullptr;
  const size_t sent = std::clamp<size_t>(Exchanges(attempt.trace).size(), 1, requests.size());
  return requests[sent - 1];
}

}  // namespace

std::string RequestedHost(const Attempt& attempt) {
  const HttpRequest* request = LastRequest(attempt);
  return request == nullptr ? std::string() : HostOf(attempt.spec, *request);
}

bool KeptNoConnection(const Attempt& attempt) {
  const std::vector<Exchange> made = Exchanges(attempt.trace);
  if (made.empty() || made.size() >= RequestsOf(attempt.spec).size()) return false;
  if (Last<Renegotiated>(attempt.trace)) return false;  // that ended it
  const Found<HttpReply> last = made.back().reply;
  return last && last->status < 400;
}

std::string RequestedPath(const Attempt& attempt) {
  const HttpRequest* request = LastRequest(attempt);
  return request == nullptr ? std::string() : PathOf(attempt.spec, *request);
}

}  // namespace shakedown::attempt
