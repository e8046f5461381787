// The options that `watch` and `decode` share, and how both show connections.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cli/console_writer.h"
#include "cli/flow_pages.h"
#include "cli/options.h"
#include "core/result.h"
#include "observe/attempt_of.h"
#include "observe/flow.h"
#include "pki/chain.h"
#include "report/console.h"
#include "report/flows_json.h"

namespace shakedown::cli {

/// Adds --keylog, --cert, --client-ca, --crl and --server-ca.
void AddKnowledgeOptions(po::options_description* options);
/// Adds --json, --junit, --html, --markdown, --color, --quiet, --verbose and --help.
void AddFlowOutputOptions(po::options_description* options);

/// Checks server certificates against a trust store, which may be null.
observe::ServerCheck MakeServerCheck(pki::TrustStorePtr trust);

/// What the options know besides the octets.
struct FlowKnowledge {
  observe::ObserverKnowledge observer;
  pki::TrustStorePtr server_trust;  ///< --server-ca or the system's store; may be null
  std::string key_log_file;         ///< empty: none
};
/// kUsage, kFileRead or kFormat.
Result<FlowKnowledge> ReadKnowledge(const ParsedOptions& options);

/// Shows connections as they are told about, writes the JSON document, and keeps count of how they
/// ended.
class FlowTeller final {
 public:
  /// kUsage, or kFileWrite for a document that cannot be written. `source` as in FlowsJson.
  static Result<std::unique_ptr<FlowTeller>> Create(const ParsedOptions& options,
                                                    const FlowKnowledge& knowledge,
                                                    const std::string& source);

  /// From now on explanations go through `console` (borrowed) instead of being written at once.
  void set_console(ConsoleWriter* console) { console_ = console; }
  /// Connections that nobody could be told about: there is no verdict on them.
  void AddUntold(uint64_t connections) { untold_ += connections; }

  /// Explains a connection. Until its `last_word` nothing of it goes into the document, and it is
  /// shown again only if the explanation changed.
  void Tell(uint64_t number, const observe::Observation& seen, bool last_word);
  /// Ends the document and writes the reports that are made of it; `problem` says why not all could
  /// be read, or is empty. kFileWrite.
  Result<void> Close(const std::string& problem = {});

  uint64_t told() const { return told_; }
  bool quiet() const { return verbosity_ < -1; }
  /// Whether nothing but the document may go to standard output.
  bool takes_stdout() const { return takes_stdout_; }
  /// 0 if all connections were accepted, 1 if one was refused, 3 if one is open to doubt or could
  /// not be told about, 4 if there was none.
  int ExitCode() const;

 private:
  explicit FlowTeller(const FlowKnowledge& knowledge) : knowledge_(knowledge) {}
  void Print(uint64_t number, const observe::Observation& seen, const run::Investigation& found);
  void Remember(uint64_t number, std::string said);

  const FlowKnowledge& knowledge_;
  FlowPages pages_;
  std::unique_ptr<report::FlowsJson> json_;
  std::optional<Error> failure_;
  ConsoleWriter* console_ = nullptr;
  report::ColorChoice color_ = report::ColorChoice::kAuto;
  int verbosity_ = 0;
  bool takes_stdout_ = false;
  std::map<uint64_t, std::string> shown_;  ///< of open connections: what was said last
  uint64_t told_ = 0;
  uint64_t refused_ = 0;
  uint64_t open_ = 0;
  uint64_t untold_ = 0;
};

}  // namespace shakedown::cli
