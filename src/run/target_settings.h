// Where a suite runs and with which files: the command line first, then the suite's <target>.
#pragma once

#include <string>

#include "attempt/target.h"
#include "core/result.h"
#include "run/runner.h"
#include "scenario/model.h"

namespace shakedown::run {

struct TargetSettings {
  bool built_in = true;    ///< no target named anywhere: the built-in peer
  attempt::Target target;  ///< only if not built_in
  std::string server_ca;
  std::string client_ca;
  std::string crl;
  std::string ca_cert;
  std::string ca_key;
  std::string ca_pass;  ///< "env:NAME", "file:PATH" or empty
  std::string canary;   ///< what only authenticated clients get to see; may be empty

  /// Whether identities can be minted below a CA that the target trusts.
  bool has_authority() const { return !ca_cert.empty() && !ca_key.empty(); }
};

/// Merges command line and suite. Paths of the suite are relative to its file. kUsage for a URL
/// that does not parse or half a pair of CA files, kSuite for an unknown variable.
Result<TargetSettings> ResolveTarget(const scenario::SuiteModel& suite,
                                     const TargetOptions& options,
                                     const scenario::Variables& variables);

/// `path` as seen from the folder of the suite file; absolute and empty paths are kept.
std::string BesideSuite(const scenario::SuiteModel& suite, const std::string& path);
/// "file:" passphrase sources are paths too; "env:" and empty ones are kept.
std::string PassphraseBesideSuite(const scenario::SuiteModel& suite, const std::string& source);

}  // namespace shakedown::run
