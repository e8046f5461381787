#include "report/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/text.h"

namespace shakedown::report {
namespace {

std::string Folder() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named != '\0' ? named : "/tmp";
}

}  // namespace

Spool::~Spool() {
  if (fd_ >= 0) close(fd_);
}

void Spool::Fail(int problem) {
  failure_ = Error(ErrorCode::kFileWrite, "cannot keep results in a temporary file in '" +
                                              Printable(Folder()) + "': " + std::strerror(problem))
                 .WithHint("set TMPDIR to a folder with room");
}

bool Spool::Open() {
  if (fd_ >= 0) return true;
  std::string name = Folder() + "/shakedown.XXXXXX";
  fd_ = mkostemp(name.data(), O_CLOEXEC);  // mode 0600
  if (fd_ < 0) {
    Fail(errno);
    return false;
  }
  unlink(name.c_str());
  return true;
}

std::optional<Spool::Piece> Spool::Append(std::string_view text) {
  if (failure_ || !Open()) return std::nullopt;
  const Piece piece{size_, text.size()};
  while (!text.empty()) {
    const ssize_t count = pwrite(fd_, text.data(), text.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      Fail(errno);
      return std::nullopt;
    }
    size_ += static_cast<uint64_t>(count);
    text.remove_prefix(static_cast<size_t>(count));
  }
  return piece;
}

Result<std::string> Spool::Read(const Piece& piece) const {
  std::string text(piece.size, '\0');
  size_t done = 0;
  while (done < piece.size) {
    const ssize_t count =
        pread(fd_, text.data() + done, piece.size - done, static_cast<off_t>(piece.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return Error(ErrorCode::kFileRead, std::string("cannot read the temporary file again: ") +
                                             (count < 0 ? std::strerror(errno) : "it is cut"));
    }
    done += static_cast<size_t>(count);
  }
  return text;
}

}  // namespace shakedown::report
