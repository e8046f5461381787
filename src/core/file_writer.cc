#include "core/file_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/text.h"

namespace shakedown {
namespace {

/// Whether something is there that a new file must not take the place of.
bool IsSpecial(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode);
}

/// The file that a link names; the path itself if it is no link, or one that leads nowhere.
std::string BehindLinks(const std::string& path) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0 || !S_ISLNK(found.st_mode)) return path;
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr),
                                                         &std::free);
  return real == nullptr ? path : std::string(real.get());
}

}  // namespace

Error FileWriter::Failure(int problem) const {
  const std::string what = path_ == "-" ? "standard output" : "'" + Printable(path_) + "'";
  return Error(ErrorCode::kFileWrite, "cannot write " + what + ": " + std::strerror(problem));
}

Result<std::unique_ptr<FileWriter>> FileWriter::Create(const std::string& path, FileAccess access) {
  const auto open_directly = [&path](int fd) {
    return std::unique_ptr<FileWriter>(new FileWriter(path, std::string(), fd));
  };
  if (path == "-") return open_directly(STDOUT_FILENO);
  if (IsSpecial(path)) {
    // A pipe that nobody reads is an error now, not a wait without end.
    const int special = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    std::unique_ptr<FileWriter> writer = open_directly(special);
    if (special < 0 || fcntl(special, F_SETFL, 0) != 0) return writer->Failure(errno);
    return writer;
  }
  const std::string file = BehindLinks(path);
  std::string temporary = file + ".XXXXXX";
  const int fd = mkostemp(temporary.data(), O_CLOEXEC);  // created with mode 0600
  std::unique_ptr<FileWriter> writer(
      new FileWriter(file, fd < 0 ? std::string() : std::move(temporary), fd));
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
  if (close(fd) != 0) return Failure(errno);
  if (temporary_.empty()) return {};
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return Failure(errno);
  temporary_.clear();
  return {};
}

}  // namespace shakedown
