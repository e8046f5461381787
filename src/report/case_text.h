// One case on the console: its result line, and the block that explains a failure.
#pragma once

#include <string>

#include "report/color.h"
#include "run/event.h"

namespace shakedown::report {

/// "ok   client-auth/no-certificate[tls=1.3]  refused: client.no-identity (certain)  12 ms".
/// What happened is shortened to fit in `columns` (0: never), the id never is. No line feed.
std::string ResultLine(const run::CaseResult& result, size_t columns, const Paint& paint);

/// What was expected and observed, why, what to do, and how to see it again; lines of at most
/// `columns` (but the command is never broken), each ending in LF.
std::string FailureBlock(const run::CaseResult& result, size_t columns, bool with_ladder,
                         const Paint& paint);

/// The ladders of the last execution, indented, each line ending in LF.
std::string LadderBlock(const run::CaseResult& result, size_t columns, const Paint& paint);

}  // namespace shakedown::report
