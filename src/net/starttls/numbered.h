// Replies that begin with three digits, over one or more lines: SMTP (RFC 5321 section 4.2) and FTP
// (RFC 959 section 4.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "net/starttls/dialogue.h"

namespace shakedown::net::starttls {

struct NumberedReply {
  int code = 0;                    ///< 0: the reply does not begin with three digits
  std::vector<std::string> words;  ///< of each line, behind the code
};

/// Hears one reply to its last line; nothing if the dialogue ended before.
std::optional<NumberedReply> HearNumbered(Dialogue& dialogue);

}  // namespace shakedown::net::starttls
