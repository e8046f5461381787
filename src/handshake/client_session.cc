#include "handshake/client_session.h"

#include <openssl/rand.h>

#include <array>
#include <optional>
#include <string>

#include "ossl/error_queue.h"
#include "tls/der_reader.h"
#include "tls/der_writer.h"

namespace shakedown::handshake {
namespace {

using attempt::HandshakeSpec;
using attempt::TicketForm;

/// In the library's own encoding of sessions the ticket is an OCTET STRING tagged [10].
constexpr uint8_t kTicketTag = 0xAA;
constexpr uint8_t kOctetString = 0x04;

/// What `spec` wants done to the octets of a ticket or session id.
Bytes Changed(ByteSpan original, TicketForm form) {
  Bytes octets(original.begin(), original.end());
  if (octets.empty()) return octets;
  switch (form) {
    case TicketForm::kIntact: break;
    case TicketForm::kFlipped: octets[octets.size() / 2] ^= 1; break;
    case TicketForm::kTruncated: octets.pop_back(); break;
    case TicketForm::kForeign: RAND_bytes(octets.data(), static_cast<int>(octets.size())); break;
  }
  return octets;
}

ossl::SessionPtr WithChangedTicket(ossl::SessionPtr session, TicketForm form) {
  const unsigned char* ticket = nullptr;
  size_t octets = 0;
  SSL_SESSION_get0_ticket(session.get(), &ticket, &octets);
  if (octets > 0) return WithTicket(session.get(), Changed({ticket, octets}, form));
  unsigned length = 0;
  const unsigned char* id = SSL_SESSION_get_id(session.get(), &length);
  const Bytes changed = Changed({id, length}, form);
  const bool set = SSL_SESSION_set1_id(session.get(), changed.data(),
                                       static_cast<unsigned>(changed.size())) == 1;
  return set ? std::move(session) : nullptr;
}

/// A suite of that version whose hash has the length of the session's secret.
const SSL_CIPHER* SuiteFor(int version, size_t secret, SSL* ssl) {
  constexpr size_t kLongSecret = 48;
  using Code = std::array<unsigned char, 2>;
  Code code = secret == kLongSecret ? Code{0x13, 0x02} : Code{0x13, 0x01};
  if (version < TLS1_3_VERSION) code = {0xC0, 0x2F};  // ECDHE-RSA with AES-128-GCM
  return SSL_CIPHER_find(ssl, code.data());
}

/// The library leaves a session of a version that is not offered at home; whether servers tell the
/// versions apart is what some want to know.
bool Relabel(SSL_SESSION* session, const HandshakeSpec& spec, SSL* ssl) {
  const int own = SSL_SESSION_get_protocol_version(session);
  const int low = static_cast<int>(spec.min_version);
  const int high = static_cast<int>(spec.max_version);
  if (own >= low && own <= high) return true;
  const size_t secret = SSL_SESSION_get_master_key(session, nullptr, 0);
  const SSL_CIPHER* const suite = SuiteFor(high, secret, ssl);
  return suite != nullptr && SSL_SESSION_set_protocol_version(session, high) == 1 &&
         SSL_SESSION_set_cipher(session, suite) == 1;
}

}  // namespace

ossl::SessionPtr WithTicket(SSL_SESSION* session, ByteSpan ticket) {
  unsigned char* der = nullptr;
  const int length = i2d_SSL_SESSION(session, &der);
  if (length <= 0) return nullptr;
  const Bytes encoded(der, der + length);
  OPENSSL_clear_free(der, static_cast<size_t>(length));
  std::vector<DecodeError> errors;
  tls::DerReader outer(encoded, &errors, 0);
  const auto sequence = outer.Next(tls::kDerSequence, "session");
  if (!sequence) return nullptr;
  tls::DerReader fields(*sequence, &errors);
  Bytes content;
  bool found = false;
  while (!fields.empty()) {
    const auto field = fields.Next("field");
    if (!field) return nullptr;
    const bool is_ticket = field->tag == kTicketTag;
    found |= is_ticket;
    const Bytes changed =
        is_ticket ? tls::EncodeDer(kTicketTag, tls::EncodeDer(kOctetString, ticket)) : Bytes();
    const ByteSpan kept = is_ticket ? ByteSpan(changed) : field->whole;
    content.insert(content.end(), kept.begin(), kept.end());
  }
  if (!found) return nullptr;
  const Bytes rebuilt = tls::EncodeDer(tls::kDerSequence, content);
  const unsigned char* cursor = rebuilt.data();
  return ossl::SessionPtr(d2i_SSL_SESSION(nullptr, &cursor, static_cast<long>(rebuilt.size())));
}

ossl::SessionPtr Session::For(const HandshakeSpec& spec, SSL* ssl) const {
  ossl::SessionPtr copy = Copy();
  if (copy != nullptr && spec.ticket_form != TicketForm::kIntact) {
    copy = WithChangedTicket(std::move(copy), spec.ticket_form);
  }
  if (copy == nullptr || !Relabel(copy.get(), spec, ssl)) return nullptr;
  // The library refuses to send early data under another name than the session's; whether servers
  // take it there is what some want to know.
  if (spec.early_data) {
    const std::string sni = attempt::EffectiveSni(spec);
    SSL_SESSION_set1_hostname(copy.get(), sni.empty() ? nullptr : sni.c_str());
  }
  return copy;
}

}  // namespace shakedown::handshake
