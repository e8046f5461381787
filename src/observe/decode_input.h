// What a person hands over to be decoded: octets written in any usual way, and what they probably
// are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"

namespace shakedown::observe {

/// How octets were written.
enum class Writing { kBinary, kHex, kBase64, kPem };
/// "binary", "hex", "base64", "PEM".
const char* ToString(Writing writing);

/// What octets are.
enum class OctetKind { kRecords, kMessages, kCertificate, kName, kCapture };
/// "records", "messages", "certificate", "name", "capture".
const char* ToString(OctetKind kind);
/// The kind of a name that `ToString` gives, or nothing.
std::optional<OctetKind> OctetKindFromName(std::string_view name);

/// One run of octets; PEM files hold several.
struct OctetRun {
  Bytes octets;
  std::string label;  ///< of PEM, "CERTIFICATE"; else empty
};

struct DecodeInput {
  Writing writing = Writing::kBinary;
  std::vector<OctetRun> runs;  ///< at least one, none empty
};

/// Reads hex (blanks, colons, commas, "0x", lines that begin with '#' and offsets with a colon in
/// front of a line are skipped), base64, PEM, and takes everything else for binary. Nothing if
/// `content` is empty.
std::optional<DecodeInput> ReadOctets(std::string_view content);

/// What `octets` look like; nothing if they look like none.
std::optional<OctetKind> KindOf(ByteSpan octets);

}  // namespace shakedown::observe
