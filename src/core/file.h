// Whole files in and out.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace shakedown {

/// The content of the regular file or pipe `path`; kFileRead if it cannot be opened, is a folder or
/// is larger than `max_octets`.
Result<std::string> ReadFile(const std::string& path, size_t max_octets = 64u << 20);

/// Who may read a written file.
enum class FileAccess {
  kShared,     ///< as the umask says
  kOwnerOnly,  ///< mode 0600 from the first byte on: private keys
};

/// Writes `content` to a temporary name beside `path` and renames it, so that a reader sees the old
/// file or the new one, never a part. "-" is standard output. kFileWrite on failure.
Result<void> WriteFile(const std::string& path, std::string_view content,
                       FileAccess access = FileAccess::kShared);

}  // namespace shakedown
