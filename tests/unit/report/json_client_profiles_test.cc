// The predictions of client stacks in the JSON of a diagnosis.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "report/json.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/trace_builder.h"

namespace shakedown::report {
namespace {

using nlohmann::json;

std::string DocumentWith(std::vector<diagnosis::ProfilePrediction> predictions) {
  const std::vector<attempt::Attempt> attempts(1);
  diagnosis::Diagnosis diagnosis = diagnosis::Diagnose(attempts);
  diagnosis.client_profiles = std::move(predictions);
  return DiagnosisJson(diagnosis, attempts, 0);
}

bool FitsSchema(const std::string& document) {
  const testing_support::TemporaryFolder folder;
  const std::string file = folder.File("diagnosis.json");
  std::ofstream(file, std::ios::binary) << document;
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  return testing_support::RunProgram({"python3", source + "/tests/support/validate_json.py",
                                      source + "/reports/shakedown-report.schema.json", file})
             .exit_code == 0;
}

TEST(JsonClientProfiles, EachClientHasItsWordAndReason) {
  std::vector<diagnosis::ProfilePrediction> predictions;
  for (const auto action : {diagnosis::ClientAction::kSends, diagnosis::ClientAction::kSendsNone,
                            diagnosis::ClientAction::kAsksUser, diagnosis::ClientAction::kAborts,
                            diagnosis::ClientAction::kUnknown}) {
    diagnosis::ProfilePrediction one{"go", "Go", {}};
    one.prediction.action = action;
    one.prediction.because = "For a reason.";
    predictions.push_back(one);
  }
  const std::string document = DocumentWith(predictions);
  const json clients = json::parse(document).at("client_profiles");
  std::vector<std::string> words;
  for (const json& client : clients) {
    EXPECT_EQ(client.size(), 3u);
    EXPECT_EQ(client.at("id"), "go");
    EXPECT_EQ(client.at("because"), "For a reason.");
    words.push_back(client.at("would_send"));
  }
  EXPECT_EQ(words, (std::vector<std::string>{"yes", "no", "asks-user", "aborts", "unknown"}));
  EXPECT_TRUE(FitsSchema(document)) << document;
}

TEST(JsonClientProfiles, AbsentIfNobodyAsked) {
  EXPECT_FALSE(json::parse(DocumentWith({})).contains("client_profiles"));
}

}  // namespace
}  // namespace shakedown::report
