#include "diagnosis/diagnosis.h"

namespace shakedown::diagnosis {

const char* ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted: return "accepted";
    case Outcome::kRefused: return "refused";
    case Outcome::kNoVerdict: return "no-verdict";
  }
  return "no-verdict";
}

const char* ToString(Enforcement enforcement) {
  switch (enforcement) {
    case Enforcement::kUnknown: return "unknown";
    case Enforcement::kNotRequested: return "not-requested";
    case Enforcement::kOptional: return "optional";
    case Enforcement::kRequiredTls: return "required-tls";
    case Enforcement::kRequiredHttp: return "required-http";
    case Enforcement::kRequiredLater: return "required-later";
  }
  return "unknown";
}

const char* ToString(Layer layer) {
  switch (layer) {
    case Layer::kNone: return "none";
    case Layer::kConnect: return "connect";
    case Layer::kTls: return "tls";
    case Layer::kHttp: return "http";
    case Layer::kApplication: return "application";
  }
  return "none";
}

}  // namespace shakedown::diagnosis
