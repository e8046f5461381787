// Every recorded run of a real client, replayed through the predictor.
#include <gtest/gtest.h>

#include <set>

#include "diagnosis/cause.h"
#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_exceptions.h"
#include "tests/unit/diagnosis/recorded_clients.h"

namespace shakedown::diagnosis {
namespace {

using nlohmann::json;

/// One recorded outcome with the case it belongs to.
struct RecordedRun {
  std::string title;
  const ClientProfile* profile = nullptr;
  RecordedCase met;
  std::string outcome;
};

std::vector<RecordedRun> AllRuns() {
  std::vector<RecordedRun> runs;
  const json& file = RecordedClients();
  for (const json& row : file.at("vectors")) {
    const auto id = row.at("profile").get<std::string>();
    const auto name = row.at("case").get<std::string>();
    const auto tls = row.at("tls").get<std::string>();
    runs.push_back({id + " " + name + " " + tls, FindClientProfile(id),
                    FromVectorCase(file.at("vector_cases").at(name), tls),
                    row.at("outcome").get<std::string>()});
  }
  for (const json& row : file.at("special_vectors")) {
    const auto id = row.at("profile").get<std::string>();
    const auto name = row.at("case").get<std::string>();
    runs.push_back({id + " (" + row.at("client").get<std::string>() + ") " + name,
                    FindClientProfile(id), FromSpecialCase(name),
                    row.at("outcome").get<std::string>()});
  }
  return runs;
}

TEST(ClientProfileRecorded, FixtureHoldsAllRuns) {
  ASSERT_FALSE(RecordedClients().is_discarded());
  EXPECT_EQ(RecordedClients().at("vectors").size(), 667u);
  EXPECT_EQ(RecordedClients().at("special_vectors").size(), 136u);
}

TEST(ClientProfileRecorded, EveryRunIsPredicted) {
  for (const RecordedRun& run : AllRuns()) {
    SCOPED_TRACE(run.title);
    ASSERT_NE(run.profile, nullptr);
    const ClientPrediction prediction = Predict(*run.profile, run.met.Situation());
    EXPECT_TRUE(IsRecorded(prediction, run.outcome))
        << "recorded: " << run.outcome << "\npredicted: " << prediction.outcome << "\nbecause "
        << prediction.because;
  }
}

TEST(ClientProfileRecorded, PredictionsAreCompleteAndFitTheirAction) {
  for (const RecordedRun& run : AllRuns()) {
    SCOPED_TRACE(run.title);
    const ClientPrediction prediction = Predict(*run.profile, run.met.Situation());
    const bool sends =
        prediction.action == ClientAction::kSends || prediction.action == ClientAction::kAsksUser;
    EXPECT_EQ(sends, prediction.chain_length > 0);
    EXPECT_EQ(sends, prediction.cause.empty()) << prediction.cause;
    EXPECT_GE(prediction.because.size(), 20u);
    EXPECT_LE(prediction.because.size(), 700u);
    EXPECT_TRUE(prediction.because.ends_with('.')) << prediction.because;
    EXPECT_NE(prediction.action, ClientAction::kUnknown) << prediction.because;
    EXPECT_TRUE(!prediction.alert || prediction.action == ClientAction::kAborts);
    EXPECT_TRUE(prediction.cause.empty() || FindCause(prediction.cause) != nullptr);
  }
}

TEST(ClientProfileRecorded, AllProfilesAtOnceSayTheSameAsOneByOne) {
  const RecordedCase met = FromSpecialCase("sig_pss_rsae_only_rsaleaf");
  const std::vector<ProfilePrediction> all = PredictAll(met.Situation());
  ASSERT_EQ(all.size(), ClientProfiles().size());
  for (const ProfilePrediction& one : all) {
    const ClientPrediction alone = Predict(*FindClientProfile(one.id), met.Situation());
    EXPECT_EQ(one.prediction.outcome, alone.outcome) << one.id;
    EXPECT_EQ(one.prediction.because, alone.because) << one.id;
  }
}

/// A measured profile's exceptions that the JSON file lacks have to earn their place: each changes
/// the prediction of at least one recorded run, unless the sources alone speak for it.
TEST(ClientProfileRecorded, AddedExceptionsOfTheRunsAreNeeded) {
  const std::vector<RecordedRun> runs = AllRuns();
  const std::set<std::string_view> from_sources = {
      "java-sunx509-26", "conscrypt",    "nss-nickname",   "firefox-desktop",
      "firefox-android", "gnutls-force", "gnutls-callback"};
  for (const ClientProfile& profile : ClientProfiles()) {
    for (size_t i = 0; i < profile.exceptions.size(); ++i) {
      const RuleException& exception = profile.exceptions[i];
      if (!exception.added || from_sources.contains(profile.id) ||
          exception.outcome == ExceptionOutcome::kPasses) {
        continue;
      }
      ClientProfile without = profile;
      without.exceptions.erase(without.exceptions.begin() + static_cast<std::ptrdiff_t>(i));
      bool needed = false;
      for (const RecordedRun& run : runs) {
        if (run.profile->id != profile.id) continue;
        needed = needed || !IsRecorded(Predict(without, run.met.Situation()), run.outcome);
      }
      EXPECT_TRUE(needed) << profile.id << ": " << exception.because;
    }
  }
}

}  // namespace
}  // namespace shakedown::diagnosis
