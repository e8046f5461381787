#include <algorithm>

#include "core/text.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

bool StartsWith(std::string_view line, std::string_view start) {
  return EqualsIgnoringAsciiCase(line.substr(0, start.size()), start);
}

bool Holds(std::string_view line, std::string_view wanted) {
  const auto words = Words(line);
  return std::any_of(words.begin(), words.end(), [wanted](std::string_view word) {
    return EqualsIgnoringAsciiCase(word, wanted);
  });
}

/// Hears lines up to the one with the tag, and that one's status: "OK", "NO" or "BAD".
std::optional<std::string> HearTagged(Dialogue& dialogue, std::string_view tag, bool* starttls) {
  while (const std::optional<std::string> line = dialogue.HearLine()) {
    if (StartsWith(*line, "* CAPABILITY")) *starttls = *starttls || Holds(*line, "STARTTLS");
    if (StartsWith(*line, "* BYE")) {
      dialogue.End(StarttlsEnd::kRefused);
      return std::nullopt;
    }
    const auto words = Words(*line);
    if (words.size() >= 2 && words[0] == tag) return std::string(words[1]);
    if (words.empty() || (words[0] != "*" && words[0] != "+")) {
      dialogue.End(StarttlsEnd::kNotUnderstood);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

void AskImap(Dialogue& dialogue, const std::string&) {
  const std::optional<std::string> greeting = dialogue.HearLine();
  if (!greeting) return;
  // PREAUTH leaves no room for STARTTLS (RFC 9051 section 6.2.1), BYE for nothing.
  dialogue.Expect(StartsWith(*greeting, "* OK"), StartsWith(*greeting, "* "));
  bool offered = false;
  if (!dialogue.Say("a1 CAPABILITY")) return;
  std::optional<std::string> status = HearTagged(dialogue, "a1", &offered);
  if (!status) return;
  if (!offered) dialogue.End(StarttlsEnd::kNotOffered);
  if (!dialogue.Say("a2 STARTTLS")) return;
  status = HearTagged(dialogue, "a2", &offered);
  if (status) dialogue.Expect(EqualsIgnoringAsciiCase(*status, "OK"), true);
}

}  // namespace shakedown::net::starttls
