#include "diagnosis/cause.h"

#include <algorithm>
#include <vector>

#include "diagnosis/catalogue/catalogue.h"

namespace shakedown::diagnosis {

const char* ToString(Certainty certainty) {
  switch (certainty) {
    case Certainty::kPossible: return "possible";
    case Certainty::kLikely: return "likely";
    case Certainty::kCertain: return "certain";
  }
  return "possible";
}

const char* ToString(Fault fault) {
  switch (fault) {
    case Fault::kNobody: return "none";
    case Fault::kClient: return "client";
    case Fault::kServer: return "server";
    case Fault::kPath: return "path";
    case Fault::kCertificate: return "certificate";
  }
  return "none";
}

std::span<const CauseInfo> Causes() {
  static const std::vector<CauseInfo> causes = [] {
    std::vector<CauseInfo> all;
    for (const auto part :
         {ClientCauses(), ServerCauses(), CertificateCauses(), PathCauses(), OtherCauses()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return causes;
}

const CauseInfo* FindCause(std::string_view id) {
  const std::span<const CauseInfo> causes = Causes();
  const auto found = std::find_if(causes.begin(), causes.end(),
                                  [id](const CauseInfo& cause) { return cause.id == id; });
  return found != causes.end() ? &*found : nullptr;
}

}  // namespace shakedown::diagnosis
