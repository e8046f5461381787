#include "core/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/text.h"

namespace shakedown {
namespace {

/// Owns a file descriptor for the length of one function.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  /// Closes now and says whether all was written.
  bool Close() {
    const int fd = fd_;
    fd_ = -1;
    return close(fd) == 0;
  }

 private:
  int fd_;
};

Error Failure(ErrorCode code, const std::string& doing, const std::string& path, int problem) {
  return Error(code, doing + " '" + Printable(path) + "': " + std::strerror(problem));
}

/// Writes everything; false with errno set if it cannot.
bool WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = write(fd, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, size_t max_octets) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return Failure(ErrorCode::kFileRead, "cannot open", path, errno);
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t count = read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failure(ErrorCode::kFileRead, "cannot read", path, errno);
    if (count == 0) return content;
    content.append(buffer, static_cast<size_t>(count));
    if (content.size() > max_octets) {
      return Error(ErrorCode::kFileRead, "'" + Printable(path) + "' is larger than " +
                                             std::to_string(max_octets) + " bytes");
    }
  }
}

Result<void> WriteFile(const std::string& path, std::string_view content, FileAccess access) {
  constexpr const char* kDoing = "cannot write";
  if (path == "-") {
    if (!WriteAll(STDOUT_FILENO, content)) {
      return Failure(ErrorCode::kFileWrite, kDoing, "standard output", errno);
    }
    return {};
  }
  std::string temporary = path + ".XXXXXX";
  Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));  // created with mode 0600
  if (file.get() < 0) return Failure(ErrorCode::kFileWrite, kDoing, path, errno);
  bool written = WriteAll(file.get(), content);
  if (written && access == FileAccess::kShared) {
    const mode_t mask = umask(0);
    umask(mask);
    written = fchmod(file.get(), 0666 & ~mask) == 0;
  }
  written = file.Close() && written;
  if (!written || rename(temporary.c_str(), path.c_str()) != 0) {
    const int problem = errno;
    unlink(temporary.c_str());
    return Failure(ErrorCode::kFileWrite, kDoing, path, problem);
  }
  return {};
}

}  // namespace shakedown
