#include <algorithm>

#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

class FtpStep final : public LineStep {
 public:
  explicit FtpStep(const attempt::Target& target)
      : LineStep(target.application), greeted_(target.starttls) {
    if (greeted_) SayLine("FEAT");
  }

 private:
  void OnLine(std::string_view line) override {
    const bool digits = line.size() >= 3 &&
                        line.substr(0, 3).find_first_not_of("0123456789") == std::string_view::npos;
    const bool last = digits && (line.size() == 3 || line[3] == ' ');
    if (!last && (digits || in_reply_)) {
      in_reply_ = true;
      return;
    }
    in_reply_ = false;
    if (!last) return Finish(Meaning::kUnrelated, "", line);
    OnReply(line.substr(0, 3), line.substr(std::min<size_t>(4, line.size())));
  }

  void OnReply(std::string_view code, std::string_view text) {
    const bool denied = code.starts_with('4') || code.starts_with('5');
    if (code == "120") return;  // the server promises to be ready soon
    if (denied && code != "500" && code != "502") {
      Finish(MeaningOfRefusal(text, Meaning::kUnrelated), code, text);
    } else if (!greeted_ && !denied) {
      greeted_ = true;
      SayLine("FEAT");
    } else {
      // A server that does not know FEAT has spoken, too.
      Finish(MeaningOfRefusal(denied ? text : "", Meaning::kLetIn), code, text);
      SayLine("QUIT");
    }
  }

  bool greeted_;
  bool in_reply_ = false;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeFtpStep(const attempt::Target& target) {
  return std::make_unique<FtpStep>(target);
}

}  // namespace shakedown::handshake
