// What decoding hostile bytes yields: the value as far as it could be read, plus every error with
// its offset, because a broken message is still evidence.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace shakedown {

/// Closed list of what can be wrong with an encoding.
enum class DecodeErrorKind {
  kTruncated,    ///< fewer octets than a length or a fixed field calls for
  kTrailing,     ///< octets left over after the last field
  kOutOfBounds,  ///< a vector shorter or longer than its RFC bounds
  kOddLength,    ///< a vector whose length is not a multiple of its element size
  kDuplicate,    ///< an extension that appears twice
  kMissing,      ///< a field that the RFC requires is absent
  kIllegal,      ///< a value or extension that is not allowed here
  kBadDer,       ///< not valid DER where DER is required
  kTooLarge,     ///< above our own bound; the rest was not looked at
};

/// Stable lower-case word, e.g. "truncated".
const char* ToString(DecodeErrorKind kind);

/// One defect of an encoding.
struct DecodeError {
  DecodeErrorKind kind{};
  std::string field;   ///< dotted path of the field, e.g. "certificate_authorities"
  size_t offset = 0;   ///< octets from the start of the decoded input
  std::string detail;  ///< numbers for people: "needs 4 bytes, has 2"; may be empty

  /// "certificate_authorities at offset 12: truncated (needs 4 bytes, has 2)"
  std::string Text() const;
  bool operator==(const DecodeError&) const = default;
};

/// A value read as far as possible and the defects met on the way. `ok()` means no defect at all.
template <typename T>
struct Decoded {
  T value{};
  std::vector<DecodeError> errors;

  bool ok() const { return errors.empty(); }
};

}  // namespace shakedown
