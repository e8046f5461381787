// Appends session secrets in the NSS key log format, only where the user asked for it.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace shakedown::handshake {

/// Thread-safe; whole lines only. A file that does not exist is made with mode 0600.
class KeyLog final {
 public:
  /// Opens `path` for appending; an empty path logs nothing. A failure is kept in `problem`.
  explicit KeyLog(const std::string& path);
  ~KeyLog();
  KeyLog(const KeyLog&) = delete;
  KeyLog& operator=(const KeyLog&) = delete;

  /// Whether lines are wanted.
  bool enabled() const { return fd_ >= 0; }
  /// kFileWrite if the file could not be opened; nothing if all is well.
  const std::optional<Error>& problem() const { return problem_; }
  /// Appends `line` and a line feed.
  void Append(std::string_view line);

 private:
  std::mutex mutex_;
  int fd_ = -1;
  std::optional<Error> problem_;
};

}  // namespace shakedown::handshake
