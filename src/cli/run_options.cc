#include "cli/run_options.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "cli/address_options.h"
#include "cli/connection_options.h"
#include "core/text.h"
#include "report/previous_run.h"
#include "run/hooked_target.h"

namespace shakedown::cli {
namespace {

/// Options that a reproducing command repeats.
constexpr std::array<const char*, 16> kRepeated = {
    "target", "targets", "origin", "starttls", "server-ca", "client-ca", "crl",    "baseline",
    "canary", "ca-cert", "ca-key", "ca-pass",  "host",      "via",       "behave", "timeout"};

/// `word` as a shell reads it back.
std::string ShellWord(const std::string& word) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string ReproducingCommand(const ParsedOptions& options,
                               const std::vector<std::string>& suites) {
  std::string command = "shakedown run";
  for (const std::string& suite : suites) command += ' ' + ShellWord(suite);
  for (const char* name : kRepeated) {
    if (options.has(name)) {
      const std::string text = attempt::MaskPasswords(options.text(name));
      command += std::string(" --") + name + ' ' + ShellWord(text);
    }
  }
  if (options.has("sni")) command += " --sni " + ShellWord(options.text("sni"));
  for (const std::string& one : options.texts("resolve")) command += " --resolve " + ShellWord(one);
  for (const std::string& hook : options.texts("hook")) command += " --hook " + ShellWord(hook);
  for (const std::string& set : options.texts("set")) {
    command += " --set " + ShellWord(attempt::MaskPasswords(set));
  }
  return command;
}

void TakeEnvironmentVariables(scenario::Variables* variables) {
  constexpr std::string_view kPrefix = "SHAKEDOWN_VAR_";
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (!text.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    const auto name = text.substr(kPrefix.size(), equals - kPrefix.size());
    (*variables)[ToLowerAscii(name)] = text.substr(equals + 1);
  }
}

}  // namespace

Result<scenario::Variables> ReadVariables(const ParsedOptions& options,
                                          const std::vector<std::string>& further) {
  scenario::Variables variables;
  TakeEnvironmentVariables(&variables);
  std::vector<std::string> all = options.texts("set");
  all.insert(all.end(), further.begin(), further.end());
  for (const std::string& set : all) {
    const size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error(ErrorCode::kUsage, "--set wants NAME=VALUE, not '" + Printable(set) + "'");
    }
    variables[set.substr(0, equals)] = set.substr(equals + 1);
  }
  return variables;
}

void AddTargetOptions(po::options_description* options) {
  auto add = options->add_options();
  add("target", Text("URL"),
      "https://host:port/path, smtp://host ...; without it the built-in peer");
  add("targets", Text("FILE"),
      "a list of targets, each of which runs all suites: one URL per line, with options of its own "
      "behind it ('-': standard input)");
  add("behave", Text("NAME"),
      "built-in peer: nginx, strict, optional, none, late, or broken:ID, which overlooks what the "
      "conformance case ID is about");
  add("hook", Texts("NAME=COMMAND"),
      "how the target's trust, crl or policy is changed, for the cases that do (docs/hooks.md)");
  AddListedTargetOptions(options);
}

void AddListedTargetOptions(po::options_description* options) {
  AddConnectionOptions(options);
  AddAddressOptions(options);
  auto add = options->add_options();
  add("ca-cert", Text("FILE"), "CA certificate ...");
  add("ca-key", Text("FILE"), "... and key: identities that the target trusts are minted");
  add("ca-pass", Text("SOURCE"), "passphrase of --ca-key: env:NAME or file:PATH");
  add("canary", Text("TEXT"),
      "what only authenticated clients get to see at the target: a reply without it is a refusal");
  add("set", Texts("NAME=VALUE"), "suite variable; also SHAKEDOWN_VAR_<NAME>");
}

void AddSelectionOptions(po::options_description* options) {
  auto add = options->add_options();
  add("filter", Texts("GLOB"), "cases whose id, or scenario id, matches (repeatable: any)");
  add("tag", Texts("TAG"), "only scenarios with this tag (repeatable: any)");
  add("not-tag", Texts("TAG"), "no scenario with this tag");
  add("profile", Text("NAME"),
      "conformance: smoke, security, interop (security too) or full; the same as tags");
  add("rerun-failed", Text("FILE"), "only what did not pass in this JSON report");
  add("shard", Text("I/N"), "the I-th of N parts; 'auto': as the CI system says");
}

void AddExecutionOptions(po::options_description* options) {
  auto add = options->add_options();
  add("jobs,j", po::value<int>()->value_name("N"), "cases at once (default: 4 per core)");
  add("baseline", Text("FILE"),
      "failures that are known, each with its reason: they count as passed, and a pass fails");
  add("write-baseline", Text("FILE"),
      "write such a file from this run's failures; the reasons are for you to fill in");
  add("retries", po::value<int>()->value_name("N"), "run an unsuccessful case again");
  add("fail-fast", po::value<int>()->implicit_value(1)->value_name("N"),
      "stop after N failures (default 1)");
  add("timeout", Text("TIME"), "limit of one handshake: 15s, 500ms (default 15s)");
  add("shuffle", "start cases in random order; reports keep theirs");
  add("seed", po::value<uint64_t>()->value_name("N"), "of --shuffle");
  add("keylog", Text("FILE"), "append session secrets (also SSLKEYLOGFILE)");
}

namespace {

/// The grades of the conformance suites are tags; what proves that a method works goes along.
Result<void> AddProfile(const ParsedOptions& options, run::Selection* selection) {
  const std::string profile = options.text("profile");
  if (profile.empty() || profile == "full") return {};
  std::vector<std::string> tags;
  if (profile == "smoke") tags = {"smoke"};
  if (profile == "security") tags = {"security", "control"};
  if (profile == "interop") tags = {"security", "interop", "control"};
  if (tags.empty()) {
    return Error(ErrorCode::kUsage, "there is no profile '" + Printable(profile) + "'")
        .WithHint("profiles are smoke, security, interop and full");
  }
  selection->tags.insert(selection->tags.end(), tags.begin(), tags.end());
  return {};
}

}  // namespace

Result<SelectionAndShard> ReadSelection(const ParsedOptions& options,
                                        const Environment& environment) {
  SelectionAndShard result;
  run::Selection& selection = result.selection;
  selection.filters = options.texts("filter");
  if (const auto bazel = environment("TESTBRIDGE_TEST_ONLY"); bazel && !bazel->empty()) {
    selection.filters.push_back(*bazel);
  }
  selection.tags = options.texts("tag");
  if (Result<void> added = AddProfile(options, &selection); !added) {
    return std::move(added).error();
  }
  selection.not_tags = options.texts("not-tag");
  if (options.has("rerun-failed")) {
    auto ids = report::UnsuccessfulCases(options.text("rerun-failed"));
    if (!ids) return std::move(ids).error();
    // An empty list would mean "all": nothing failed, so nothing is selected.
    selection.only_ids = ids->empty() ? std::vector<std::string>{""} : std::move(*ids);
  }
  auto shard = FindShard(options.text("shard"), environment);
  if (!shard) return std::move(shard).error();
  result.shard = std::move(*shard);
  selection.shard_index = result.shard.index;
  selection.shard_count = result.shard.count;
  selection.shuffle = options.has("shuffle");
  selection.seed =
      options.has("seed") ? options.values["seed"].as<uint64_t>() : std::random_device()();
  return result;
}

namespace {

/// Commands of --hook by their name.
Result<std::map<std::string, std::string>> ReadHooks(const ParsedOptions& options) {
  std::map<std::string, std::string> hooks;
  for (const std::string& hook : options.texts("hook")) {
    const size_t equals = std::min(hook.find('='), hook.size());
    const std::string name = hook.substr(0, equals);
    const std::vector<std::string>& names = run::HookNames();
    if (std::find(names.begin(), names.end(), name) == names.end() || equals + 1 >= hook.size()) {
      return Error(ErrorCode::kUsage, "--hook wants NAME=COMMAND, not '" + Printable(hook) + "'")
          .WithHint("names are " + Joined(names, ", "));
    }
    if (!hooks.emplace(name, hook.substr(equals + 1)).second) {
      return Error(ErrorCode::kUsage, "--hook " + name + " is given twice");
    }
  }
  return hooks;
}

}  // namespace

Result<run::TargetOptions> ReadTargetOptions(const ParsedOptions& options) {
  run::TargetOptions target;
  target.url = options.text("target");
  target.server_ca = options.text("server-ca");
  target.client_ca = options.text("client-ca");
  target.crl = options.text("crl");
  target.ca_cert = options.text("ca-cert");
  target.ca_key = options.text("ca-key");
  target.ca_pass = options.text("ca-pass");
  target.canary = options.text("canary");
  if (options.has("sni")) {
    Result<std::string> sni = ReadServerName(options);
    if (!sni) return std::move(sni).error();
    target.sni = *std::move(sni);
    target.has_sni = true;
  }
  target.starttls = options.text("starttls");
  target.host = options.text("host");
  target.via = options.text("via");
  target.proxy_variables = ProxyVariablesOf(options, ProcessEnvironment());
  target.behave = options.text("behave");
  Result<std::map<std::string, std::string>> hooks = ReadHooks(options);
  if (!hooks) return std::move(hooks).error();
  target.hooks = *std::move(hooks);
  Result<std::vector<attempt::Resolution>> resolutions = ReadResolutions(options);
  if (!resolutions) return std::move(resolutions).error();
  target.resolve = *std::move(resolutions);
  // Its port may be that of a URL in a suite: here it is only read for mistakes.
  if (const auto origin = ReadOrigin(options, 443); !origin) return origin.error();
  target.origin = options.text("origin");
  if (!target.origin.empty() && !target.resolve.empty()) {
    return Error(ErrorCode::kUsage, "--resolve and --origin both say where to connect")
        .WithHint("give one of them");
  }
  return target;
}

Result<run::RunOptions> ReadRunOptions(const ParsedOptions& options,
                                       const std::vector<std::string>& suites) {
  run::RunOptions run;
  Result<run::TargetOptions> target = ReadTargetOptions(options);
  if (!target) return std::move(target).error();
  run.target = *std::move(target);
  auto variables = ReadVariables(options, {});
  if (!variables) return std::move(variables).error();
  run.variables = std::move(*variables);
  for (const char* name : {"jobs", "retries", "fail-fast"}) {
    if (options.has(name) && options.values[name].as<int>() < (name[0] == 'r' ? 0 : 1)) {
      return Error(ErrorCode::kUsage, std::string("--") + name + " is too small");
    }
  }
  if (options.has("jobs")) run.jobs = options.values["jobs"].as<int>();
  if (options.has("retries")) run.retries = options.values["retries"].as<int>();
  if (options.has("fail-fast")) run.fail_fast = options.values["fail-fast"].as<int>();
  const auto timeout = ReadTimeout(options, run.timeout);
  if (!timeout) return timeout.error();
  run.timeout = *timeout;
  run.keylog_file = KeyLogFile(options);
  run.command = ReproducingCommand(options, suites);
  return run;
}

}  // namespace shakedown::cli
