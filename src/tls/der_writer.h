// DER written, the counterpart of `DerReader`.
#pragma once

#include "core/bytes.h"

namespace shakedown::tls {

/// One element: `tag`, the length in its shortest form, `content`.
Bytes EncodeDer(uint8_t tag, ByteSpan content);

}  // namespace shakedown::tls
