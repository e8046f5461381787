// The JSON document of watched or captured connections (schema shakedown.flows/1,
// reports/flows.schema.json): one diagnosis document for each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/file_writer.h"
#include "core/result.h"
#include "observe/observation.h"
#include "run/investigation.h"

namespace shakedown::report {

inline constexpr const char* kFlowsSchema = "shakedown.flows/1";

/// "nothing", "clear", "sealed", "misfit".
const char* ToString(observe::Sight sight);

/// One connection and what it comes to; borrowed.
struct FlowReport {
  uint64_t number = 0;
  const observe::Observation& seen;
  const run::Investigation& found;
};

/// Writes connections as they come, one a line; the file appears when it is closed.
class FlowsJson final {
 public:
  /// `source` says where the connections were seen: "watch" or the capture's name. "-" is standard
  /// output. kFileWrite.
  static Result<std::unique_ptr<FlowsJson>> Create(const std::string& path,
                                                   const std::string& source,
                                                   const std::string& version);
  /// kFileWrite; the file is then lost.
  Result<void> Add(const FlowReport& flow);
  /// Ends the document; to be called once. `problem`: why not all could be read, or empty.
  /// kFileWrite.
  Result<void> Close(const std::string& problem);

 private:
  explicit FlowsJson(std::unique_ptr<FileWriter> file) : file_(std::move(file)) {}

  std::unique_ptr<FileWriter> file_;
  bool first_ = true;
};

}  // namespace shakedown::report
