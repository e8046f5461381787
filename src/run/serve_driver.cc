#include "run/serve_driver.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

extern char** environ;

namespace shakedown::run {
namespace {

constexpr size_t kMostOutput = 64 * 1024;
constexpr int kTurnMilliseconds = 10;
constexpr Milliseconds kGrace{500};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPlaceholders = {{
    {"{url}", "\"$SHAKEDOWN_URL\""},
    {"{host}", "\"$SHAKEDOWN_HOST\""},
    {"{port}", "\"$SHAKEDOWN_PORT\""},
    {"{ca}", "\"$SHAKEDOWN_CA\""},
    {"{cert}", "\"$SHAKEDOWN_CERT\""},
    {"{key}", "\"$SHAKEDOWN_KEY\""},
    {"{p12}", "\"$SHAKEDOWN_P12\""},
}};

/// The words of our environment with those of `added` in their place.
std::vector<std::string> Environment(const DriveEnvironment& added) {
  std::vector<std::string> words;
  for (char** word = environ; *word != nullptr; ++word) {
    const std::string_view text = *word;
    const bool replaced = std::any_of(added.begin(), added.end(), [&](const auto& one) {
      const std::string_view name = one.first;
      return text.starts_with(name) && text.substr(name.size()).starts_with('=');
    });
    if (!replaced) words.emplace_back(text);
  }
  for (const auto& [name, value] : added) words.emplace_back(name).append("=").append(value);
  return words;
}

/// A child and the read end of its output.
class Child final {
 public:
  ~Child() {
    if (output_ >= 0) close(output_);
  }
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool Start(const std::string& script, const DriveEnvironment& added) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    output_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    std::string shell = "sh", option = "-c", text = script;
    char* words[] = {shell.data(), option.data(), text.data(), nullptr};
    std::vector<std::string> environment = Environment(added);
    std::vector<char*> variables;
    for (std::string& word : environment) variables.push_back(word.data());
    variables.push_back(nullptr);
    const int failed =
        posix_spawn(&pid_, "/bin/sh", &actions, &attributes, words, variables.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    fcntl(output_, F_SETFL, O_NONBLOCK);
    return failed == 0;
  }

  /// Takes what there is to read, waiting a moment; false at the end of the output.
  bool Read(std::string* text) const {
    pollfd waiting{output_, POLLIN, 0};
    if (poll(&waiting, 1, kTurnMilliseconds) <= 0) return true;
    std::array<char, 4096> chunk;
    const ssize_t octets = read(output_, chunk.data(), chunk.size());
    if (octets <= 0) return octets < 0;
    const size_t room = kMostOutput - std::min(kMostOutput, text->size());
    text->append(chunk.data(), std::min(room, static_cast<size_t>(octets)));
    return true;
  }

  /// Whether it has ended; fills the code.
  bool Ended(std::optional<int>* code) const {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
    if (WIFEXITED(status)) *code = WEXITSTATUS(status);
    return true;
  }

  void Kill(int signal) const { kill(-pid_, signal); }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace

std::string DriveScript(const std::string& command) {
  std::string script = command;
  for (const auto& [word, variable] : kPlaceholders) {
    for (size_t at = script.find(word); at != std::string::npos;
         at = script.find(word, at + variable.size())) {
      script.replace(at, word.size(), variable);
    }
  }
  return script;
}

Result<DriveEnd> Drive(const std::string& command, const DriveEnvironment& environment,
                       Deadline deadline, const std::atomic<int>& interrupt) {
  Child child;
  if (!child.Start(DriveScript(command), environment)) {
    return Error(ErrorCode::kInternal,
                 std::string("the client cannot be started: ") + std::strerror(errno));
  }
  DriveEnd end;
  bool reading = true;
  while (!child.Ended(&end.exit_code)) {
    if (reading) {
      reading = child.Read(&end.output);
    } else {
      poll(nullptr, 0, kTurnMilliseconds);
    }
    if (!deadline.over() && interrupt == 0) continue;
    // The whole group: a shell's children would go on without it.
    child.Kill(end.timed_out ? SIGKILL : SIGTERM);
    if (!end.timed_out) deadline = Deadline::After(kGrace);
    end.timed_out = true;
  }
  // What it has written before its end is there; what its own children still write is not waited
  // for, and they end with it.
  const Deadline rest = Deadline::After(kGrace);
  for (std::string before = "-"; reading && before != end.output && !rest.over();) {
    before = end.output;
    reading = child.Read(&end.output);
  }
  child.Kill(SIGKILL);
  if (end.timed_out) end.exit_code.reset();
  return end;
}

}  // namespace shakedown::run
