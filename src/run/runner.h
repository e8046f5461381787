// Runs a plan: prepares the target and the identities, then workers take cases one by one.
#pragma once

#include <atomic>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "attempt/proxy_environment.h"
#include "attempt/resolution.h"
#include "core/result.h"
#include "run/event.h"
#include "run/plan.h"

namespace shakedown::run {

/// Where cases run. Empty text: not given. The command line wins over the suite's <target>.
struct TargetOptions {
  std::string url;       ///< empty, and none in the suite: the built-in peer
  std::string starttls;  ///< the protocol that asks for TLS; empty: as the URL says
  std::string server_ca;
  std::string client_ca;  ///< the CA file the server trusts
  std::string crl;
  std::string ca_cert;  ///< with ca_key: identities that the target trusts can be minted
  std::string ca_key;
  std::string ca_pass;
  std::string canary;  ///< what only authenticated clients get to see
  std::string sni;     ///< default SNI for all handshakes; `has_sni` false: the URL's host
  bool has_sni = false;
  std::string host;  ///< default HTTP Host
  std::string via;   ///< default proxies, blank-separated; "direct": none
  /// The environment's, for targets that are named; empty if `via` was given, whatever it says.
  attempt::ProxyVariables proxy_variables;
  std::string behave;  ///< built-in peer: overrides the behaviour of its asking hosts
  /// Commands that change the target, by what they change: "trust", "crl", "policy".
  std::map<std::string, std::string> hooks;
  std::vector<attempt::Resolution> resolve;  ///< where to connect for the names in it
  std::string origin;  ///< "ADDR[:PORT]": connect there whatever the URL's host is
};

/// One of several targets.
struct RunTarget {
  std::string name;  ///< for people; its IdSlug stands in case ids and is unique
  TargetOptions options;
  scenario::Variables variables;  ///< --set and the environment, with those of the target
  SourcePosition position;        ///< in the list of targets
};

struct RunOptions {
  TargetOptions target;
  scenario::Variables variables;  ///< --set and the environment
  /// Every suite runs against each of these: the plan holds the suites that `SuitesForTargets`
  /// makes. Empty: `target` and `variables` count.
  std::vector<RunTarget> targets;
  int jobs = 0;  ///< 0: four per core
  int retries = 0;
  int fail_fast = 0;            ///< stop after so many failures; 0: never
  Milliseconds timeout{15000};  ///< per handshake
  std::string keylog_file;
  uint64_t seed = 0;         ///< of the execution order, for reports
  std::string shard;         ///< "2/5", for reports; empty: not sharded
  std::string tool_version;  ///< for reports
  std::string tls_library;   ///< for reports
  std::string command;       ///< "shakedown run --target ...": prefix of the reproducing command
};

/// Runs all cases of `plan` and feeds `reporters`. `interrupt` is polled between cases: SIGINT or
/// SIGTERM number, 0 to go on; cases not reached are reported as skipped. An Error only if nothing
/// could be started (unreadable CA file, bad URL); reporters have then seen no event. With
/// `options.targets` such trouble, and a target that is not reached, is the error of all cases of
/// that target; the others run.
Result<RunSummary> Run(const Plan& plan, const RunOptions& options,
                       std::span<Reporter* const> reporters, const std::atomic<int>& interrupt);

/// What --dry-run does: prepares everything (files, keys, variables) without opening a socket and
/// returns the defects found.
std::vector<Error> Check(const Plan& plan, const RunOptions& options);

}  // namespace shakedown::run
