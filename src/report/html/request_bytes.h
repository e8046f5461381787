// The octets of a CertificateRequest with what each of them means: proof for those who own the
// server and doubt what its list says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace shakedown::report::html {

/// Octets that belong together and what they say.
struct ByteNote {
  size_t offset = 0;  ///< in the message
  ByteSpan octets;    ///< borrowed from the message
  std::string meaning;
  int depth = 0;  ///< how deep the field lies in others
};

/// The fields of the message `raw` (with its four octets of header) in the form of `version`, as
/// reports name it ("TLSv1.3"). What cannot be read is one note at the end, so that the notes cover
/// the whole message. At most 500 notes.
std::vector<ByteNote> AnnotateRequest(ByteSpan raw, std::string_view version);

}  // namespace shakedown::report::html
