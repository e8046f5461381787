// What real servers failed, from the baselines below fixtures/conformance/servers/, as a section of
// docs/conformance.md.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/text.h"
#include "scenario/baseline.h"

namespace shakedown::testing_support {

class ServerFindings {
 public:
  ServerFindings() {
    for (const Source& source : kSources) Take(source);
  }

  /// `grade_of` tells the grade of "suite/scenario"; empty: there is no such case.
  std::string Page(const std::function<std::string(const std::string&)>& grade_of) const {
    return Introduction() + Table(grade_of) + Reasons() + Lab();
  }

 private:
  /// A baseline and the column that it belongs to.
  struct Source {
    const char* file;
    const char* server;
  };
  static constexpr std::array<Source, 8> kSources = {{{"nginx", "nginx"},
                                                      {"nginx-early-data", "nginx"},
                                                      {"apache", "Apache"},
                                                      {"haproxy", "HAProxy"},
                                                      {"s_server", "s_server"},
                                                      {"gnutls-serv", "gnutls-serv"},
                                                      {"go", "Go"},
                                                      {"java", "Java"}}};
  static std::string Folder() {
    return std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/conformance/servers/";
  }
  static std::string Read(const std::string& name) {
    const auto text = ReadFile(Folder() + name);
    EXPECT_TRUE(text) << name;
    return text ? *text : "";
  }

  void Take(const Source& source) {
    const std::string file = std::string(source.file) + ".xml";
    if (servers_.empty() || servers_.back() != source.server) {
      servers_.push_back(source.server);
      versions_.push_back(VersionsIn(Read(file)));
    }
    const scenario::LoadedBaseline loaded = scenario::LoadBaseline(Folder() + file);
    EXPECT_TRUE(loaded.ok()) << file;
    for (const scenario::KnownFailure& entry : loaded.entries) {
      const size_t bracket = entry.id.find('[');
      const std::string scenario = entry.id.substr(0, bracket);
      std::set<std::string>& parts = failures_[scenario][source.server];
      if (bracket != std::string::npos) {
        parts.insert(entry.id.substr(bracket + 1, entry.id.size() - bracket - 2));
      }
      std::vector<std::string>& who = reasons_[scenario][entry.reason];
      if (who.empty() || who.back() != source.server) who.push_back(source.server);
    }
  }

  /// What stands in the first comment of a baseline.
  static std::string VersionsIn(const std::string& text) {
    const size_t begin = text.find("<!-- ");
    const size_t end = text.find(" -->");
    EXPECT_LT(begin, end);
    return begin < end ? text.substr(begin + 5, end - begin - 5) : "";
  }

  std::string Introduction() const {
    std::string text = R"(
## What servers did

Seven servers of Debian 12, each with one gate that insists on a certificate and otherwise as they come, asked by the suites that
need nothing else of an operator. What is not in the table passed. `tests/loopback/conformance_test.cc` holds the servers to it:
in the ordinary run some of them to the most of it, with `SHAKEDOWN_CONFORMANCE=all` all to everything. Its baselines
(`fixtures/conformance/servers/`) are ready to use with [`--baseline`](gating-in-ci.md#known-failures), and the same test writes
them anew with `SHAKEDOWN_UPDATE_GOLDEN=1`.

)";
    for (size_t i = 0; i < servers_.size(); ++i) {
      text += "- " + servers_[i] + ": " + versions_[i] + "\n";
    }
    return text;
  }

  std::string Table(const std::function<std::string(const std::string&)>& grade_of) const {
    std::string text = "\n| id | grade |";
    std::string line = "|---|---|";
    for (const std::string& server : servers_) {
      text += " " + server + " |";
      line += "---|";
    }
    text += "\n" + line + "\n";
    for (const auto& [scenario, found] : failures_) {
      const std::string grade = grade_of(scenario);
      EXPECT_FALSE(grade.empty()) << scenario << " is in a baseline and in no suite";
      text += "| `" + Short(scenario) + "` | " + grade + " |";
      for (const std::string& server : servers_) {
        const auto cell = found.find(server);
        text += cell == found.end() ? "  |" : " " + Cell(cell->second) + " |";
      }
      text += "\n";
    }
    return text;
  }

  static std::string Short(const std::string& scenario) {
    return scenario.substr(scenario.find('/') + 1);
  }

  /// "fails", or which cases do: "fails: form=ber-long-length".
  static std::string Cell(const std::set<std::string>& parts) {
    if (parts.empty()) return "fails";
    std::set<std::string> told;
    for (const std::string& part : parts) {
      // The version is told only where it is what makes the difference.
      const size_t comma = part.find(',');
      told.insert(part.starts_with("tls=") && comma != std::string::npos ? part.substr(comma + 1)
                                                                         : part);
    }
    return "fails: " + Joined(std::vector<std::string>(told.begin(), told.end()), "; ");
  }

  std::string Reasons() const {
    std::string text =
        "\nWhy. \"Lab\" are the same stimuli made by hand against the same products, before there "
        "were suites.\n\n";
    for (const auto& [scenario, reasons] : reasons_) {
      for (const auto& [reason, who] : reasons) {
        text += "- `" + Short(scenario) + "`, " + Joined(who, ", ") + ": " + reason + ".\n";
      }
    }
    return text;
  }

  static std::string Lab() { return "\n" + Read("lab.md"); }

  std::vector<std::string> servers_;   ///< columns
  std::vector<std::string> versions_;  ///< of the same
  std::map<std::string, std::map<std::string, std::set<std::string>>> failures_;
  std::map<std::string, std::map<std::string, std::vector<std::string>>> reasons_;
};

}  // namespace shakedown::testing_support
