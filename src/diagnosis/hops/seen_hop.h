// Who stands in the way, by one trace: marks of known products, what names itself in Via, and
// replies that somebody rewrote.
#pragma once

#include <string>
#include <vector>

#include "attempt/trace.h"
#include "diagnosis/hops/known_hop.h"

namespace shakedown::diagnosis {

/// A hop and the mark that shows it.
struct SeenHop {
  enum class Mark { kIssuer, kHeader, kPage, kHandwriting };
  std::string name;  ///< "Cloudflare"; for people, printable; never empty
  HopKind kind = HopKind::kProxy;
  Mark mark = Mark::kHeader;
  std::string sign;  ///< "CF-RAY: 8a1..."; printable, shortened
  int event = -1;    ///< of the certificate or the reply
  /// A row of the table, or a name that the hop gave itself; not for what only its traces show.
  bool named = false;
};

/// The hops that the trace shows, in the order of the table, each once: by issuer, by reply header,
/// by error page; then what is not in the table.
std::vector<SeenHop> HopsSeen(const attempt::HandshakeTrace& trace);

/// The first of `hops` that has a name; null if none has. Borrowed.
const SeenHop* FirstNamed(const std::vector<SeenHop>& hops);

}  // namespace shakedown::diagnosis
