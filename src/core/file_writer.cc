#include "core/file_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/text.h"

namespace shakedown {

Error FileWriter::Failure(int problem) const {
  const std::string what = path_ == "-" ? "standard output" : "'" + Printable(path_) + "'";
  return Error(ErrorCode::kFileWrite, "cannot write " + what + ": " + std::strerror(problem));
}

Result<std::unique_ptr<FileWriter>> FileWriter::Create(const std::string& path, FileAccess access) {
  if (path == "-") {
    return std::unique_ptr<FileWriter>(new FileWriter(path, std::string(), STDOUT_FILENO));
  }
  std::string temporary = path + ".XXXXXX";
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);  // created with mode 0600
  std::unique_ptr<FileWriter> writer(
      new FileWriter(path, fd < 0 ? std::string() : std::move(temporary), fd));
  if (fd < 0) return writer->Failure(errno);
  if (access == FileAccess::kShared) {
    const mode_t mask = umask(0);
    umask(mask);
    if (fchmod(fd, 0666 & ~mask) != 0) return writer->Failure(errno);
  }
  return writer;
}

FileWriter::~FileWriter() {
  if (fd_ >= 0 && path_ != "-") close(fd_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Result<void> FileWriter::Append(std::string_view part) {
  while (!part.empty()) {
    const ssize_t count = write(fd_, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failure(errno);
    part.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Result<void> FileWriter::Commit() {
  if (path_ == "-") return {};
  const int fd = fd_;
  fd_ = -1;
  if (close(fd) != 0 || rename(temporary_.c_str(), path_.c_str()) != 0) return Failure(errno);
  temporary_.clear();
  return {};
}

}  // namespace shakedown
