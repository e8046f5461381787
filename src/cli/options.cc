#include "cli/options.h"

#include <algorithm>
#include <cstdio>

#include "cli/exit_code.h"
#include "core/text.h"

namespace shakedown::cli {
namespace {

/// Arguments as Program_options can take them: `--name=` split, and -q/-v counted and taken out.
struct Normalised {
  Arguments arguments;
  int verbosity = 0;
};

int CountLetters(const std::string& argument, char letter) {
  const bool all = argument.size() > 1 && argument[0] == '-' &&
                   argument.find_first_not_of(letter, 1) == std::string::npos;
  return all ? static_cast<int>(argument.size()) - 1 : 0;
}

/// Whether `argument` is an option with an optional number, written without one. Program_options
/// would take the next word for it.
bool LacksOptionalNumber(const std::string& argument, const po::options_description& options) {
  if (!argument.starts_with("--")) return false;
  const auto* option = options.find_nothrow(argument.substr(2), false);
  return option != nullptr && option->semantic()->min_tokens() == 0 &&
         option->semantic()->max_tokens() == 1;
}

Normalised Normalise(const Arguments& arguments, const po::options_description& options) {
  Normalised result;
  bool only_words = false;
  for (const std::string& argument : arguments) {
    if (only_words) {
      result.arguments.push_back(argument);
    } else if (const int louder = CountLetters(argument, 'v')) {
      result.verbosity += louder;
    } else if (const int quieter = CountLetters(argument, 'q')) {
      result.verbosity -= quieter;
    } else if (argument == "--verbose" || argument == "--quiet") {
      result.verbosity += argument == "--verbose" ? 1 : -1;
    } else if (argument.starts_with("--") && argument.size() > 3 && argument.back() == '=') {
      result.arguments.push_back(argument.substr(0, argument.size() - 1));
      result.arguments.emplace_back();
    } else if (LacksOptionalNumber(argument, options)) {
      result.arguments.push_back(argument + "=1");
    } else {
      only_words = argument == "--";
      result.arguments.push_back(argument);
    }
  }
  return result;
}

Error UnknownOption(const std::string& given, const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string shown = Printable(given);
  const std::string_view nearest = NearestName(given, views);
  Error error(ErrorCode::kUsage, "unknown option '" + shown + "'");
  if (nearest.empty()) return std::move(error).WithHint("--help lists the options");
  return std::move(error).WithHint("did you mean '" + std::string(nearest) + "'?");
}

}  // namespace

std::string ParsedOptions::text(const std::string& name) const {
  return has(name) ? values[name].as<std::string>() : std::string();
}

std::vector<std::string> ParsedOptions::texts(const std::string& name) const {
  return has(name) ? values[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

Result<ParsedOptions> ParseOptions(const Arguments& arguments,
                                   const po::options_description& options,
                                   const std::string& positional) {
  const Normalised normalised = Normalise(arguments, options);
  ParsedOptions parsed;
  parsed.verbosity = normalised.verbosity;
  po::positional_options_description words;
  if (!positional.empty()) words.add(positional.c_str(), -1);
  try {
    using Style = po::command_line_style::style_t;
    const int style = po::command_line_style::unix_style & ~Style::allow_guessing;
    const auto raw = po::command_line_parser(normalised.arguments)
                         .options(options)
                         .positional(words)
                         .style(style)
                         .run();
    po::store(raw, parsed.values);
    po::notify(parsed.values);
  } catch (const po::unknown_option& problem) {
    return UnknownOption(problem.get_option_name(), options);
  } catch (const po::too_many_positional_options_error&) {
    return Error(ErrorCode::kUsage, "too many words on the command line");
  } catch (const po::error& problem) {
    return Error(ErrorCode::kUsage, Printable(problem.what()));
  }
  return parsed;
}

int FailAll(const std::vector<Error>& errors) {
  constexpr size_t kShown = 20;
  int code = kExitUsage;
  for (size_t i = 0; i < std::min(errors.size(), kShown); ++i) code = Fail(errors[i]);
  if (errors.size() > kShown) {
    std::fprintf(stderr, "shakedown: and %zu more\n", errors.size() - kShown);
  }
  return code;
}

int Fail(const Error& error) {
  std::fprintf(stderr, "shakedown: %s\n", error.Text().c_str());
  switch (error.code()) {
    case ErrorCode::kResolve:
    case ErrorCode::kConnect:
    case ErrorCode::kTimeout:
    case ErrorCode::kInternal: return kExitError;
    case ErrorCode::kFileWrite: return kExitReport;
    default: return kExitUsage;
  }
}

}  // namespace shakedown::cli
