#include "core/text.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

/// The command or numeric of a message; a source may stand in front of it (RFC 2812 section 2.3.1).
std::string_view CommandOf(std::string_view line) {
  const auto words = Words(line);
  if (words.empty()) return {};
  return words[0].starts_with(':') && words.size() > 1 ? words[1] : words[0];
}

}  // namespace

void AskIrc(Dialogue& dialogue, const std::string&) {
  if (!dialogue.Say("STARTTLS")) return;
  // Notices about the look-up of names come first.
  while (const std::optional<std::string> line = dialogue.HearLine()) {
    const std::string_view command = CommandOf(*line);
    if (command == "670") return;
    if (command == "NOTICE" || command == "020") continue;
    if (command == "PING") {
      if (!dialogue.Say("PONG" + line->substr(line->find("PING") + 4))) return;
      continue;
    }
    // 421 and 451: the command is not known, or not before registration.
    if (command == "421" || command == "451") return dialogue.End(StarttlsEnd::kNotOffered);
    const bool numeric =
        command.size() == 3 && command.find_first_not_of("0123456789") == std::string_view::npos;
    return dialogue.Expect(false, command == "ERROR" || numeric);
  }
}

}  // namespace shakedown::net::starttls
