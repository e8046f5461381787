// The files of ci/: read by real parsers, and their very scripts run with the variables that the
// services set: shards, then one report of all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "core/file.h"
#include "handshake/peer.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;
using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

using Words = std::vector<std::string>;

const std::string kFolder = SHAKEDOWN_SOURCE_DIR "/ci/";
constexpr Milliseconds kLimit{60'000};

class CiFiles : public testing::Test {
 protected:
  CiFiles() {
    // The scripts run what lies in scenarios/: one of the shipped suites will do.
    std::filesystem::create_directory(folder_.File("scenarios"));
    std::filesystem::copy(SHAKEDOWN_SOURCE_DIR "/scenarios/client-auth.xml",
                          folder_.File("scenarios"));
  }

  /// Runs tests/ci/ci_file.py and gives what it prints.
  static std::string Looked(const Words& words) {
    Words all = {"python3", SHAKEDOWN_SOURCE_DIR "/tests/ci/ci_file.py"};
    all.insert(all.end(), words.begin(), words.end());
    const ProgramResult result = RunProgram(all);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  }
  static std::string Text(const std::string& file, Words keys) {
    keys.insert(keys.begin(), {"text", kFolder + file});
    return Looked(keys);
  }

  /// Runs a service's script as the service would, `shakedown` being in PATH.
  ProgramResult Play(const std::string& shell, const std::string& script, Words variables) {
    const std::string program = SHAKEDOWN_BINARY;
    variables.push_back("PATH=" + program.substr(0, program.find_last_of('/')) + ":" +
                        std::getenv("PATH"));
    return RunProgram({shell, "-e", "-c", script}, variables, folder_.path(), kLimit);
  }
  void Succeeds(const std::string& shell, const std::string& script, const Words& variables) {
    const ProgramResult result = Play(shell, script, variables);
    ASSERT_EQ(result.exit_code, 0) << script << "\n" << result.out << result.err;
  }

  bool Exists(const std::string& name) const { return std::filesystem::exists(folder_.File(name)); }
  std::set<std::string> CasesOf(const std::string& name) const {
    std::set<std::string> ids;
    const auto text = ReadFile(folder_.File(name));
    if (!text) {
      ADD_FAILURE() << text.error().Text();
      return ids;
    }
    const nlohmann::json report = nlohmann::json::parse(*text);
    for (const auto& suite : report.at("suites")) {
      for (const auto& one : suite.at("cases")) ids.insert(one.at("id").get<std::string>());
    }
    return ids;
  }
  /// That the shards' reports have no case in common and the merged one has all of theirs.
  void ExpectUnited(const Words& shards, const std::string& merged) const {
    size_t sum = 0;
    const std::set<std::string> all = CasesOf(merged);
    for (const std::string& shard : shards) {
      const std::set<std::string> part = CasesOf(shard);
      EXPECT_GT(part.size(), 0u) << shard;
      EXPECT_THAT(all, IsSupersetOf(part));
      sum += part.size();
    }
    EXPECT_EQ(all.size(), sum);
  }

  TemporaryFolder folder_;
};

TEST_F(CiFiles, GitHubShardsAndMerges) {
  Looked({"check", kFolder + "github/action.yml"});
  Looked({"check", kFolder + "github/workflow.yml"});
  const std::string run = Text("github/action.yml", {"0", "runs", "steps", "1", "run"});
  for (const char* shard : {"1", "2", "3"}) {
    Succeeds("bash", run,
             {std::string("SHARD=") + shard + "/3", std::string("REPORTS=shard-") + shard,
              "SUITES=", "TARGET=", "ARGUMENTS=--jobs\n8", "GITHUB_ACTIONS=true",
              "GITHUB_STEP_SUMMARY=" + folder_.File(std::string("summary-") + shard)});
  }
  EXPECT_TRUE(Exists("shard-2/report.html"));
  EXPECT_TRUE(Exists("summary-2"));
  Succeeds("bash", Text("github/workflow.yml", {"0", "jobs", "report", "steps", "3", "run"}), {});
  ExpectUnited({"shard-1/report.json", "shard-2/report.json", "shard-3/report.json"},
               "report.json");
  EXPECT_TRUE(Exists("report.html"));
  EXPECT_TRUE(Exists("junit.xml"));
}

TEST_F(CiFiles, GitHubMergeFailsWhereAShardIsMissing) {
  const std::string run = Text("github/action.yml", {"0", "runs", "steps", "1", "run"});
  for (const char* shard : {"1", "3"}) {
    Succeeds("bash", run,
             {std::string("SHARD=") + shard + "/3", std::string("REPORTS=shard-") + shard,
              "SUITES=", "TARGET=", "ARGUMENTS="});
  }
  const auto merge =
      Play("bash", Text("github/workflow.yml", {"0", "jobs", "report", "steps", "3", "run"}), {});
  EXPECT_NE(merge.exit_code, 0);
  EXPECT_THAT(merge.err, HasSubstr("2/3"));
}

TEST_F(CiFiles, GitLabShardsAndMerges) {
  const std::string file = "gitlab/shakedown.gitlab-ci.yml";
  EXPECT_EQ(Text(file, {"0", "shakedown", "parallel"}), "5\n");
  const std::string run = Text(file, {"0", "shakedown", "script"});
  for (const char* index : {"1", "2"}) {
    Succeeds("bash", run,
             {std::string("CI_NODE_INDEX=") + index, "CI_NODE_TOTAL=2", "GITLAB_CI=true",
              "GATE_URL=", "SHAKEDOWN_ARGUMENTS="});
  }
  Succeeds("bash", Text(file, {"0", "shakedown-report", "script"}), {});
  ExpectUnited({"shard-1/report.json", "shard-2/report.json"}, "report.json");
}

TEST_F(CiFiles, JenkinsfileIsGroovyAndItsShardsMerge) {
  const std::string file = kFolder + "jenkins/Jenkinsfile";
  const ProgramResult groovy =
      RunProgram({"groovyc", "-d", folder_.path(), file}, {}, folder_.path(), kLimit);
  EXPECT_EQ(groovy.exit_code, 0) << groovy.out << groovy.err;
  const std::string run = Looked({"sh", file, "0"});
  for (const char* shard : {"1", "2", "3"}) {
    Succeeds("sh", run, {std::string("SHARD=") + shard, "GATE_URL="});
  }
  Succeeds("sh", Looked({"sh", file, "1"}), {});
  ExpectUnited({"shard-1/report.json", "shard-2/report.json", "shard-3/report.json"},
               "report.json");
}

TEST_F(CiFiles, KubernetesShardsTakeTheirIndexAndTheReportWaitsForAll) {
  const std::string file = "kubernetes/shakedown.yaml";
  EXPECT_EQ(Text(file, {"1", "spec", "completionMode"}), "Indexed\n");
  const Words container = {"spec", "template", "spec", "containers", "0"};
  const auto at = [&](const char* document, Words keys) {
    keys.insert(keys.begin(), container.begin(), container.end());
    keys.insert(keys.begin(), document);
    return Text(file, keys);
  };
  EXPECT_EQ(at("1", {"env", "0", "value"}), Text(file, {"1", "spec", "completions"}));
  EXPECT_EQ(at("2", {"env", "0", "value"}), Text(file, {"1", "spec", "completions"}));
  const TestAuthority authority("Some CA");
  handshake::PeerHost host;
  host.certificate = authority.Server("localhost");
  host.client_trust = authority.Trust();
  handshake::PeerOptions options;
  options.hosts.push_back(std::move(host));
  const auto peer = Need(handshake::Peer::Start(std::move(options)));
  const Words common = {
      "SHAKEDOWN_SHARD_COUNT=3", "RESULTS=results", "PATIENCE_SECONDS=0",
      "GATE_URL=https://localhost:" + std::to_string(peer->endpoint().port) + "/"};
  for (const char* index : {"0", "1", "2"}) {
    Words variables = common;
    variables.push_back(std::string("JOB_COMPLETION_INDEX=") + index);
    if (index == std::string("2")) {
      const ProgramResult early = Play("sh", at("2", {"args", "0"}), common);
      EXPECT_EQ(early.exit_code, 3) << "one shard is missing";
    }
    Succeeds("sh", at("1", {"args", "0"}), variables);
  }
  const ProgramResult report = Play("sh", at("2", {"args", "0"}), common);
  EXPECT_LE(report.exit_code, 1) << report.err;
  ExpectUnited(
      {"results/shard-0/report.json", "results/shard-1/report.json", "results/shard-2/report.json"},
      "results/report.json");
}

TEST_F(CiFiles, BazelShardsWriteWhereBazelReads) {
  // Starlark is a subset of Python as far as syntax goes.
  for (const char* name : {"bazel/shakedown.bzl", "bazel/BUILD.bazel.example"}) {
    const ProgramResult parsed = RunProgram(
        {"python3", "-c", "import ast,sys; ast.parse(open(sys.argv[1]).read())", kFolder + name});
    EXPECT_EQ(parsed.exit_code, 0) << parsed.err;
  }
  size_t sum = 0;
  for (const std::string index : {"0", "1"}) {
    std::filesystem::create_directory(folder_.File("out-" + index));
    Succeeds("bash", kFolder + "bazel/shakedown_test.sh --tag smoke",
             {"TEST_SHARD_INDEX=" + index, "TEST_TOTAL_SHARDS=2",
              "TEST_SHARD_STATUS_FILE=" + folder_.File("status-" + index),
              "XML_OUTPUT_FILE=" + folder_.File("test-" + index + ".xml"),
              "TEST_UNDECLARED_OUTPUTS_DIR=" + folder_.File("out-" + index)});
    EXPECT_TRUE(Exists("status-" + index)) << "says that sharding is understood";
    EXPECT_TRUE(Exists("test-" + index + ".xml"));
    sum += CasesOf("out-" + index + "/report.json").size();
  }
  EXPECT_GT(sum, 2u);
}

}  // namespace
}  // namespace shakedown
