// A file written in parts, for content that need not be in memory as a whole.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/file.h"
#include "core/result.h"

namespace shakedown {

/// Parts go to a temporary name beside the file; `Commit` renames it, so that a reader sees the old
/// file or the new one, never a part. Without it nothing is left behind. A link stays one, and what
/// it points at is replaced. What is there and no regular file (/dev/null, a pipe, a terminal) is
/// never replaced: parts appear in it at once.
class FileWriter final {
 public:
  /// "-" is standard output, where parts appear at once. kFileWrite.
  static Result<std::unique_ptr<FileWriter>> Create(const std::string& path,
                                                    FileAccess access = FileAccess::kShared);
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  ~FileWriter();

  /// kFileWrite; the file is then lost.
  Result<void> Append(std::string_view part);
  /// Ends the file; to be called once, after the last part. kFileWrite.
  Result<void> Commit();

 private:
  FileWriter(std::string path, std::string temporary, int fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}
  Error Failure(int problem) const;

  const std::string path_;
  std::string temporary_;  ///< empty: written to directly, or no longer there
  int fd_;                 ///< owned unless it is standard output
};

}  // namespace shakedown
