#include "report/model/json_scanner.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace shakedown::report::model {
namespace {

constexpr size_t kWindow = 1u << 17;
constexpr size_t kLongestName = 256;
/// Deeper than any report; a file that somebody made up may be anything.
constexpr int kMaxDepth = 200;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsScalar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '+' || c == '.' ||
         c == 'E';
}

/// Whether `word` is a literal or a number, as far as its characters tell.
bool IsWord(const std::string& word) {
  if (word == "true" || word == "false" || word == "null") return true;
  return word.find_first_not_of("0123456789+-.eE") == std::string::npos;
}

}  // namespace

bool JsonScanner::Fill() {
  if (failed_) return false;
  base_ += window_.size();
  lines_ += static_cast<uint64_t>(std::count(window_.begin(), window_.end(), '\n'));
  window_.resize(kWindow);
  at_ = 0;
  ssize_t count = -1;
  do {
    count = pread(fd_, window_.data(), kWindow, static_cast<off_t>(base_));
  } while (count < 0 && errno == EINTR);
  if (count < 0) problem_ = errno;
  window_.resize(count < 0 ? 0 : static_cast<size_t>(count));
  return !window_.empty();
}

bool JsonScanner::Fail(std::string expected) {
  if (!failed_) expected_ = std::move(expected);
  failed_ = true;
  return false;
}

Error JsonScanner::failure() const {
  if (problem_ != 0) return Error(ErrorCode::kFileRead, std::strerror(problem_));
  const auto end = window_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, window_.size()));
  const uint64_t line = lines_ + static_cast<uint64_t>(std::count(window_.begin(), end, '\n')) + 1;
  return Error(ErrorCode::kFormat, "line " + std::to_string(line) + ", octet " +
                                       std::to_string(offset()) + ": " + expected_ +
                                       " is expected");
}

char JsonScanner::Peek() {
  while (!failed_ && IsBlank(Current())) ++at_;
  return failed_ ? '\0' : Current();
}

bool JsonScanner::Take(char expected) {
  if (failed_) return false;
  if (Peek() != expected) return Fail(std::string("'") + expected + "'");
  ++at_;
  return true;
}

bool JsonScanner::SkipString() {
  ++at_;
  for (char c = Current(); c != '"'; c = Current()) {
    if (c == '\0') return Fail("the end of a text");
    ++at_;
    if (c == '\\' && Current() != '\0') ++at_;
  }
  ++at_;
  return true;
}

std::optional<std::string> JsonScanner::TakeName() {
  if (!Take('"')) return std::nullopt;
  std::string name;
  for (char c = Current(); c != '"'; c = Current()) {
    if (c == '\0' || c == '\\' || name.size() >= kLongestName) {
      Fail("a name");
      return std::nullopt;
    }
    name += c;
    ++at_;
  }
  ++at_;
  return name;
}

std::optional<JsonSpan> JsonScanner::TakeValue() {
  const char first = Peek();
  const uint64_t begin = offset();
  int depth = 0;
  do {
    const char c = Peek();
    if (c == '"') {
      if (!SkipString()) return std::nullopt;
    } else if (c == '{' || c == '[') {
      ++at_;
      if (++depth > kMaxDepth) Fail("less nesting");
    } else if (depth > 0 && (c == '}' || c == ']')) {
      ++at_;
      --depth;
    } else if (depth > 0 && (c == ',' || c == ':')) {
      ++at_;
    } else if (IsScalar(c)) {
      std::string word;
      for (; IsScalar(Current()) && word.size() < kLongestName; ++at_) word += Current();
      if (!IsWord(word)) Fail("a value");
    } else {
      Fail("a value");
    }
    if (failed_) return std::nullopt;
  } while (depth > 0);
  if (first == '\0') return std::nullopt;
  return JsonSpan{begin, static_cast<size_t>(offset() - begin)};
}

bool JsonScanner::TakeSeparator(char close) {
  const char c = Peek();
  if (c == ',' || c == close) {
    ++at_;
    return c == ',';
  }
  return Fail(std::string("',' or '") + close + "'");
}

}  // namespace shakedown::report::model
