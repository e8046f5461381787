#include "report/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "core/file.h"
#include "tests/support/golden.h"
#include "tests/support/investigations.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kSchema = "reports/diagnosis.schema.json";

/// Empty if `document` fits the schema of a diagnosis, else what does not.
std::string Invalid(const std::string& document) {
  const TemporaryFolder folder;
  const std::string file = folder.File("diagnosis.json");
  std::ofstream(file, std::ios::binary) << document;
  const std::string source = SHAKEDOWN_SOURCE_DIR;
  const ProgramResult result = RunProgram(
      {"python3", source + "/tests/support/validate_json.py", source + "/" + kSchema, file});
  return result.exit_code == 0 ? "" : "not valid: " + result.out + result.err;
}

/// The definitions that `value` refers to, directly or not.
void CollectReferences(const ordered_json& value, const ordered_json& definitions,
                       std::set<std::string>* names) {
  if (value.is_object() && value.contains("$ref")) {
    const std::string name = value["$ref"].get<std::string>().substr(8);
    if (names->insert(name).second) CollectReferences(definitions[name], definitions, names);
  }
  if (!value.is_structured()) return;
  for (const auto& item : value) CollectReferences(item, definitions, names);
}

/// The part of the report's schema that describes one diagnosis, as a schema of its own.
std::string DiagnosisSchema() {
  const std::string folder = std::string(SHAKEDOWN_SOURCE_DIR) + "/reports/";
  const auto text = ReadFile(folder + "shakedown-report.schema.json");
  if (!text) return text.error().Text();
  const ordered_json report = ordered_json::parse(*text);
  const ordered_json& definitions = report["$defs"];
  std::set<std::string> needed;
  CollectReferences(definitions["diagnosis"], definitions, &needed);
  ordered_json schema;
  schema["$schema"] = report["$schema"];
  schema["$id"] = "urn:shakedown:schema:diagnosis:1";
  schema["title"] = "One diagnosis by Shakedown";
  schema["description"] =
      "What `shakedown explain --json` writes. A field that is absent is unknown, never guessed. "
      "Readers must ignore fields they do not know. Made from shakedown-report.schema.json.";
  for (const auto& [key, value] : definitions["diagnosis"].items()) schema[key] = value;
  for (const auto& [name, value] : definitions.items()) {
    if (needed.contains(name)) schema["$defs"][name] = value;
  }
  return schema.dump(2) + "\n";
}

TEST(InvestigationJsonTest, ItsSchemaIsThatOfTheReportsDiagnosis) {
  ExpectGolden(DiagnosisSchema(), kSchema);
}

TEST(InvestigationJsonTest, IsTheSample) {
  ExpectGolden(InvestigationJson(IssuerNotTrusted()) + "\n", "reports/sample/diagnosis.json");
}

TEST(InvestigationJsonTest, FitsItsSchema) {
  EXPECT_EQ(Invalid(InvestigationJson(IssuerNotTrusted())), "");
  EXPECT_EQ(Invalid(InvestigationJson(InPlaceOfGo())), "");
  EXPECT_EQ(Invalid(InvestigationJson(NobodyListens())), "");
  EXPECT_EQ(Invalid(InvestigationJson(run::Investigation{})), "");
}

TEST(InvestigationJsonTest, TellsWhatAnotherProtocolSaid) {
  using attempt::Side;
  const run::Investigation answered = Investigated({AttemptOf(
      TraceBuilder()
          .Add(attempt::DialogueLine{Side::kServer, "220 mx"})
          .Add(attempt::DialogueLine{Side::kClient, "STARTTLS"})
          .Add(attempt::ApplicationReply{"smtp", "421", "no client certificate",
                                         attempt::ApplicationReply::Meaning::kWantsCertificate})
          .Build(),
      IdentityOf("none", {}))});
  const std::string text = InvestigationJson(answered);
  EXPECT_EQ(Invalid(text), "");
  const json document = json::parse(text);
  EXPECT_EQ(document["layer"], "application");
  EXPECT_EQ(document["handshakes"][0]["application"], json({{"protocol", "smtp"},
                                                            {"code", "421"},
                                                            {"text", "no client certificate"},
                                                            {"meaning", "wants-certificate"}}));
  EXPECT_EQ(Invalid(InvestigationJson(Investigated(
                {AttemptOf(TraceBuilder()
                               .Add(attempt::StarttlsFailed{
                                   attempt::StarttlsFailed::Reason::kRefused, "smtp", "454 no"})
                               .Build(),
                           IdentityOf("none", {}))}))),
            "");
}

TEST(InvestigationJsonTest, TheSchemaRefusesAnUnknownField) {
  json document = json::parse(InvestigationJson(IssuerNotTrusted()));
  document["probes"][0]["surprise"] = 1;
  EXPECT_NE(Invalid(document.dump()), "");
}

TEST(InvestigationJsonTest, ListsProbesWithTheirHandshakes) {
  const json document = json::parse(InvestigationJson(IssuerNotTrusted()));
  ASSERT_EQ(document["probes"].size(), 1u);
  const json& probe = document["probes"][0];
  EXPECT_EQ(probe["id"], "none");
  EXPECT_EQ(probe["handshake"], 1);
  EXPECT_EQ(document["handshakes"][1]["purpose"], "probe: without a certificate?");
  EXPECT_EQ(probe["answer"], "it is refused");
  EXPECT_FALSE(document.contains("as_profile")) << "absent means none";
}

TEST(InvestigationJsonTest, NamesTheClientWhosePlaceWasTaken) {
  EXPECT_EQ(json::parse(InvestigationJson(InPlaceOfGo()))["as_profile"], "go");
}

TEST(InvestigationJsonTest, SaysWhatWouldSettleAnOpenQuestion) {
  run::Investigation open = IssuerNotTrusted();
  open.diagnosis.cause.certainty = diagnosis::Certainty::kLikely;
  EXPECT_GT(json::parse(InvestigationJson(open))["next_steps"].size(), 0u);
  open.diagnosis.cause.certainty = diagnosis::Certainty::kCertain;
  EXPECT_EQ(json::parse(InvestigationJson(open))["next_steps"].size(), 0u);
}

}  // namespace
}  // namespace shakedown::report
