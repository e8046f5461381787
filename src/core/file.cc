#include "core/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/file_writer.h"
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

 private:
  const int fd_;
};

Error Failure(ErrorCode code, const std::string& doing, const std::string& path, int problem) {
  return Error(code, doing + " '" + Printable(path) + "': " + std::strerror(problem));
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
  const auto writer = FileWriter::Create(path, access);
  if (!writer) return writer.error();
  if (Result<void> written = (*writer)->Append(content); !written) return written;
  return (*writer)->Commit();
}

}  // namespace shakedown
