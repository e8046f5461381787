#include "tls/alert.h"

#include "core/byte_reader.h"

namespace shakedown::tls {

Decoded<Alert> DecodeAlert(ByteSpan content) {
  Decoded<Alert> decoded;
  ByteReader reader(content, &decoded.errors);
  const auto level = reader.U8("Alert.level");
  const auto description = reader.U8("Alert.description");
  if (level) decoded.value.level = static_cast<AlertLevel>(*level);
  if (description) decoded.value.description = static_cast<AlertDescription>(*description);
  // RFC 9846 section 6: enum { warning(1), fatal(2), (255) } AlertLevel.
  if (level && *level != 1 && *level != 2) {
    reader.ReportAt(0, DecodeErrorKind::kIllegal, "Alert.level", std::to_string(*level));
  }
  reader.ExpectEnd("Alert");
  return decoded;
}

}  // namespace shakedown::tls
