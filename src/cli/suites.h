// Finds and loads the suite files that a command line names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::cli {

using SuitePtr = std::shared_ptr<const scenario::SuiteModel>;

/// Suite files for `words`: a file as it is, a folder as its *.xml in name order. No words: the
/// folder `scenarios/` here, else the installed suites. kFileRead naming what was looked for.
Result<std::vector<std::string>> FindSuites(const std::vector<std::string>& words);

/// Loads suites. All errors of all files are printed to standard error; nothing if there was one.
std::vector<SuitePtr> LoadSuites(const std::vector<std::string>& files);

}  // namespace shakedown::cli
