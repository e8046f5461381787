// Command lines: Boost.Program_options behind one function that gives errors people can act on.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/result.h"

namespace shakedown::cli {

namespace po = boost::program_options;

/// Options that stand together in help texts, under a title.
class OptionGroup final : public po::options_description {
 public:
  explicit OptionGroup(const std::string& title)
      : po::options_description(title, kHelpWidth), title_(title) {}
  const std::string& title() const { return title_; }

 private:
  static constexpr unsigned kHelpWidth = 80;
  std::string title_;
};

/// What was parsed, and what Program_options does not count.
struct ParsedOptions {
  po::variables_map values;
  int verbosity = 0;  ///< number of -v minus number of -q

  bool has(const std::string& name) const { return values.count(name) > 0; }
  /// The text of an option; empty if it was not given.
  std::string text(const std::string& name) const;
  /// All values of a repeatable option; empty if it was not given.
  std::vector<std::string> texts(const std::string& name) const;
};

/// Parses `arguments`. `positional` names the option that takes the other words (repeatable),
/// empty: none are allowed. -q, -v and their repetitions are understood here. kUsage with the
/// nearest known option.
Result<ParsedOptions> ParseOptions(const Arguments& arguments,
                                   const po::options_description& options,
                                   const std::string& positional);

/// Prints "shakedown: error: ..." to standard error and returns the exit code of the error.
int Fail(const Error& error);
/// The same for several mistakes at once, as far as a reader can use them; not empty.
int FailAll(const std::vector<Error>& errors);

}  // namespace shakedown::cli
