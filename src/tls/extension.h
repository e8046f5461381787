// The extension list that ClientHello, ServerHello, EncryptedExtensions, CertificateRequest,
// CertificateEntry and NewSessionTicket share (RFC 9846 section 4.3).
#pragma once

#include <string_view>
#include <vector>

#include "core/byte_reader.h"
#include "tls/code_points.h"

namespace shakedown::tls {

/// One extension, kept raw whether we know it or not.
struct Extension {
  ExtensionType type{};
  Bytes data;
  size_t offset = 0;  ///< of the data, in the message body
  bool operator==(const Extension&) const = default;
};

/// Reads extensions until the end of `list` (the content of the outer vector); reports duplicates.
std::vector<Extension> ReadExtensions(ByteReader list, std::string_view message);

/// The first extension of `type`, or null. Borrowed.
const Extension* Find(const std::vector<Extension>& extensions, ExtensionType type);

}  // namespace shakedown::tls
