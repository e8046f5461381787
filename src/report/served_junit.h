// JUnit XML of `serve`: each connection is a case of the suite "serve", told by the report that
// tells cases of suites.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "report/junit.h"
#include "run/served_event.h"

namespace shakedown::report {

/// Whether a connection did what was expected: it had the expected outcome, or, if none was named,
/// the client got in.
bool ServedAsExpected(const run::ServedEvent& event,
                      const std::optional<diagnosis::ServedOutcome>& expected);

class ServedJunit final {
 public:
  /// Room for `count` connections; those that never come are skipped cases.
  ServedJunit(JunitOptions options, size_t count, const std::string& url,
              const std::string& tool_version, const std::string& tls_library);
  ~ServedJunit();
  ServedJunit(const ServedJunit&) = delete;
  ServedJunit& operator=(const ServedJunit&) = delete;

  /// The next connection; more than `count` are left out.
  void Add(const run::ServedEvent& event, const std::optional<diagnosis::ServedOutcome>& expected);
  /// The whole document, UTF-8. To be called once, at the end.
  std::string Document(run::Stop stop);

 private:
  run::Plan plan_;
  std::unique_ptr<JunitReport> report_;
  run::Counts counts_;
  const SteadyTime started_ = std::chrono::steady_clock::now();
  size_t next_ = 0;
};

}  // namespace shakedown::report
