// ServerHello and HelloRetryRequest (RFC 9846 section 4.2.3, RFC 5246 section 7.4.1.3), and
// EncryptedExtensions (RFC 9846 section 4.4.1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tls/extension.h"

namespace shakedown::tls {

struct ServerHello {
  Version legacy_version{};
  Version version{};  ///< negotiated: supported_versions if present, else legacy_version
  bool hello_retry_request = false;
  Bytes random;  ///< 32 octets
  Bytes session_id;
  CipherSuite cipher_suite{};
  uint8_t compression_method = 0;
  std::vector<Extension> extensions;
  std::optional<NamedGroup> key_share_group;
  std::optional<uint16_t> selected_psk;  ///< TLS 1.3 resumption was accepted
  std::string alpn;                      ///< TLS 1.2 only; hostile
  bool secure_renegotiation = false;     ///< RFC 5746
};
Decoded<ServerHello> DecodeServerHello(ByteSpan body);

struct EncryptedExtensions {
  std::vector<Extension> extensions;
  std::string alpn;  ///< selected protocol; hostile; empty if none
  bool early_data = false;
};
Decoded<EncryptedExtensions> DecodeEncryptedExtensions(ByteSpan body);

}  // namespace shakedown::tls
