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

/// The TLS 1.3 messages that carry extensions, as bits (table of RFC 9846 section 4.3).
enum class ExtensionPlace : uint8_t {
  kClientHello = 1,
  kServerHello = 2,
  kHelloRetryRequest = 4,
  kEncryptedExtensions = 8,
  kCertificateRequest = 16,
  kCertificate = 32,
  kNewSessionTicket = 64,
};

/// Reads extensions until the end of `list` (the content of the outer vector); reports duplicates.
/// Stops with kTooLarge after 512 of them.
std::vector<Extension> ReadExtensions(ByteReader list, std::string_view message);

/// Whether TLS 1.3 allows `type` in `place`; true for types that the registry does not list.
bool IsAllowed(ExtensionType type, ExtensionPlace place);

/// Reports kIllegal for each extension that is known and not allowed in `place` (RFC 9846 section
/// 4.3). `message` names the message in errors.
void ReportMisplaced(const std::vector<Extension>& extensions, ExtensionPlace place,
                     std::string_view message, std::vector<DecodeError>* errors);

/// The first extension of `type`, or null. Borrowed.
const Extension* Find(const std::vector<Extension>& extensions, ExtensionType type);

}  // namespace shakedown::tls
