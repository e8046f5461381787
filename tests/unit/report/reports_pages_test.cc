#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "core/file.h"
#include "report/json_lines.h"
#include "tests/support/case_builder.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

// docs/json-reports.md and docs/junit.md say what the schemas say, and the samples that they name
// are valid.
namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;

const std::string kSource = SHAKEDOWN_SOURCE_DIR;

std::string Text(const std::string& path) {
  const auto text = ReadFile(kSource + '/' + path);
  EXPECT_TRUE(text) << text.error().Text();
  return text ? *text : std::string();
}

std::vector<std::string> Schemas() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kSource + "/reports")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".schema.json")) names.push_back(name);
  }
  return names;
}

/// Empty if all files are valid.
std::string Invalid(const std::string& schema, const std::vector<std::string>& files) {
  std::vector<std::string> words = {"python3", kSource + "/tests/support/validate_json.py",
                                    kSource + "/reports/" + schema};
  words.insert(words.end(), files.begin(), files.end());
  const ProgramResult result = RunProgram(words);
  return result.exit_code == 0 ? "" : result.out + result.err;
}

/// Each line in a file of its own.
std::vector<std::string> SplitLines(const TemporaryFolder& folder, const std::string& text) {
  std::vector<std::string> files;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    files.push_back(folder.File("line-" + std::to_string(files.size()) + ".json"));
    EXPECT_TRUE(WriteFile(files.back(), line));
  }
  return files;
}

TEST(JsonReportsPage, NamesEverySchemaAndEveryFieldOfItsDocuments) {
  const std::string page = Text("docs/json-reports.md");
  const auto schemas = Schemas();
  EXPECT_GE(schemas.size(), 6u);
  for (const std::string& name : schemas) {
    SCOPED_TRACE(name);
    EXPECT_THAT(page, HasSubstr('`' + name + '`'));
    const auto schema = nlohmann::json::parse(Text("reports/" + name));
    const auto& document = schema.contains("oneOf") ? schema["$defs"]["run"] : schema;
    for (const auto& [field, about] : document["properties"].items()) {
      EXPECT_THAT(page, HasSubstr('`' + field + '`'));
      if (field != "schema") continue;
      EXPECT_THAT(page, HasSubstr(about["const"].get<std::string>()));
    }
  }
}

TEST(JsonReportsPage, ItsSamplesAreValid) {
  const std::string samples = kSource + "/reports/sample/";
  EXPECT_EQ(Invalid("shakedown-report.schema.json",
                    {samples + "report.json", samples + "diagnosis.json"}),
            "");
  EXPECT_EQ(Invalid("diagnosis.schema.json", {samples + "diagnosis.json"}), "");
  EXPECT_EQ(Invalid("survey.schema.json", {samples + "survey.json"}), "");
  const TemporaryFolder folder;
  EXPECT_EQ(Invalid("served.schema.json", SplitLines(folder, Text("reports/sample/served.jsonl"))),
            "");
}

TEST(JsonReportsPage, TheDiagnosesOfASurveyAreDocumentsThemselves) {
  const TemporaryFolder folder;
  std::string lines;
  for (const auto& target : nlohmann::json::parse(Text("reports/sample/survey.json"))["targets"]) {
    if (target.contains("diagnosis")) lines += target["diagnosis"].dump() + '\n';
  }
  EXPECT_EQ(Invalid("diagnosis.schema.json", SplitLines(folder, lines)), "");
}

TEST(JsonReportsPage, EventsFitTheirSchema) {
  const TemporaryFolder folder;
  const auto lines = MakeJsonLines(folder.File("events.jsonl"));
  ASSERT_TRUE(lines);
  EveryVerdict()->Feed(**lines);
  ASSERT_TRUE((*lines)->Finish());
  const auto files = SplitLines(folder, *ReadFile(folder.File("events.jsonl")));
  EXPECT_EQ(files.size(), 10u);
  EXPECT_EQ(Invalid("events.schema.json", files), "");
  ASSERT_TRUE(WriteFile(folder.File("bad.json"), R"({"event":"run-finished"})"));
  EXPECT_NE(Invalid("events.schema.json", {folder.File("bad.json")}), "");
}

TEST(JunitPage, NamesEveryElementOfTheSchema) {
  const std::string page = Text("docs/junit.md");
  pugi::xml_document schema;
  ASSERT_TRUE(schema.load_string(Text("reports/shakedown-junit.xsd").c_str()));
  const auto elements = schema.select_nodes("//xs:element[@name]");
  EXPECT_GT(elements.size(), 8u);
  for (const auto& found : elements) {
    const std::string name = found.node().attribute("name").value();
    if (name == "property" || name == "stackTrace" || name == "system-err") continue;
    EXPECT_THAT(page, HasSubstr(name));
  }
}

TEST(JunitPage, EveryDocumentOnReportsIsThere) {
  for (const char* page : {"json-reports.md", "junit.md", "reports.md"}) {
    const std::string text = Text(std::string("docs/") + page);
    for (size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      const std::string link = text.substr(at + 2, text.find_first_of(")#", at) - at - 2);
      EXPECT_TRUE(link.starts_with("http") || std::filesystem::exists(kSource + "/docs/" + link))
          << page << " links to " << link;
    }
  }
}

}  // namespace
}  // namespace shakedown::report
