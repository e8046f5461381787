// The targets of `explain --targets FILE`: what the command line says for all, and each line for
// its own.
#pragma once

#include <string>
#include <vector>

#include "cli/explain_options.h"
#include "cli/options.h"
#include "core/result.h"
#include "run/survey.h"

namespace shakedown::cli {

/// Reads the list that --targets names. A line may hold every option that `declared.line` knows;
/// what it does not say is taken from the command line. A line that says anything about the
/// certificate takes nothing about it from the command line, and --client-ca and --crl belong
/// together in the same way. Lines with a mistake add to `errors`, each with its place; nothing
/// shall run if there are any. An Error if the list itself cannot be read, or if the command line
/// cannot stand beside a list.
Result<std::vector<run::SurveyTarget>> ReadTargets(const ParsedOptions& options,
                                                   const ExplainDeclaration& declared,
                                                   std::vector<Error>* errors);

/// `line` with what it leaves open taken from `base`, and what it must not take left out.
ParsedOptions Over(ParsedOptions line, const ParsedOptions& base);

}  // namespace shakedown::cli
