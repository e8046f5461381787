#include "net/starttls/numbered.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {

void AskFtp(Dialogue& dialogue, const std::string&) {
  std::optional<NumberedReply> reply = HearNumbered(dialogue);
  // 120: the server promises to be ready soon (RFC 959 section 4.2).
  if (reply && reply->code == 120) reply = HearNumbered(dialogue);
  if (!reply) return;
  dialogue.Expect(reply->code == 220, reply->code != 0);
  if (!dialogue.Say("AUTH TLS")) return;
  reply = HearNumbered(dialogue);
  if (!reply) return;
  // 500 and 502: the command itself is not known.
  if (reply->code == 500 || reply->code == 502) dialogue.End(StarttlsEnd::kNotOffered);
  dialogue.Expect(reply->code == 234, reply->code != 0);
}

}  // namespace shakedown::net::starttls
