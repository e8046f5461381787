#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

/// Length 8 and the code 80877103, which no protocol version has.
constexpr std::string_view kSslRequest("\x00\x00\x00\x08\x04\xD2\x16\x2F", 8);

}  // namespace

void AskPostgres(Dialogue& dialogue, const std::string&) {
  if (!dialogue.SayOctets(kSslRequest, "SSLRequest")) return;
  // One octet answers; whatever follows it in clear belongs to nobody.
  const auto answer = dialogue.Hear([](std::string_view text) -> size_t { return !text.empty(); });
  if (!answer) return;
  switch (answer->front()) {
    case 'S': return dialogue.Note("S (TLS may begin)");
    case 'N': dialogue.Note("N (no TLS here)"); return dialogue.End(StarttlsEnd::kNotOffered);
    case 'E':
      dialogue.Note("E (an error, as servers say that know no TLS)");
      return dialogue.End(StarttlsEnd::kRefused);
    default: dialogue.Note(*answer); return dialogue.End(StarttlsEnd::kNotUnderstood);
  }
}

}  // namespace shakedown::net::starttls
