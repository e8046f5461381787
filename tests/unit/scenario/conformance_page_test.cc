// docs/conformance.md is made from the suites and from the list of all requirements, so that it
// never says more than they do and forgets nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "core/text.h"
#include "scenario/loader.h"
#include "tests/support/golden.h"
#include "tests/support/server_findings.h"

namespace shakedown::scenario {
namespace {

constexpr const char* kRequirements = "fixtures/conformance/requirements.tsv";
constexpr const char* kNotAsked = "fixtures/conformance/not-asked.tsv";
constexpr const char* kNotBroken = "fixtures/conformance/not-broken.tsv";

constexpr const char* kHead = R"(# Conformance

What the conformance suites ask of servers that want client certificates, and of clients. This page is made from the suites
and from the list of all requirements (`fixtures/conformance/requirements.tsv`); a test holds it to them.

    shakedown run scenarios/certificate-verify.xml --target https://gate.example/ --ca-cert ca.pem --ca-key ca.key
    shakedown serve --suite scenarios/client-under-test.xml          (clients; see [serving.md](serving.md))

## How a verdict is reached

The alert is not the verdict: what counts is whether somebody got in.

| what was seen | verdict |
|---|---|
| a fatal alert, or a close, before anything was answered | passed. If the case names the alerts that fit (`alerts=`) and it was another, or none, that is a [note](scenario-format.md#expect): interop for another alert, hygiene for none |
| TLS completes, and HTTP answers 400, 401, 403, 421, 495 or 496 | passed: some servers, nginx among them, refuse there |
| TLS completes, and the reply lacks the text of `--canary` | passed, whatever the status |
| TLS completes, and nothing is answered (a target that only listens) | inconclusive: an error, never a pass |
| the protected page is served, or the canary seen | failed |
| nothing happens within the deadline | failed, and a note on the time |

So name a path that only authenticated clients may see, and best of all a text on it (`--canary TEXT`). Damage that found
nothing to be done to ends its case without a verdict; where the server does not take the version or the suites that the case
offers, it is skipped with that reason.

Ids are stable; behind a full stop stands a variant of the same requirement. Grades: **security**, somebody gets in who should
not; **interop**, good clients stay out or odd ones get in; **hygiene**, good practice; **control**, proves that the method
works with this server. `--profile security` runs the first and the last, `--profile interop` these and the second, `--profile
smoke` a few of all, `--profile full` everything. Cases marked "other servers" are not run against the built-in peer, whose TLS
library fails them. What seven servers did: [below](#what-servers-did). Deviations that are known and accepted go into a [baseline](gating-in-ci.md#known-failures).
)";

constexpr const char* kBroken = R"(
## Broken peers

A suite that never fails proves nothing. `shakedown run --behave broken:ID` makes the built-in peer violate what the case of
that id is about, and nothing else; `shakedown serve --behave broken:ID` does so for your own clients and tests. Tests hold the
suites to it: each broken peer is caught by the case of its name, by those that are the same fault to a server, and by no
other. Such a peer reads the client's flight before its TLS library does; in TLS 1.2 it can take a flight for another only
where the extended master secret (RFC 7627) was not agreed on, which clients that damage their flight leave out. Cases of grade
security without a broken peer:
)";

struct Requirement {
  std::string id, section, side, grade, versions, title;
};

std::vector<std::vector<std::string>> ReadTable(const std::string& path) {
  std::ifstream file(std::string(SHAKEDOWN_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file) << path;
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream cells(line);
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
  }
  return rows;
}

std::vector<Requirement> AllRequirements() {
  std::vector<Requirement> all;
  for (const auto& row : ReadTable(kRequirements)) {
    EXPECT_EQ(row.size(), 6U) << row.front();
    if (row.size() == 6) all.push_back({row[0], row[1], row[2], row[3], row[4], row[5]});
  }
  return all;
}

/// What the shipped suites ask.
class Asked {
 public:
  Asked() : requirements_(AllRequirements()) {
    for (const Requirement& one : requirements_) sections_[one.id] = std::stoi(one.section);
    std::set<std::string> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios")) {
      if (entry.path().extension() == ".xml") files.insert(entry.path().string());
    }
    for (const std::string& file : files) Take(file);
    std::stable_sort(suites_.begin(), suites_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  static std::string RequirementOf(const std::string& id) { return id.substr(0, id.find('.')); }

  const std::vector<Requirement>& requirements() const { return requirements_; }
  /// With a section each, by which they are sorted.
  const std::vector<std::pair<int, SuiteModel>>& suites() const { return suites_; }
  bool Has(const std::string& id) const { return asked_.contains(id); }
  bool IsRequirement(const std::string& id) const { return sections_.contains(id); }
  size_t count() const { return asked_.size(); }

 private:
  void Take(const std::string& file) {
    LoadedSuite loaded = LoadSuite(file);
    ASSERT_TRUE(loaded.ok()) << file;
    int section = 0;
    for (const ScenarioModel& scenario : loaded.suite.scenarios) {
      const std::string id = RequirementOf(scenario.id);
      const auto found = sections_.find(id);
      if (found == sections_.end()) continue;
      asked_.insert(id);
      section = section == 0 ? found->second : std::min(section, found->second);
    }
    if (section > 0) suites_.emplace_back(section, std::move(loaded.suite));
  }

  std::vector<Requirement> requirements_;
  std::map<std::string, int> sections_;
  std::vector<std::pair<int, SuiteModel>> suites_;
  std::set<std::string> asked_;
};

bool HasWord(const std::vector<std::string>& words, const char* word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Grade(const ScenarioModel& scenario) {
  for (const char* grade : {"security", "interop", "hygiene", "control"}) {
    if (HasWord(scenario.tags, grade)) return grade;
  }
  return "";
}

/// Where a case runs, if that is not everywhere.
std::string Where(const ScenarioModel& scenario) {
  if (HasWord(scenario.requires_, "external-target")) return ", other servers";
  return HasWord(scenario.requires_, "built-in-peer") ? ", built-in peer" : "";
}

std::string Row(const ScenarioModel& scenario, const std::string& grade) {
  return "| `" + scenario.id + "` | " + grade + Where(scenario) + " | " + scenario.tls + " | " +
         scenario.title + " | " + Joined(scenario.references, ", ") + " |\n";
}

std::string SuiteSection(const SuiteModel& suite, const Asked& asked) {
  std::string text = "\n## " + suite.title + "\n\n`scenarios/" +
                     std::filesystem::path(suite.file).filename().string() +
                     "`: " + suite.description +
                     "\n\n| id | grade | TLS | what | sources |\n|---|---|---|---|---|\n";
  for (const ScenarioModel& scenario : suite.scenarios) {
    const std::string grade = Grade(scenario);
    const bool required = asked.IsRequirement(Asked::RequirementOf(scenario.id));
    if (!required && grade != "control") continue;
    EXPECT_FALSE(grade.empty()) << scenario.id << " has no grade";
    EXPECT_FALSE(scenario.description.empty()) << scenario.id;
    EXPECT_FALSE(scenario.references.empty()) << scenario.id;
    text += Row(scenario, grade);
  }
  return text;
}

/// "12 of 14" for each grade and side.
std::string Tally(const Asked& asked) {
  std::map<std::string, std::pair<int, int>> tally;
  for (const Requirement& one : asked.requirements()) {
    for (const std::string& key : {one.grade, "a " + one.side + " under test"}) {
      ++tally[key].second;
      if (asked.Has(one.id)) ++tally[key].first;
    }
  }
  std::string text = "\nOf " + std::to_string(asked.requirements().size()) +
                     " requirements the suites ask " + std::to_string(asked.count()) + ":";
  const char* separator = " ";
  for (const char* key :
       {"security", "interop", "hygiene", "a server under test", "a client under test"}) {
    text += separator + std::to_string(tally[key].first) + " of " +
            std::to_string(tally[key].second) + ' ' + (key[0] == 'a' ? "on " : "graded ") + key;
    separator = ", ";
  }
  return text + ".\n";
}

/// Why requirements are not asked, those asked by now left out; ids in the order of the list.
std::vector<std::pair<std::string, std::string>> Reasons(const Asked& asked) {
  std::map<std::string, std::string> reasons;
  for (const auto& row : ReadTable(kNotAsked)) {
    if (row.size() == 2) reasons[row[0]] = row[1];
    EXPECT_EQ(row.size(), 2U) << row.front() << " has no reason";
    EXPECT_TRUE(asked.IsRequirement(row.front())) << row.front() << " is no requirement";
  }
  std::vector<std::pair<std::string, std::string>> open;
  for (const Requirement& one : asked.requirements()) {
    if (asked.Has(one.id)) continue;
    EXPECT_TRUE(reasons.contains(one.id)) << one.id << " is neither asked nor has it a reason";
    if (reasons.contains(one.id)) open.emplace_back(one.id, reasons[one.id]);
  }
  return open;
}

/// Ids with the reason that they share, in the order of the list.
std::string ReasonTable(const std::vector<std::pair<std::string, std::string>>& open) {
  std::vector<std::string> order;
  std::map<std::string, std::string> ids;
  for (const auto& [id, reason] : open) {
    std::string& list = ids[reason];
    if (list.empty()) order.push_back(reason);
    list += (list.empty() ? "`" : ", `") + id + '`';
  }
  std::string text = "\n| what | because |\n|---|---|\n";
  for (const std::string& reason : order) text += "| " + ids[reason] + " | " + reason + " |\n";
  return text;
}

/// Of "suite/scenario"; empty: no suite has it.
std::string GradeOf(const std::string& id, const Asked& asked) {
  for (const auto& [section, suite] : asked.suites()) {
    for (const ScenarioModel& scenario : suite.scenarios) {
      if (suite.name + "/" + scenario.id != id) continue;
      const std::string grade = Grade(scenario);
      return grade.empty() ? "-" : grade;
    }
  }
  return "";
}

/// run/broken_list_test holds the list to the suites and to the broken peers.
std::string BrokenSection() {
  std::vector<std::pair<std::string, std::string>> reasons;
  for (const auto& row : ReadTable(kNotBroken)) {
    EXPECT_EQ(row.size(), 2U) << row.front() << " has no reason";
    if (row.size() == 2) reasons.emplace_back(row[0], row[1]);
  }
  return kBroken + ReasonTable(reasons);
}

TEST(ConformancePage, SaysWhatTheSuitesAsk) {
  const Asked asked;
  std::string page = kHead + Tally(asked);
  for (const auto& [section, suite] : asked.suites()) page += SuiteSection(suite, asked);
  page += "\n## Not asked\n" + ReasonTable(Reasons(asked)) + BrokenSection();
  page += testing_support::ServerFindings().Page(
      [&asked](const std::string& id) { return GradeOf(id, asked); });
  testing_support::ExpectGolden(page, "docs/conformance.md");
}

TEST(ConformancePage, EveryRequirementIsAskedOrHasAReason) {
  const Asked asked;
  EXPECT_EQ(asked.requirements().size(), 262U);
  std::string list =
      "# Requirements that no shipped suite asks, and why. SHAKEDOWN_UPDATE_GOLDEN=1 with the test "
      "of the page takes\n# those out that are asked by now.\n";
  for (const auto& [id, reason] : Reasons(asked)) list += id + '\t' + reason + '\n';
  testing_support::ExpectGolden(list, kNotAsked);
  EXPECT_GE(asked.count(), 220U);
}

}  // namespace
}  // namespace shakedown::scenario
