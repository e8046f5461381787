#include <algorithm>

#include "core/text.h"
#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// As in IMAP a login is begun, because some servers look at the certificate only then.
class Pop3Step final : public LineStep {
 public:
  explicit Pop3Step(const attempt::Target& target) : LineStep(target.application) {
    if (target.starttls) AskAbilities();
  }

 private:
  enum class State { kGreeting, kAsked, kListing, kBegun };

  void OnLine(std::string_view line) override {
    if (state_ == State::kListing) return OnAbility(line);
    const std::string_view status = line.substr(0, line.find(' '));
    const std::string_view text = line.substr(std::min(status.size() + 1, line.size()));
    if (status == "-ERR") return OnError(text);
    if (state_ == State::kBegun && status == "+") {
      SayLine("*");
      return LetIn("AUTH", "the server takes logins");
    }
    if (status != "+OK") return Finish(Meaning::kUnrelated, status, text);
    switch (state_) {
      case State::kGreeting: return AskAbilities();
      case State::kAsked: state_ = State::kListing; return;
      default: return LetIn(status, text);
    }
  }

  void OnError(std::string_view text) {
    // A server without CAPA (RFC 2449 is optional) has spoken, too.
    const Meaning otherwise = state_ == State::kGreeting ? Meaning::kForbidden
                              : state_ == State::kAsked  ? Meaning::kLetIn
                                                         : Meaning::kUnrelated;
    Finish(MeaningOfRefusal(text, otherwise), "-ERR", text);
    SayLine("QUIT");
  }

  /// One line of the answer to CAPA: "SASL PLAIN EXTERNAL" among them, "." at the end.
  void OnAbility(std::string_view line) {
    auto words = Words(line);
    if (!words.empty() && EqualsIgnoringAsciiCase(words.front(), "SASL")) {
      words.erase(words.begin());
      mechanism_ = MechanismToBegin(words);
    }
    if (line != ".") return;
    if (mechanism_.empty()) return LetIn("+OK", "");
    state_ = State::kBegun;
    SayLine("AUTH " + std::string(mechanism_));
  }

  void AskAbilities() {
    state_ = State::kAsked;
    SayLine("CAPA");
  }

  void LetIn(std::string_view code, std::string_view text) {
    Finish(Meaning::kLetIn, code, text);
    SayLine("QUIT");
  }

  State state_ = State::kGreeting;
  std::string_view mechanism_;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakePop3Step(const attempt::Target& target) {
  return std::make_unique<Pop3Step>(target);
}

}  // namespace shakedown::handshake
