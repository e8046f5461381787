// A name resolver for many handshakes to few hosts: answers are remembered for a short time, and
// callers that ask for the same name at the same time share one lookup.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/connector.h"

namespace shakedown::net {

/// Thread-safe. A lookup that outlives its deadline stays behind on a thread of its own; while it
/// does, further callers for the same name wait for it instead of starting another.
class Resolver final {
 public:
  /// Successful answers of the system resolver are kept for `remember`.
  explicit Resolver(Milliseconds remember = Milliseconds(30'000)) : remember_(remember) {}

  /// All addresses of `host` in the system's order, at most 16. kResolve, kTimeout.
  Result<std::vector<Address>> Resolve(const std::string& host, uint16_t port, Deadline deadline);

 private:
  struct Lookup;
  struct Answer {
    std::vector<Address> addresses;
    SteadyTime until;
  };

  std::shared_ptr<Lookup> Join(const std::string& host);
  void Remember(const std::string& host, const std::shared_ptr<Lookup>& lookup);

  const Milliseconds remember_;
  std::mutex mutex_;
  std::map<std::string, Answer> answers_;
  std::map<std::string, std::shared_ptr<Lookup>> running_;
};

}  // namespace shakedown::net
