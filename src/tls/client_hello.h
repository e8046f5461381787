// ClientHello (RFC 9846 section 4.2.2, RFC 5246 section 7.4.1.2).
#pragma once

#include <string>
#include <vector>

#include "tls/extension.h"

namespace shakedown::tls {

struct ClientHello {
  Version legacy_version{};
  Bytes random;  ///< 32 octets
  Bytes session_id;
  std::vector<CipherSuite> cipher_suites;
  Bytes compression_methods;
  std::vector<Extension> extensions;  ///< all of them, raw, in wire order

  // What the known extensions say; empty where absent.
  std::string server_name;  ///< host_name as sent, hostile; empty if none (RFC 6066 section 3)
  std::vector<std::string> alpn;
  std::vector<Version> supported_versions;
  std::vector<NamedGroup> supported_groups;
  std::vector<NamedGroup> key_share_groups;
  std::vector<SignatureScheme> signature_algorithms;
  std::vector<SignatureScheme> signature_algorithms_cert;
  bool post_handshake_auth = false;
  bool offers_psk = false;
  bool early_data = false;
  Bytes session_ticket;  ///< TLS 1.2 ticket (RFC 5077)
};

/// Decodes a message body (without the 4-octet handshake header).
Decoded<ClientHello> DecodeClientHello(ByteSpan body);

}  // namespace shakedown::tls
