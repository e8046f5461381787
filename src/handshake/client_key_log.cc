#include "handshake/client_key_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace shakedown::handshake {

KeyLog::KeyLog(const std::string& path) {
  if (path.empty()) return;
  fd_ = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ >= 0) return;
  problem_ = Error(ErrorCode::kFileWrite,
                   "cannot open the key log '" + path + "': " + std::strerror(errno))
                 .WithHint("name a file in a folder that exists and can be written");
}

KeyLog::~KeyLog() {
  if (fd_ >= 0) close(fd_);
}

void KeyLog::Append(std::string_view line) {
  std::string text(line);
  text += '\n';
  const std::lock_guard lock(mutex_);
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // a full disk must not fail the handshake
    rest.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace shakedown::handshake
