// NewSessionTicket (RFC 9846 section 4.7.1, RFC 5077 section 3.3).
#pragma once

#include <cstdint>
#include <vector>

#include "tls/extension.h"

namespace shakedown::tls {

struct NewSessionTicket {
  uint32_t lifetime_seconds = 0;
  uint32_t age_add = 0;  ///< TLS 1.3
  Bytes nonce;           ///< TLS 1.3
  Bytes ticket;
  std::vector<Extension> extensions;  ///< TLS 1.3
};
Decoded<NewSessionTicket> DecodeNewSessionTicket(Version version, ByteSpan body);

}  // namespace shakedown::tls
