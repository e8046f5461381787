// The options of `explain`, and the investigation that they ask for.
#pragma once

#include <string>

#include "cli/options.h"
#include "core/result.h"
#include "report/console.h"
#include "run/investigation.h"

namespace shakedown::cli {

/// The declared options, in groups as `--help` shows them.
struct ExplainDeclaration {
  po::options_description target{"Target", 80};
  po::options_description identity{"Identity", 80};
  po::options_description handshake{"Handshake", 80};
  po::options_description output{"Output", 80};
  po::options_description all;  ///< the groups, and "url" for the word without a name

  ExplainDeclaration();
};

/// What the command line asks for.
struct ExplainRequest {
  run::InvestigationOptions investigation;
  std::string json_path;  ///< empty: no JSON; "-": standard output
  report::ColorChoice color = report::ColorChoice::kAuto;
  int verbosity = 0;
};

/// Reads the options and the files that they name. A certificate or key that cannot be used is no
/// error but the thing to explain: it goes into `investigation.unusable`. kUsage for a command line
/// that makes no sense, kFileRead or kFormat for CA files and revocation lists that cannot be read.
Result<ExplainRequest> ReadExplainOptions(const ParsedOptions& options);

}  // namespace shakedown::cli
