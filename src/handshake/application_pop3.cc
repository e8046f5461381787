#include <algorithm>

#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

class Pop3Step final : public LineStep {
 public:
  explicit Pop3Step(const attempt::Target& target)
      : LineStep(target.application), greeted_(target.starttls) {
    if (greeted_) SayLine("CAPA");
  }

 private:
  void OnLine(std::string_view line) override {
    const std::string_view status = line.substr(0, line.find(' '));
    const std::string_view text = line.substr(std::min(status.size() + 1, line.size()));
    if (status == "+OK" && !greeted_) {
      greeted_ = true;
      SayLine("CAPA");
    } else if (status == "+OK") {
      Finish(Meaning::kLetIn, status, text);
      SayLine("QUIT");
    } else if (status == "-ERR" && greeted_) {
      // A server without CAPA (RFC 2449 is optional) has spoken, too.
      Finish(MeaningOfRefusal(text, Meaning::kLetIn), status, text);
    } else {
      Finish(status == "-ERR" ? MeaningOfRefusal(text, Meaning::kForbidden) : Meaning::kUnrelated,
             status, text);
    }
  }

  bool greeted_;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakePop3Step(const attempt::Target& target) {
  return std::make_unique<Pop3Step>(target);
}

}  // namespace shakedown::handshake
