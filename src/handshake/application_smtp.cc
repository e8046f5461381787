#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

class SmtpStep final : public LineStep {
 public:
  explicit SmtpStep(const attempt::Target& target)
      : LineStep(target.application),
        hello_(target.application == attempt::Application::kLmtp ? "LHLO localhost"
                                                                 : "EHLO localhost"),
        greeted_(target.starttls) {
    if (greeted_) SayLine(hello_);
  }

 private:
  void OnLine(std::string_view line) override {
    const std::string_view code = line.substr(0, 3);
    const std::string_view text = line.substr(std::min<size_t>(4, line.size()));
    if (line.starts_with('4') || line.starts_with('5')) {
      Finish(MeaningOfRefusal(text, Meaning::kUnrelated), code, text);
    } else if (line.size() > 3 && line[3] == '-') {
      return;  // further lines follow
    } else if (!greeted_ && code == "220") {
      greeted_ = true;
      SayLine(hello_);
    } else if (code == "250") {
      Finish(Meaning::kLetIn, code, text);
      SayLine("QUIT");
    } else {
      Finish(Meaning::kUnrelated, "", line);
    }
  }

  const std::string_view hello_;
  bool greeted_;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeSmtpStep(const attempt::Target& target) {
  return std::make_unique<SmtpStep>(target);
}

}  // namespace shakedown::handshake
