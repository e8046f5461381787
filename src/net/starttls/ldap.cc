#include "net/ldap_message.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

/// LDAPMessage 1: ExtendedRequest with the OID 1.3.6.1.4.1.1466.20037 (RFC 4511 section 4.14.1).
constexpr std::string_view kStartTls(
    "\x30\x1D\x02\x01\x01\x77\x18\x80\x16"
    "1.3.6.1.4.1.1466.20037",
    31);

}  // namespace

void AskLdap(Dialogue& dialogue, const std::string&) {
  if (!dialogue.SayOctets(kStartTls, "StartTLS request")) return;
  const auto message = dialogue.Hear([](std::string_view text) {
    const auto length = LdapMessageLength(text);
    return length ? *length : kNoMessage;
  });
  if (!message) return;
  const auto result = ReadLdapResult(*message);
  if (!result || result->operation != LdapOperation::kExtendedResponse) {
    dialogue.Note(*message);
    return dialogue.End(StarttlsEnd::kNotUnderstood);
  }
  std::string words = "result " + std::to_string(result->code);
  if (!result->text.empty()) words += ": " + result->text;
  dialogue.Note(words);
  // protocolError: the operation is not known; unavailable: it is known, TLS is not set up.
  if (result->code == 2) dialogue.End(StarttlsEnd::kNotOffered);
  dialogue.Expect(result->code == 0, true);
}

}  // namespace shakedown::net::starttls
