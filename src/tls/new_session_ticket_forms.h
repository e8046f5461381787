// The two wire forms of NewSessionTicket, for `new_session_ticket.cc`.
#pragma once

#include "tls/new_session_ticket.h"

namespace shakedown::tls {

/// TLS 1.0 to 1.2 (RFC 5077 section 3.3).
void DecodeNewSessionTicket12(ByteReader body, NewSessionTicket* ticket);
/// TLS 1.3 (RFC 9846 section 4.7.1).
void DecodeNewSessionTicket13(ByteReader body, NewSessionTicket* ticket);

}  // namespace shakedown::tls
