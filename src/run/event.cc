#include "run/event.h"

namespace shakedown::run {

const char* ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed: return "passed";
    case Verdict::kFailed: return "failed";
    case Verdict::kError: return "error";
    case Verdict::kSkipped: return "skipped";
  }
  return "unknown";
}

}  // namespace shakedown::run
