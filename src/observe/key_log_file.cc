#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/text.h"
#include "observe/key_log.h"

namespace shakedown::observe {
namespace {

/// What one call reads at most, so that a huge log cannot stall a relay.
constexpr size_t kMaxAtOnce = 16u << 20;

Error Unreadable(const std::string& path, int problem) {
  return Error(ErrorCode::kFileRead,
               "cannot read the key log '" + Printable(path) + "': " + std::strerror(problem))
      .WithHint("name the file that SSLKEYLOGFILE makes the client write");
}

}  // namespace

KeyLogFile::~KeyLogFile() {
  if (fd_ >= 0) close(fd_);
}

/// Opens the file that now has the name, if it is not the one that is open.
Result<void> KeyLogFile::Reopen() {
  struct stat named {};
  if (stat(path_.c_str(), &named) != 0) {
    if (errno == ENOENT || fd_ >= 0) return {};
    return Unreadable(path_, errno);
  }
  const bool same = fd_ >= 0 && named.st_ino == inode_;
  if (same && static_cast<uint64_t>(named.st_size) >= offset_) return {};
  if (same) {
    lseek(fd_, 0, SEEK_SET);
  } else {
    // Not blocking: a pipe without a writer must not hold up the relay.
    const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return Unreadable(path_, errno);
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
    inode_ = named.st_ino;
  }
  offset_ = 0;
  log_->Restart();
  return {};
}

Result<void> KeyLogFile::Poll() {
  if (Result<void> opened = Reopen(); !opened) return opened;
  if (fd_ < 0) return {};
  std::array<char, 64 * 1024> buffer;
  for (size_t read_now = 0; read_now < kMaxAtOnce;) {
    const ssize_t count = read(fd_, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) return Unreadable(path_, errno);
    if (count <= 0) break;
    log_->Feed({buffer.data(), static_cast<size_t>(count)});
    read_now += static_cast<size_t>(count);
    offset_ += static_cast<uint64_t>(count);
  }
  return {};
}

}  // namespace shakedown::observe
