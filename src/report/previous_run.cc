#include "report/previous_run.h"

#include <nlohmann/json.hpp>

#include "core/file.h"
#include "core/text.h"

namespace shakedown::report {
namespace {

using Json = nlohmann::json;

Error NotAReport(const std::string& path, const std::string& why) {
  return Error(ErrorCode::kFormat, "'" + Printable(path) + "' is not a run report: " + why)
      .WithHint("give the file that an earlier run wrote with --json");
}

}  // namespace

Result<std::vector<std::string>> UnsuccessfulCases(const std::string& path) {
  const auto text = ReadFile(path, 1u << 30);
  if (!text) return text.error();
  const Json document = Json::parse(*text, nullptr, false);
  if (document.is_discarded()) return NotAReport(path, "it is not JSON");
  const auto schema = document.is_object() ? document.value("schema", Json()) : Json();
  if (schema != "shakedown.run/1") return NotAReport(path, "its schema is not shakedown.run/1");
  std::vector<std::string> ids;
  try {
    for (const Json& suite : document.at("suites")) {
      for (const Json& test : suite.at("cases")) {
        const auto verdict = test.at("verdict").get<std::string>();
        if (verdict == "failed" || verdict == "error") ids.push_back(test.at("id"));
      }
    }
  } catch (const Json::exception&) {
    return NotAReport(path, "suites or cases are missing");
  }
  return ids;
}

}  // namespace shakedown::report
