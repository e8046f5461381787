// SMTP and LMTP, which differ in the word that says hello.
#include <algorithm>

#include "core/text.h"
#include "net/starttls/numbered.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

void Ask(Dialogue& dialogue, std::string_view hello) {
  std::optional<NumberedReply> reply = HearNumbered(dialogue);
  if (!reply) return;
  dialogue.Expect(reply->code == 220, reply->code != 0);
  if (!dialogue.Say(hello)) return;
  reply = HearNumbered(dialogue);
  if (!reply) return;
  dialogue.Expect(reply->code == 250, reply->code != 0);
  const bool offered = std::any_of(
      reply->words.begin(), reply->words.end(),
      [](const std::string& word) { return EqualsIgnoringAsciiCase(Trimmed(word), "STARTTLS"); });
  if (!offered) dialogue.End(StarttlsEnd::kNotOffered);
  if (!dialogue.Say("STARTTLS")) return;
  reply = HearNumbered(dialogue);
  if (reply) dialogue.Expect(reply->code == 220, reply->code != 0);
}

}  // namespace

void AskSmtp(Dialogue& dialogue, const std::string&) { Ask(dialogue, "EHLO localhost"); }
void AskLmtp(Dialogue& dialogue, const std::string&) { Ask(dialogue, "LHLO localhost"); }

}  // namespace shakedown::net::starttls
