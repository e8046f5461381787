#include "core/text.h"
#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

enum class Status { kOk, kNo, kOther };

Status StatusOf(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" ("));
  if (EqualsIgnoringAsciiCase(word, "OK")) return Status::kOk;
  const bool no = EqualsIgnoringAsciiCase(word, "NO") || EqualsIgnoringAsciiCase(word, "BYE");
  return no ? Status::kNo : Status::kOther;
}

}  // namespace

void AskSieve(Dialogue& dialogue, const std::string&) {
  bool offered = false;
  Status status = Status::kOther;
  while (status == Status::kOther) {
    const std::optional<std::string> line = dialogue.HearLine();
    if (!line) return;
    status = StatusOf(*line);
    offered = offered || EqualsIgnoringAsciiCase(Trimmed(*line), "\"STARTTLS\"");
    // A list of capabilities is made of quoted strings (RFC 5804 section 1.7).
    if (status == Status::kOther && !line->starts_with('"')) {
      return dialogue.End(StarttlsEnd::kNotUnderstood);
    }
  }
  dialogue.Expect(status == Status::kOk, true);
  if (!offered) dialogue.End(StarttlsEnd::kNotOffered);
  if (!dialogue.Say("STARTTLS")) return;
  const std::optional<std::string> answer = dialogue.HearLine();
  if (!answer) return;
  dialogue.Expect(StatusOf(*answer) == Status::kOk, StatusOf(*answer) == Status::kNo);
}

}  // namespace shakedown::net::starttls
