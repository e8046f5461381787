// The options of `explain`, and the investigations that they ask for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "pki/chain.h"
#include "pki/identity.h"
#include "report/console.h"
#include "report/junit.h"
#include "run/investigation.h"

namespace shakedown::cli {

/// The declared options, in groups as `--help` shows them.
struct ExplainDeclaration {
  OptionGroup target{"Target"};
  OptionGroup many{"Many targets"};
  OptionGroup identity{"Identity"};
  OptionGroup handshake{"Handshake"};
  OptionGroup output{"Output"};
  po::options_description all;  ///< the groups, and "url" for the word without a name
  /// What may stand behind a URL in a list of targets, and "url".
  po::options_description line;

  ExplainDeclaration();
};

/// Turns options into investigations. Files that several of them name are read once.
class InvestigationReader {
 public:
  /// Reads the options and the files that they name. A certificate or key that cannot be used is no
  /// error but the thing to explain: it goes into `unusable`. kUsage for a command line that makes
  /// no sense, kFileRead or kFormat for CA files and revocation lists that cannot be read.
  Result<run::InvestigationOptions> Read(const ParsedOptions& options);

 private:
  /// An identity, or why there is none.
  struct Loaded {
    pki::IdentityPtr identity;
    std::optional<Error> unusable;
  };
  Result<void> ReadIdentity(const ParsedOptions& options, run::InvestigationOptions* investigation);
  Result<void> ReadTrust(const ParsedOptions& options, run::InvestigationOptions* investigation);
  Result<pki::TrustStorePtr> Trust(const std::string& ca_file, const std::string& crl);
  pki::TrustStorePtr SystemTrust();

  std::map<std::vector<std::string>, Loaded> identities_;  ///< by the options that name the files
  std::map<std::pair<std::string, std::string>, pki::TrustStorePtr> trust_;
  std::optional<pki::TrustStorePtr> system_;
};

/// How the results of `explain` are shown.
struct ExplainOutput {
  std::string json_path;  ///< empty: no JSON; "-": standard output
  std::string junit_path;
  std::string html_path;
  std::string markdown_path;
  report::JunitOptions junit;
  report::ColorChoice color = report::ColorChoice::kAuto;
  int verbosity = 0;

  /// A report goes to standard output, so that nothing else may.
  bool takes_stdout() const {
    return json_path == "-" || junit_path == "-" || html_path == "-" || markdown_path == "-";
  }
};
/// kUsage, or kFileWrite for a report that cannot be written.
Result<ExplainOutput> ReadExplainOutput(const ParsedOptions& options);

}  // namespace shakedown::cli
