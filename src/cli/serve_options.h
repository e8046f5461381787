// The options of `serve`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "core/result.h"
#include "pki/mint.h"
#include "report/console.h"
#include "report/junit.h"
#include "run/serve_session.h"

namespace shakedown::cli {

/// The declared options, in groups as `--help` shows them.
struct ServeDeclaration {
  OptionGroup server{"Server"};
  OptionGroup request{"Request for a certificate"};
  OptionGroup client{"Client"};
  OptionGroup suite{"Client under test"};
  OptionGroup output{"Output"};
  po::options_description all;

  ServeDeclaration();
};

/// What `serve` is to do beside serving.
struct ServePlan {
  run::ServeOptions session;
  pki::AuthorityPtr authority;  ///< of the minted server certificate; null if one was given
  std::string save_ca;          ///< where its certificate goes; empty: nowhere
  bool trusts_any = false;      ///< no --client-ca: chains are not checked
  uint64_t count = 0;           ///< stop after so many TLS connections; 0: never
  std::string json_path;        ///< empty: no JSON lines; "-": standard output
  std::string junit_path;
  report::JunitOptions junit;
  /// What the connections are to do, in order; the last goes for all that follow. Empty: get in.
  std::vector<diagnosis::ServedOutcome> expected;
  report::ColorChoice color = report::ColorChoice::kAuto;
  int verbosity = 0;

  /// A report goes to standard output, so that nothing else may.
  bool takes_stdout() const { return json_path == "-" || junit_path == "-"; }
};

/// kUsage, or the errors of the files that the options name.
Result<ServePlan> ReadServePlan(const ParsedOptions& options);

}  // namespace shakedown::cli
