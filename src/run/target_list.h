// The file of --targets: one URL per line, options of its own behind it, comments.
//
//   # the public gate
//   https://gate.example/        --cert gate.pem --key gate.key   # has a certificate of its own
//   https://gate.example:8443/   --sni 'internal.example' --name "inner gate"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/result.h"

namespace shakedown::run {

/// More targets than this in one file are a mistake.
inline constexpr size_t kMaxListedTargets = 100'000;

/// One line of the list.
struct ListedTarget {
  std::string url;                 ///< the first word, not parsed yet
  std::vector<std::string> words;  ///< the others: options as on a command line
  SourcePosition position;         ///< of the URL
};

/// Reads the text of a list. A word may stand in single or double quotes, within which blanks and
/// '#' have no meaning; a '#' at the start of a word begins a comment. Every line that cannot be
/// read adds an error (kUsage, with file, line and column) to `errors`; the others are returned.
/// `file` is for messages.
std::vector<ListedTarget> ParseTargetList(std::string_view text, const std::string& file,
                                          std::vector<Error>* errors);

/// The same for the content of `file`; "-" is standard input. kFileRead if it cannot be read, and
/// kUsage if it holds no target at all and no line with a mistake.
Result<std::vector<ListedTarget>> LoadTargetList(const std::string& file,
                                                 std::vector<Error>* errors);

}  // namespace shakedown::run
