// All servers of a run, started together, and the investigations made against them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/matrix/cell.h"
#include "tests/support/servers/plans.h"

namespace shakedown::matrix {

class Fleet {
 public:
  /// Starts the servers named in `wanted`. Those that are not installed are left out.
  Fleet(const World& world, const std::set<std::string>& wanted);

  const std::vector<std::string>& missing() const { return missing_; }  ///< not installed
  /// "name: its output" of servers that did not come up.
  const std::vector<std::string>& broken() const { return broken_; }
  bool Has(const std::string& server) const { return servers_.contains(server); }

  /// Investigates one cell without and with the server's CA file. Thread-safe.
  std::vector<Judged> Try(const Cell& cell);
  /// The same for many, `threads` at a time, in the order of `cells`.
  std::vector<Judged> TryAll(const std::vector<Cell>& cells, size_t threads);

 private:
  Answer Ask(const Cell& cell, bool with_trust);
  std::mutex* TurnOf(const Cell& cell);

  const World& world_;
  pki::TrustStorePtr server_trust_;
  testing_support::PlainBackend backend_;
  std::map<std::string, std::unique_ptr<testing_support::RunningServer>> servers_;
  std::map<std::string, std::mutex> turns_;  ///< of gates that serve one at a time
  std::mutex turns_guard_;
  std::vector<std::string> missing_;
  std::vector<std::string> broken_;
};

}  // namespace shakedown::matrix
