// One server product with many gates: a port for each way in which it treats client certificates.
// What differs between products is a ServerPlan; starting, waiting and stopping is the same for
// all.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/file.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/servers/pki_folder.h"
#include "tests/support/servers/plain_backend.h"
#include "tests/support/servers/server_process.h"

namespace shakedown::testing_support {

/// A template below fixtures/servers/ and the name of the file that is made of it.
struct ServerFile {
  std::string source;
  std::string name;
};

/// How one product is started. In files and commands @PORT:gate@ stands for a gate's port, @PKI@
/// for the folder of PkiFolder, @FOLDER@ for the server's own folder, @SOURCE@ for
/// fixtures/servers, @BACKEND@ for the port of a plain HTTP server.
struct ServerPlan {
  std::string name;
  std::string program;  ///< must be installed, or the server is left out
  std::string module;   ///< a file that must be there as well; empty: none
  std::vector<std::string> gates;
  std::vector<ServerFile> files;
  std::vector<Command> commands;  ///< the processes that serve, together, all gates
  std::vector<Command> prepare;   ///< run to their end before: compilers
  std::vector<Command> ready;     ///< tried until they succeed, once all gates listen
  bool one_at_a_time = false;     ///< a gate serves one connection after the other
};

/// Whether the plan's program is installed.
inline bool IsInstalled(const ServerPlan& plan) {
  if (!plan.module.empty() && access(plan.module.c_str(), R_OK) != 0) return false;
  for (const char* folder : {"/usr/sbin/", "/usr/bin/"}) {
    if (access((folder + plan.program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

class RunningServer {
 public:
  /// Prepares and starts; `Ready` then waits. `pki` and `backend` are borrowed for the whole life.
  RunningServer(ServerPlan plan, const PkiFolder& pki, const PlainBackend& backend)
      : plan_(std::move(plan)), pki_(pki), backend_(backend) {
    chmod(folder_.path().c_str(), 0711);
    WriteDocuments();
    prepared_ = Prepare();
    if (prepared_) Start();
  }

  /// Waits until every gate accepts connections; starts again on other ports if one was taken.
  bool Ready(Deadline deadline) {
    for (int attempt = 0; prepared_ && attempt < 3; ++attempt) {
      if (attempt > 0) Start();
      if (Listening(deadline) && Serving(deadline)) return true;
      if (deadline.over()) return false;
    }
    return false;
  }

  const ServerPlan& plan() const { return plan_; }
  uint16_t port(const std::string& gate) const { return ports_.at(gate); }
  /// The processes' output so far, for failure messages.
  std::string Log() const {
    const auto log = ReadFile(log_);
    return log ? *log : "";
  }

 private:
  /// What servers with a document root serve: the same page at "/" and "/secure/".
  void WriteDocuments() {
    for (const char* place : {"www", "www/secure"}) {
      std::filesystem::create_directory(folder_.File(place));
      const std::string page = folder_.File(std::string(place) + "/index.html");
      if (!WriteFile(page, "open\n")) std::abort();
      chmod(folder_.File(place).c_str(), 0755);
      chmod(page.c_str(), 0644);
    }
  }

  bool Prepare() {
    for (const Command& command : plan_.prepare) {
      const Command filled = Fill(command);
      const ProgramResult result =
          RunProgram(filled.words, filled.environment, folder_.path(), Milliseconds(120000));
      if (!WriteFile(log_, result.out + result.err) || result.exit_code != 0) return false;
    }
    return true;
  }

  void Start() {
    processes_.clear();
    const std::vector<uint16_t> ports = FreePorts(plan_.gates.size());
    for (size_t i = 0; i < ports.size(); ++i) ports_[plan_.gates[i]] = ports[i];
    for (const ServerFile& file : plan_.files) {
      auto text = ReadFile(std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/servers/" + file.source);
      if (!text || !WriteFile(folder_.File(file.name), Fill(*text))) std::abort();
    }
    for (const Command& command : plan_.commands) {
      processes_.push_back(std::make_unique<ServerProcess>(Fill(command), folder_.path(), log_));
    }
  }

  /// All gates listen; gives up early when a process has ended.
  bool Listening(Deadline deadline) {
    for (const auto& [gate, port] : ports_) {
      while (!WaitForListener(port, deadline.Within(Milliseconds(250)))) {
        if (deadline.over()) return false;
        for (const auto& process : processes_) {
          if (!process->running()) return false;
        }
      }
    }
    return true;
  }

  /// Some listen before they serve.
  bool Serving(Deadline deadline) {
    for (const Command& command : plan_.ready) {
      const Command filled = Fill(command);
      const auto asked = [&] {
        return RunProgram(filled.words, filled.environment, folder_.path(), Milliseconds(5000));
      };
      while (asked().exit_code != 0) {
        if (deadline.over()) return false;
        poll(nullptr, 0, 50);
      }
    }
    return true;
  }

  Command Fill(const Command& command) const {
    Command filled;
    for (const std::string& word : command.words) filled.words.push_back(Fill(word));
    for (const std::string& entry : command.environment) filled.environment.push_back(Fill(entry));
    return filled;
  }

  std::string Fill(std::string text) const {
    Replace(&text, "@PKI@", pki_.path());
    Replace(&text, "@FOLDER@", folder_.path());
    Replace(&text, "@SOURCE@", std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/servers");
    Replace(&text, "@BACKEND@", std::to_string(backend_.port()));
    for (const auto& [gate, port] : ports_) {
      Replace(&text, "@PORT:" + gate + "@", std::to_string(port));
    }
    return text;
  }

  static void Replace(std::string* text, const std::string& from, const std::string& to) {
    for (size_t at = text->find(from); at != std::string::npos; at = text->find(from, at)) {
      text->replace(at, from.size(), to);
      at += to.size();
    }
  }

  ServerPlan plan_;
  const PkiFolder& pki_;
  const PlainBackend& backend_;
  TemporaryFolder folder_;
  std::string log_ = folder_.File("output.log");
  std::map<std::string, uint16_t> ports_;
  bool prepared_ = false;
  std::vector<std::unique_ptr<ServerProcess>> processes_;
};

}  // namespace shakedown::testing_support
