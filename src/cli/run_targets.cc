#include "cli/run_targets.h"

#include <algorithm>
#include <string>
#include <utility>

#include "attempt/target.h"
#include "cli/connection_options.h"
#include "cli/explain_targets.h"
#include "cli/run_options.h"
#include "core/text.h"
#include "run/target_list.h"

namespace shakedown::cli {
namespace {

Result<void> CheckBeside(const ParsedOptions& options) {
  for (const char* name : {"target", "resolve", "origin"}) {
    if (!options.has(name)) continue;
    const std::string option = std::string("--") + name;
    return Error(ErrorCode::kUsage, option + " is about one server, and --targets names many")
        .WithHint("put what it says into the list, or leave --targets out");
  }
  if (!options.has("behave")) return {};
  return Error(ErrorCode::kUsage, "--behave is for the built-in peer, and --targets names others");
}

/// The name that stands in case ids if the line gives none.
std::string NameOf(const attempt::Target& target) {
  constexpr uint16_t kUsualPort = 443;
  const attempt::Endpoint& endpoint = target.endpoint;
  return endpoint.port == kUsualPort ? endpoint.host : attempt::ToText(endpoint);
}

Result<run::RunTarget> ReadLine(const run::ListedTarget& listed, const ParsedOptions& base) {
  po::options_description known;
  AddListedTargetOptions(&known);
  known.add_options()("name", Text("TEXT"), "")("url", po::value<std::vector<std::string>>(), "");
  Arguments words = listed.words;
  words.insert(words.begin(), listed.url);
  const Result<ParsedOptions> line = ParseOptions(words, known, "url");
  if (!line) return line.error();
  if (line->texts("url").size() > 1) {
    return Error(ErrorCode::kUsage, "'" + Printable(line->texts("url")[1]) + "' is no option")
        .WithHint("a line holds one URL and options; a comment begins with '#'");
  }
  const ParsedOptions merged = Over(*line, base);
  run::RunTarget target;
  Result<run::TargetOptions> options = ReadTargetOptions(merged);
  if (!options) return std::move(options).error();
  target.options = *std::move(options);
  const Result<attempt::Target> parsed = attempt::ParseTarget(listed.url, target.options.starttls);
  if (!parsed) return parsed.error();
  target.options.url = listed.url;
  Result<scenario::Variables> variables = ReadVariables(base, line->texts("set"));
  if (!variables) return std::move(variables).error();
  target.variables = *std::move(variables);
  target.name = line->text("name");
  if (target.name.empty()) target.name = NameOf(*parsed);
  target.position = listed.position;
  target.position.excerpt.clear();
  return target;
}

}  // namespace

Result<std::vector<run::RunTarget>> ReadRunTargets(const ParsedOptions& options,
                                                   std::vector<Error>* errors) {
  if (Result<void> beside = CheckBeside(options); !beside) return beside.error();
  const auto listed = run::LoadTargetList(options.text("targets"), errors);
  if (!listed) return listed.error();
  std::vector<run::RunTarget> targets;
  targets.reserve(listed->size());
  for (const run::ListedTarget& line : *listed) {
    Result<run::RunTarget> target = ReadLine(line, options);
    if (target) {
      targets.push_back(*std::move(target));
    } else {
      errors->push_back(std::move(target).error().At(line.position));
    }
  }
  std::stable_sort(errors->begin(), errors->end(), [](const Error& a, const Error& b) {
    return a.position().line < b.position().line;
  });
  return targets;
}

}  // namespace shakedown::cli
