#include "tls/new_session_ticket_forms.h"
#include "tls/vectors.h"

namespace shakedown::tls {
namespace {

constexpr uint32_t kSevenDays = 604800;

/// RFC 9846 section 4.3.10: in a ticket, early_data holds uint32 max_early_data_size.
void CheckEarlyData(const NewSessionTicket& ticket, std::vector<DecodeError>* errors) {
  const Extension* early_data = Find(ticket.extensions, ExtensionType::kEarlyData);
  if (early_data == nullptr) return;
  ByteReader data = ReaderOf(*early_data, errors);
  (void)data.U32("early_data");
  data.ExpectEnd("early_data");
}

}  // namespace

void DecodeNewSessionTicket13(ByteReader body, NewSessionTicket* ticket) {
  const size_t start = body.offset();
  if (const auto lifetime = body.U32("ticket_lifetime")) ticket->lifetime_seconds = *lifetime;
  // RFC 9846 section 4.7.1: a lifetime is at most 7 days.
  if (ticket->lifetime_seconds > kSevenDays) {
    body.ReportAt(start, DecodeErrorKind::kIllegal, "ticket_lifetime",
                  std::to_string(ticket->lifetime_seconds) + " seconds, allowed 604800");
  }
  if (const auto age_add = body.U32("ticket_age_add")) ticket->age_add = *age_add;
  // RFC 9846 section 4.7.1: ticket_nonce<0..255>, ticket<1..2^16-1>, extensions<0..2^16-1>.
  if (auto nonce = body.Prefixed8("ticket_nonce")) ticket->nonce = Owned(*nonce);
  if (auto octets = body.Prefixed16("ticket", {.min = 1})) ticket->ticket = Owned(*octets);
  if (auto extensions = body.Prefixed16("NewSessionTicket.extensions")) {
    ticket->extensions = ReadExtensions(*extensions, "NewSessionTicket");
    ReportMisplaced(ticket->extensions, ExtensionPlace::kNewSessionTicket, "NewSessionTicket",
                    body.errors());
    CheckEarlyData(*ticket, body.errors());
  }
  body.ExpectEnd("NewSessionTicket");
}

}  // namespace shakedown::tls
