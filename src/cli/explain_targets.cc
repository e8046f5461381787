#include "cli/explain_targets.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "diagnosis/client_profile.h"
#include "run/target_list.h"

namespace shakedown::cli {
namespace {

/// Options that are one thing together: whoever gives one of them gives them all.
const std::array<std::vector<std::string>, 3> kTogether = {{{"cert", "key", "chain", "p12", "pass"},
                                                            {"client-ca", "crl"},
                                                            {"ca-cert", "ca-key", "ca-pass"}}};

/// Options of the command line that mean one target only, or no target at all.
constexpr std::array<std::string_view, 5> kNotInherited = {"url", "targets", "resolve", "origin",
                                                           "name"};

bool SaysAnythingAbout(const ParsedOptions& options, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&options](const std::string& name) { return options.has(name); });
}

Result<void> CheckBeside(const ParsedOptions& options) {
  if (options.has("url")) {
    return Error(ErrorCode::kUsage, "a URL and --targets are both given")
        .WithHint("put the URL into the list, or leave --targets out");
  }
  for (const char* name : {"resolve", "origin"}) {
    if (!options.has(name)) continue;
    const std::string option = std::string("--") + name;
    return Error(ErrorCode::kUsage, option + " is about one server, and --targets names many")
        .WithHint("write " + option + " behind the URL that it is for, in the list");
  }
  if (options.has("all-addresses")) {
    return Error(ErrorCode::kUsage, "--all-addresses compares one host's, and --targets names many")
        .WithHint("run it for one URL at a time");
  }
  return {};
}

Result<run::SurveyTarget> ReadLine(const run::ListedTarget& listed, const ParsedOptions& base,
                                   const ExplainDeclaration& declared,
                                   InvestigationReader& reader) {
  Arguments words = listed.words;
  words.insert(words.begin(), listed.url);
  Result<ParsedOptions> line = ParseOptions(words, declared.line, "url");
  if (!line) return std::move(line).error();
  if (line->texts("url").size() > 1) {
    return Error(ErrorCode::kUsage, "'" + Printable(line->texts("url")[1]) + "' is no option")
        .WithHint("a line holds one URL and options; a comment begins with '#'");
  }
  Result<run::InvestigationOptions> investigation = reader.Read(Over(*line, base));
  if (!investigation) return std::move(investigation).error();
  const std::string& profile = investigation->as_profile;
  if (!profile.empty() && diagnosis::FindClientProfile(profile) == nullptr) {
    return Error(ErrorCode::kUsage, "there is no client profile '" + Printable(profile) + "'")
        .WithHint("'shakedown profiles' lists them");
  }
  run::SurveyTarget target;
  target.name = line->text("name");
  if (target.name.empty()) target.name = attempt::ToUrl(investigation->spec.target);
  target.options = std::move(*investigation);
  target.position = listed.position;
  target.position.excerpt.clear();
  return target;
}

}  // namespace

ParsedOptions Over(ParsedOptions line, const ParsedOptions& base) {
  std::vector<std::string> left_out(kNotInherited.begin(), kNotInherited.end());
  for (const std::vector<std::string>& names : kTogether) {
    if (!SaysAnythingAbout(line, names)) continue;
    left_out.insert(left_out.end(), names.begin(), names.end());
  }
  for (const auto& [name, value] : base.values) {
    if (std::find(left_out.begin(), left_out.end(), name) != left_out.end()) continue;
    line.values.insert({name, value});
  }
  return line;
}

Result<std::vector<run::SurveyTarget>> ReadTargets(const ParsedOptions& options,
                                                   const ExplainDeclaration& declared,
                                                   std::vector<Error>* errors) {
  if (Result<void> beside = CheckBeside(options); !beside) return beside.error();
  const auto listed = run::LoadTargetList(options.text("targets"), errors);
  if (!listed) return listed.error();
  InvestigationReader reader;
  std::vector<run::SurveyTarget> targets;
  targets.reserve(listed->size());
  for (const run::ListedTarget& line : *listed) {
    Result<run::SurveyTarget> target = ReadLine(line, options, declared, reader);
    if (target) {
      targets.push_back(std::move(*target));
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
