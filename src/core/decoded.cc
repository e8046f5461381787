#include "core/decoded.h"

namespace shakedown {

const char* ToString(DecodeErrorKind kind) {
  switch (kind) {
    case DecodeErrorKind::kTruncated: return "truncated";
    case DecodeErrorKind::kTrailing: return "trailing bytes";
    case DecodeErrorKind::kOutOfBounds: return "length out of bounds";
    case DecodeErrorKind::kOddLength: return "odd length";
    case DecodeErrorKind::kDuplicate: return "duplicate";
    case DecodeErrorKind::kMissing: return "missing";
    case DecodeErrorKind::kIllegal: return "illegal";
    case DecodeErrorKind::kBadDer: return "bad DER";
    case DecodeErrorKind::kTooLarge: return "too large";
  }
  return "illegal";
}

std::string DecodeError::Text() const {
  std::string text = field + " at offset " + std::to_string(offset) + ": " + ToString(kind);
  if (!detail.empty()) text += " (" + detail + ')';
  return text;
}

}  // namespace shakedown
