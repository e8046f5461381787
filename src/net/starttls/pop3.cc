#include "core/text.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

/// What the server says about itself: whether STLS is among it. A server without CAPA (RFC 2449 is
/// optional) may know STLS all the same.
bool HearAbilities(Dialogue& dialogue) {
  std::optional<std::string> line = dialogue.HearLine();
  if (!line || !line->starts_with("+OK")) return true;
  bool offered = false;
  while ((line = dialogue.HearLine()) && *line != ".") {
    offered = offered || EqualsIgnoringAsciiCase(Trimmed(*line), "STLS");
  }
  return offered;
}

}  // namespace

void AskPop3(Dialogue& dialogue, const std::string&) {
  const std::optional<std::string> greeting = dialogue.HearLine();
  if (!greeting) return;
  dialogue.Expect(greeting->starts_with("+OK"), greeting->starts_with("-ERR"));
  if (!dialogue.Say("CAPA")) return;
  const bool offered = HearAbilities(dialogue);
  if (!offered) dialogue.End(StarttlsEnd::kNotOffered);
  if (!dialogue.Say("STLS")) return;
  const std::optional<std::string> answer = dialogue.HearLine();
  if (answer) dialogue.Expect(answer->starts_with("+OK"), answer->starts_with("-ERR"));
}

}  // namespace shakedown::net::starttls
