#include "core/text.h"
#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

class IrcStep final : public LineStep {
 public:
  explicit IrcStep(const attempt::Target& target) : LineStep(target.application) {
    SayLine("CAP LS 302");
  }

 private:
  void OnLine(std::string_view line) override {
    std::string_view rest = line;
    // A source may stand in front (RFC 2812 section 2.3.1).
    if (rest.starts_with(':')) rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    rest = Trimmed(rest);
    const std::string_view command = rest.substr(0, rest.find(' '));
    const std::string_view text = Trimmed(rest.substr(command.size()));
    if (command == "ERROR" || command == "465") {
      Finish(MeaningOfRefusal(text, Meaning::kForbidden), command, text);
    } else if (command == "NOTICE") {
      return;  // about looking up our name
    } else if (command == "PING") {
      SayLine("PONG " + std::string(text));
    } else {
      Finish(Meaning::kLetIn, command, text);
      SayLine("QUIT");
    }
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeIrcStep(const attempt::Target& target) {
  return std::make_unique<IrcStep>(target);
}

}  // namespace shakedown::handshake
