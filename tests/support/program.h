// Runs programs: to their end with a deadline, or as servers that are stopped with the test.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/clock.h"

namespace shakedown::testing_support {

struct ProgramResult {
  int exit_code = -1;  ///< 128 + number if a signal ended it; -1 if the deadline did
  std::string out;
  std::string err;
};

/// A child process with its output in pipes. Killed and reaped when destroyed.
class Program {
 public:
  /// Starts `words[0]` (looked up in PATH). `environment` entries "NAME=VALUE" are added to ours;
  /// "NAME" removes one. Aborts the test program if it cannot be started.
  explicit Program(const std::vector<std::string>& words,
                   const std::vector<std::string>& environment = {},
                   const std::string& folder = {}) {
    int out[2];
    int err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      const int null = open("/dev/null", O_RDONLY);
      dup2(null, STDIN_FILENO);
      if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
      // Where the developer's machine goes through a proxy, tests do not.
      for (const char* name :
           {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
        unsetenv(name);
      }
      for (const std::string& entry : environment) {
        const size_t equals = entry.find('=');
        if (equals == std::string::npos) {
          unsetenv(entry.c_str());
        } else {
          setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
        }
      }
      std::vector<char*> argv;
      for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
      argv.push_back(nullptr);
      execvp(argv[0], argv.data());
      _exit(127);
    }
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (!reaped_) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(out_);
    close(err_);
  }

  pid_t pid() const { return pid_; }
  void Signal(int number) const { kill(pid_, number); }

  /// Reads standard error until `text` stands there; false if it does not within `limit`. What was
  /// read is no part of what Wait gives.
  bool SaysOnStderr(const std::string& text, Milliseconds limit) {
    const Deadline deadline = Deadline::After(limit);
    std::string said;
    pollfd pipe = {err_, POLLIN, 0};
    while (said.find(text) == std::string::npos) {
      if (deadline.over() || pipe.fd < 0) return false;
      if (poll(&pipe, 1, deadline.PollTimeout()) > 0) Drain(&pipe, &said);
    }
    return true;
  }

  /// Reads all output and waits for the end. Past `limit` the program is killed and exit_code is
  /// -1.
  ProgramResult Wait(Milliseconds limit = Milliseconds(60000)) {
    ProgramResult result;
    const Deadline deadline = Deadline::After(limit);
    pollfd pipes[2] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
    while ((pipes[0].fd >= 0 || pipes[1].fd >= 0) && !deadline.over()) {
      if (poll(pipes, 2, deadline.PollTimeout()) <= 0) continue;
      Drain(&pipes[0], &result.out);
      Drain(&pipes[1], &result.err);
    }
    if (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
      reaped_ = true;
      return result;
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    reaped_ = true;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
  }

 private:
  static void Drain(pollfd* pipe, std::string* text) {
    if (pipe->fd < 0 || pipe->revents == 0) return;
    char buffer[65536];
    const ssize_t count = read(pipe->fd, buffer, sizeof buffer);
    if (count > 0) text->append(buffer, static_cast<size_t>(count));
    if (count == 0) pipe->fd = -1;
  }

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  bool reaped_ = false;
};

/// Runs a program to its end.
inline ProgramResult RunProgram(const std::vector<std::string>& words,
                                const std::vector<std::string>& environment = {},
                                const std::string& folder = {},
                                Milliseconds limit = Milliseconds(60000)) {
  return Program(words, environment, folder).Wait(limit);
}

}  // namespace shakedown::testing_support
