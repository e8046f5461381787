// Alert (RFC 9846 section 6, RFC 5246 section 7.2).
#pragma once

#include "core/bytes.h"
#include "core/decoded.h"
#include "tls/code_points.h"

namespace shakedown::tls {

struct Alert {
  AlertLevel level{};
  AlertDescription description{};
  bool operator==(const Alert&) const = default;
};
Decoded<Alert> DecodeAlert(ByteSpan content);

}  // namespace shakedown::tls
