// The catalogue of causes: stable ids, who is at fault, and the long text of each.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace shakedown::diagnosis {

enum class Certainty { kPossible, kLikely, kCertain };
/// "possible", "likely", "certain".
const char* ToString(Certainty certainty);

/// The party that has to change something.
enum class Fault { kNobody, kClient, kServer, kPath, kCertificate };
/// "none", "client", "server", "path", "certificate".
const char* ToString(Fault fault);

/// One entry of the catalogue. Ids are never reused for another meaning.
struct CauseInfo {
  std::string_view id;  ///< "certificate.expired"
  Fault fault;
  std::string_view summary;  ///< one line, no final stop
  std::string_view meaning;  ///< what it means, for people who do not know TLS; several sentences
  std::string_view settled_by;  ///< what proves it
};

/// The whole catalogue in its published order.
std::span<const CauseInfo> Causes();
/// The entry of `id`, or null.
const CauseInfo* FindCause(std::string_view id);

}  // namespace shakedown::diagnosis
