// A place for texts that together are too large for memory: a file without a name, which is gone
// with the program however it ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace shakedown::report {

/// Not synchronised: the owner locks.
class Spool final {
 public:
  /// Where a text lies.
  struct Piece {
    uint64_t offset = 0;
    size_t size = 0;
  };

  Spool() = default;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  /// Adds a text; the first one opens a file in TMPDIR, or in /tmp. Nothing if it cannot be
  /// written: `Failure` then says why, and nothing is written any more.
  std::optional<Piece> Append(std::string_view text);
  /// A text that was added. kFileRead.
  Result<std::string> Read(const Piece& piece) const;
  /// What made `Append` fail (kFileWrite); nothing if it never did.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  bool Open();
  void Fail(int problem);

  int fd_ = -1;
  uint64_t size_ = 0;
  std::optional<Error> failure_;
};

}  // namespace shakedown::report
