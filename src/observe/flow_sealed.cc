// Flow: what encrypted records tell from the outside, by their order and sizes.
#include "observe/flow.h"

namespace shakedown::observe {
namespace {

using attempt::Side;
using tls::ContentType;

/// An alert in TLS 1.3: two octets, the type, and a tag of 16 or, for one suite, 8 octets.
constexpr size_t kAlertOctets = 2 + 1 + 16;
constexpr size_t kShortAlertOctets = 2 + 1 + 8;

}  // namespace

void Flow::Sealed(Side from, const WireRecord& record) {
  if (from == Side::kClient) ++sealed_.client_records;
  if (Is13()) {
    Sealed13(from, record);
  } else {
    Sealed12(from, record);
  }
}

/// Types are visible, and Finished is what follows ChangeCipherSpec (RFC 5246 section 7.4.9).
void Flow::Sealed12(Side from, const WireRecord& record) {
  Direction& direction = Of(from);
  if (record.type == ContentType::kHandshake && !direction.finished) {
    attempt::Message finished;
    finished.from = from;
    finished.type = tls::HandshakeType::kFinished;
    writer_.AddMessage(std::move(finished));
    OnFinished(from);
    return;
  }
  if (from == Side::kClient) {
    if (record.type != ContentType::kApplicationData) return;
    if (writer_.phase() == attempt::Phase::kAfterRequest && sealed_.server_octets == 0) {
      writer_.ExtendRequest(record.fragment.size());
    } else {
      writer_.AddRequest(record.fragment.size(), 0);
    }
    return;
  }
  ++sealed_.server_records;
  sealed_.server_octets += record.fragment.size();
  sealed_.last_was_alert = record.type == ContentType::kAlert;
  if (record.type == ContentType::kApplicationData) sealed_.server_answered = true;
}

/// Only the sizes are visible.
void Flow::Sealed13(Side from, const WireRecord& record) {
  // Before the client answered, it is the server's first flight.
  if (from == Side::kClient || sealed_.client_records == 0) return;
  const size_t octets = record.fragment.size();
  ++sealed_.server_records;
  sealed_.server_octets += octets;
  sealed_.last_was_alert = octets == kAlertOctets || octets == kShortAlertOctets;
  if (!sealed_.last_was_alert) sealed_.server_answered = true;
}

}  // namespace shakedown::observe
