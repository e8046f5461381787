// OpenSSL's per-thread error queue: cleared before a call, drained right after a failing one.
// Numbers decide, texts are only for our own errors about local files; no peer behaviour is read
// from them.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace shakedown::ossl {

struct QueueEntry {
  int library = 0;   ///< ERR_GET_LIB
  int reason = 0;    ///< ERR_GET_REASON
  std::string text;  ///< "lib: reason (data)", printable
};

/// Forgets what earlier calls left behind.
void ClearErrors();
/// All entries, oldest first; the queue is empty afterwards.
std::vector<QueueEntry> DrainErrors();
/// An Error whose message is `what` and the queue's texts; drains the queue.
Error LibraryError(ErrorCode code, std::string what);

}  // namespace shakedown::ossl
