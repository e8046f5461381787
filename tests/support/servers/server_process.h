// A server program as a child process: its output in a file, its end with ours.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/clock.h"

namespace shakedown::testing_support {

/// What to start: words[0] is looked up in the folders of Debian's programs.
struct Command {
  std::vector<std::string> words;
  std::vector<std::string> environment;  ///< "NAME=VALUE", added to ours
};

/// Runs until destroyed: asked to end, then killed after a limit. Only this process is signalled,
/// by its number. Start it on a thread that outlives it: the child ends with that thread.
class ServerProcess {
 public:
  ServerProcess(const Command& command, const std::string& folder, const std::string& log) {
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) std::abort();
    if (pid_ == 0) Become(command, folder, log, parent);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess() {
    if (!running()) return;
    kill(pid_, SIGTERM);
    const Deadline deadline = Deadline::After(Milliseconds(3000));
    while (running() && !deadline.over()) poll(nullptr, 0, 10);
    if (!running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  /// Whether it still runs; reaps it if not.
  bool running() {
    if (!reaped_) reaped_ = waitpid(pid_, nullptr, WNOHANG) != 0;
    return !reaped_;
  }

 private:
  [[noreturn]] static void Become(const Command& command, const std::string& folder,
                                  const std::string& log, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(126);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir(folder.c_str()) != 0) _exit(126);
    setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
    unsetenv("SSLKEYLOGFILE");
    for (const std::string& entry : command.environment) {
      const size_t equals = entry.find('=');
      setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
    }
    std::vector<char*> argv;
    for (const std::string& word : command.words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    _exit(127);
  }

  pid_t pid_ = -1;
  bool reaped_ = false;
};

}  // namespace shakedown::testing_support
