#include "core/error.h"

#include <algorithm>

namespace shakedown {

const char* ToString(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage: return "usage";
    case ErrorCode::kSuite: return "suite";
    case ErrorCode::kFileRead: return "file-read";
    case ErrorCode::kFileWrite: return "file-write";
    case ErrorCode::kFormat: return "format";
    case ErrorCode::kPassphraseMissing: return "passphrase-missing";
    case ErrorCode::kPassphraseWrong: return "passphrase-wrong";
    case ErrorCode::kKeyMismatch: return "key-mismatch";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kResolve: return "resolve";
    case ErrorCode::kConnect: return "connect";
    case ErrorCode::kTimeout: return "timeout";
    case ErrorCode::kInternal: return "internal";
  }
  return "internal";
}

Error& Error::AddContext(std::string doing) & {
  context_.push_back(std::move(doing));
  return *this;
}

Error&& Error::AddContext(std::string doing) && {
  context_.push_back(std::move(doing));
  return std::move(*this);
}

Error&& Error::WithHint(std::string hint) && {
  hint_ = std::move(hint);
  return std::move(*this);
}

Error&& Error::At(SourcePosition position) && {
  position_ = std::move(position);
  return std::move(*this);
}

std::string Error::Line() const {
  std::string line;
  for (auto it = context_.rbegin(); it != context_.rend(); ++it) line += *it + ": ";
  return line + message_;
}

std::string Error::Text() const {
  std::string text;
  if (!position_.file.empty()) {
    text += position_.file + ':';
    if (position_.line > 0) text += std::to_string(position_.line) + ':';
    if (position_.line > 0 && position_.column > 0) text += std::to_string(position_.column) + ':';
    text += ' ';
  }
  text += "error: " + Line();
  if (!position_.excerpt.empty()) {
    text += "\n  " + position_.excerpt;
    if (position_.column > 0) {
      const auto indent = static_cast<size_t>(position_.column - 1);
      text += "\n  " + std::string(std::min(indent, position_.excerpt.size()), ' ') + '^';
    }
  }
  if (!hint_.empty()) text += "\n  hint: " + hint_;
  return text;
}

}  // namespace shakedown
