// Framing of handshake messages (RFC 9846 section 4): the 4-octet header, and any message decoded
// by its type.
#pragma once

#include <variant>

#include "tls/certificate_message.h"
#include "tls/certificate_request.h"
#include "tls/client_hello.h"
#include "tls/new_session_ticket.h"
#include "tls/server_hello.h"

namespace shakedown::tls {

/// A decoded body; monostate for types without a decoder (Finished, ServerHelloDone, ...).
using MessageBody =
    std::variant<std::monostate, ClientHello, ServerHello, EncryptedExtensions, CertificateRequest,
                 CertificateMessage, CertificateVerify, NewSessionTicket>;

struct HandshakeMessage {
  HandshakeType type{};
  MessageBody body;
};

/// Decodes `message` (header included, exactly one message) in the wire form of `version`.
Decoded<HandshakeMessage> DecodeHandshakeMessage(Version version, ByteSpan message);

}  // namespace shakedown::tls
