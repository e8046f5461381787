#include <algorithm>

#include "core/text.h"
#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// After STARTTLS the server lists its capabilities without being asked (RFC 5804 section 2.2), but
/// not every one does: asking again does no harm.
class SieveStep final : public LineStep {
 public:
  explicit SieveStep(const attempt::Target& target) : LineStep(target.application) {
    SayLine("CAPABILITY");
  }

 private:
  void OnLine(std::string_view line) override {
    const std::string_view status = line.substr(0, line.find_first_of(" ("));
    const std::string_view text = line.substr(std::min(status.size() + 1, line.size()));
    if (EqualsIgnoringAsciiCase(status, "OK")) {
      Finish(Meaning::kLetIn, status, text);
      SayLine("LOGOUT");
    } else if (EqualsIgnoringAsciiCase(status, "NO") || EqualsIgnoringAsciiCase(status, "BYE")) {
      Finish(MeaningOfRefusal(text, Meaning::kForbidden), status, text);
    } else if (!line.starts_with('"')) {
      Finish(Meaning::kUnrelated, "", line);
    }
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeSieveStep(const attempt::Target& target) {
  return std::make_unique<SieveStep>(target);
}

}  // namespace shakedown::handshake
