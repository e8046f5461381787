#include "tls/new_session_ticket.h"

#include "tls/new_session_ticket_forms.h"

namespace shakedown::tls {

Decoded<NewSessionTicket> DecodeNewSessionTicket(Version version, ByteSpan body) {
  Decoded<NewSessionTicket> decoded;
  const ByteReader reader(body, &decoded.errors);
  if (version >= Version::kTls13) {
    DecodeNewSessionTicket13(reader, &decoded.value);
  } else {
    DecodeNewSessionTicket12(reader, &decoded.value);
  }
  return decoded;
}

}  // namespace shakedown::tls
