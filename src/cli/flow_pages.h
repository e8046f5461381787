// The reports of watched or captured connections that are made of their JSON document.
#pragma once

#include <memory>
#include <string>

#include "cli/options.h"
#include "core/result.h"

namespace shakedown::cli {

/// Adds --junit, --html and --markdown.
void AddFlowPageOptions(po::options_description* options);

class FlowPages final {
 public:
  FlowPages() = default;
  /// Takes --json and the above. kUsage, or kFileWrite if a file cannot be written.
  static Result<FlowPages> Open(const ParsedOptions& options);

  /// Where the JSON document has to go: to --json, or to a temporary file if reports are made of it
  /// that nobody else wants. Empty: none is needed.
  const std::string& json_path() const { return json_path_; }
  bool uses_stdout() const { return html_ == "-" || markdown_ == "-" || junit_ == "-"; }
  /// Reads the finished document and writes the reports; the first failure. kFileWrite.
  Result<void> Write() const;

 private:
  struct Removal {
    void operator()(const std::string* path) const;
  };

  std::string json_path_, html_, markdown_, junit_;
  std::unique_ptr<const std::string, Removal> temporary_;  ///< owns the file
};

}  // namespace shakedown::cli
