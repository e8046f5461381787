#include <algorithm>

#include "core/text.h"
#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

class ImapStep final : public LineStep {
 public:
  explicit ImapStep(const attempt::Target& target)
      : LineStep(target.application), greeted_(target.starttls) {
    if (greeted_) SayLine("b1 CAPABILITY");
  }

 private:
  void OnLine(std::string_view line) override {
    const auto words = Words(line);
    const std::string_view status = words.size() > 1 ? words[1] : std::string_view();
    const std::string_view text =
        status.empty()
            ? line
            : line.substr(std::min(line.size(), static_cast<size_t>(status.end() - line.begin())));
    if (!words.empty() && words[0] == "b1") {
      const bool ok = EqualsIgnoringAsciiCase(status, "OK");
      Finish(ok ? Meaning::kLetIn : MeaningOfRefusal(text, Meaning::kUnrelated), status, text);
      SayLine("b2 LOGOUT");
    } else if (words.empty() || words[0] != "*") {
      Finish(Meaning::kUnrelated, "", line);
    } else if (EqualsIgnoringAsciiCase(status, "BYE")) {
      Finish(MeaningOfRefusal(text, Meaning::kForbidden), status, text);
    } else if (EqualsIgnoringAsciiCase(status, "PREAUTH")) {
      Finish(Meaning::kLetIn, status, text);  // the certificate was the login
      SayLine("b2 LOGOUT");
    } else if (!greeted_) {
      greeted_ = true;
      SayLine("b1 CAPABILITY");
    }
  }

  bool greeted_;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeImapStep(const attempt::Target& target) {
  return std::make_unique<ImapStep>(target);
}

}  // namespace shakedown::handshake
