#include "run/target_list.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/file.h"
#include "core/text.h"

namespace shakedown::run {
namespace {

constexpr size_t kLongestLine = 16'384;
constexpr size_t kExcerptCharacters = 120;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The words of one line, and where the first of them stands.
class LineReader {
 public:
  LineReader(std::string_view line, SourcePosition position)
      : line_(line), position_(std::move(position)) {}

  /// The target of the line; nothing for a line without words and for one with a mistake, which
  /// goes into `errors`.
  std::optional<ListedTarget> Read(std::vector<Error>* errors) {
    if (line_.size() > kLongestLine) {
      errors->push_back(Mistake(0, "the line is longer than 16384 characters", ""));
      return std::nullopt;
    }
    ListedTarget target;
    bool any = false;
    while (SkipBlanks()) {
      const size_t start = at_;
      std::optional<std::string> word = Word();
      if (!word) {
        errors->push_back(Mistake(start, "a quotation mark is not closed",
                                  "close it on the same line, or put it into the other kind of "
                                  "quotation marks"));
        return std::nullopt;
      }
      if (any) {
        target.words.push_back(std::move(*word));
        continue;
      }
      any = true;
      target.url = std::move(*word);
      target.position = PositionAt(start);
    }
    if (!any) return std::nullopt;
    if (target.url.empty() || target.url.starts_with('-')) {
      errors->push_back(Mistake(static_cast<size_t>(target.position.column - 1),
                                "a line starts with the URL of its target",
                                "write the options behind the URL: https://host:port/ --sni NAME"));
      return std::nullopt;
    }
    return target;
  }

 private:
  /// Moves to the next word; false at the end or at a comment.
  bool SkipBlanks() {
    while (at_ < line_.size() && IsBlank(line_[at_])) ++at_;
    return at_ < line_.size() && line_[at_] != '#';
  }

  /// The word at the cursor without its quotation marks; nothing if one of them is not closed.
  std::optional<std::string> Word() {
    std::string word;
    while (at_ < line_.size() && !IsBlank(line_[at_])) {
      const char c = line_[at_];
      if (c != '\'' && c != '"') {
        word += c;
        ++at_;
        continue;
      }
      const size_t close = line_.find(c, at_ + 1);
      if (close == std::string_view::npos) return std::nullopt;
      word += line_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
    }
    return word;
  }

  SourcePosition PositionAt(size_t offset) const {
    SourcePosition position = position_;
    position.column = static_cast<int>(offset) + 1;
    position.excerpt = ElideEnd(Printable(line_.substr(0, kLongestLine)), kExcerptCharacters);
    return position;
  }

  Error Mistake(size_t offset, const std::string& what, const std::string& hint) const {
    Error error = Error(ErrorCode::kUsage, what).At(PositionAt(offset));
    return hint.empty() ? error : std::move(error).WithHint(hint);
  }

  const std::string_view line_;
  const SourcePosition position_;
  size_t at_ = 0;
};

}  // namespace

std::vector<ListedTarget> ParseTargetList(std::string_view text, const std::string& file,
                                          std::vector<Error>* errors) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<ListedTarget> targets;
  SourcePosition position;
  position.file = file;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    ++position.line;
    std::optional<ListedTarget> target = LineReader(text.substr(0, end), position).Read(errors);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!target) continue;
    if (targets.size() == kMaxListedTargets) {
      errors->push_back(Error(ErrorCode::kUsage, "there are more than 100000 targets")
                            .At(target->position)
                            .WithHint("split the list into several files"));
      break;
    }
    targets.push_back(std::move(*target));
  }
  return targets;
}

Result<std::vector<ListedTarget>> LoadTargetList(const std::string& file,
                                                 std::vector<Error>* errors) {
  const bool from_stdin = file == "-";
  Result<std::string> text = ReadFile(from_stdin ? "/dev/stdin" : file);
  if (!text) return std::move(text).error().AddContext("reading the list of targets");
  std::vector<ListedTarget> targets =
      ParseTargetList(*text, from_stdin ? "standard input" : file, errors);
  if (targets.empty() && errors->empty()) {
    return Error(ErrorCode::kUsage, "the list of targets '" + Printable(file) + "' is empty")
        .WithHint("write one URL per line, with options of its own behind it if it needs any");
  }
  return targets;
}

}  // namespace shakedown::run
