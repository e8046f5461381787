#include "tls/new_session_ticket_forms.h"
#include "tls/vectors.h"

namespace shakedown::tls {

void DecodeNewSessionTicket12(ByteReader body, NewSessionTicket* ticket) {
  // RFC 5077 section 3.3: uint32 ticket_lifetime_hint, opaque ticket<0..2^16-1>. An empty ticket
  // means that the server will not issue one.
  if (const auto lifetime = body.U32("ticket_lifetime_hint")) ticket->lifetime_seconds = *lifetime;
  if (auto octets = body.Prefixed16("ticket")) ticket->ticket = Owned(*octets);
  body.ExpectEnd("NewSessionTicket");
}

}  // namespace shakedown::tls
