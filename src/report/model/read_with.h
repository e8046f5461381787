// Parts of reports, read from their JSON text into plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "report/model/json_place.h"
#include "report/model/read_diagnosis.h"

namespace shakedown::report::model {

/// Parses `json` and reads it with `read`, which takes the place of the whole value. kFormat with
/// the field that is wrong.
template <typename T, typename Read>
Result<T> ReadWith(std::string_view json, Read read) {
  const auto document = ParseJson(json);
  if (!document) return document.error();
  std::optional<JsonProblem> problem;
  const JsonPlace place(*document, &problem);
  T value;
  if (place.IsObject()) value = read(place);
  if (!problem) return value;
  const std::string where = problem->where.empty() ? "the value" : "'" + problem->where + "'";
  return Error(ErrorCode::kFormat, where + ' ' + problem->what);
}

}  // namespace shakedown::report::model
