// `shakedown serve` as a child process on a free port, with its JSON lines.
#pragma once

#include <signal.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::testing_support {

class ServeProgram {
 public:
  /// Starts in `folder`; the CA of its certificate is "serve-ca.pem" there.
  ServeProgram(const TemporaryFolder& folder, std::vector<std::string> options)
      : port_(FreePorts(1)[0]), lines_(folder.File("lines.json")) {
    std::vector<std::string> words = {
        SHAKEDOWN_BINARY, "serve",        "--listen", "127.0.0.1:" + std::to_string(port_),
        "--save-ca",      "serve-ca.pem", "--json",   "lines.json"};
    words.insert(words.end(), options.begin(), options.end());
    program_ =
        std::make_unique<Program>(words, std::vector<std::string>{"NO_COLOR=1"}, folder.path());
    ready_ = WaitForListener(port_, Deadline::After(Milliseconds(10000)));
  }

  bool ready() const { return ready_; }
  std::string url(const std::string& path = "/") const {
    return "https://localhost:" + std::to_string(port_) + path;
  }
  uint16_t port() const { return port_; }

  /// The TLS connections told so far, waited for until there are `count` or ten seconds are over.
  std::vector<nlohmann::json> Lines(size_t count) const {
    const Deadline deadline = Deadline::After(Milliseconds(10000));
    std::vector<nlohmann::json> lines;
    while (true) {
      lines.clear();
      std::ifstream file(lines_);
      for (std::string line; std::getline(file, line);) {
        nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
        if (!json.is_discarded() && json.contains("client_hello")) lines.push_back(json);
      }
      if (lines.size() >= count || deadline.over()) return lines;
      poll(nullptr, 0, 10);
    }
  }

  /// Interrupts it and waits for its end.
  ProgramResult Stop() {
    program_->Signal(SIGINT);
    return program_->Wait(Milliseconds(20000));
  }
  ProgramResult Wait() { return program_->Wait(Milliseconds(20000)); }

 private:
  const uint16_t port_;
  const std::string lines_;
  std::unique_ptr<Program> program_;
  bool ready_ = false;
};

/// The ids of the reasons of a line.
inline std::vector<std::string> ReasonsOf(const nlohmann::json& line) {
  std::vector<std::string> ids;
  for (const auto& reason : line["reasons"]) ids.push_back(reason["id"]);
  return ids;
}

}  // namespace shakedown::testing_support
