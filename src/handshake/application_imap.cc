#include <algorithm>
#include <vector>

#include "core/text.h"
#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// Some servers, such as Dovecot, look at the certificate only when somebody logs in: a login is
/// begun, and given up before a name or a password is sent.
class ImapStep final : public LineStep {
 public:
  explicit ImapStep(const attempt::Target& target)
      : LineStep(target.application), greeted_(target.starttls) {
    if (greeted_) SayLine("b1 CAPABILITY");
  }

 private:
  void OnLine(std::string_view line) override {
    const auto words = Words(line);
    const std::string_view tag = words.empty() ? std::string_view() : words[0];
    if (tag == "b1" || tag == "b2") return OnResult(line, words);
    if (tag == "+" && begun_) {
      SayLine("*");
      return LetIn("AUTHENTICATE", "the server takes logins");
    }
    if (tag != "*") return Finish(Meaning::kUnrelated, "", line);
    OnUntagged(line, words);
  }

  void OnUntagged(std::string_view line, const std::vector<std::string_view>& words) {
    const std::string_view status = words.size() > 1 ? words[1] : std::string_view();
    if (EqualsIgnoringAsciiCase(status, "BYE")) {
      const std::string_view text = After(line, status);
      return Finish(MeaningOfRefusal(text, Meaning::kForbidden), status, text);
    }
    // The certificate was the login.
    if (EqualsIgnoringAsciiCase(status, "PREAUTH")) return LetIn(status, After(line, status));
    if (EqualsIgnoringAsciiCase(status, "CAPABILITY")) ReadMechanisms(words);
    if (!greeted_) {
      greeted_ = true;
      SayLine("b1 CAPABILITY");
    }
  }

  void OnResult(std::string_view line, const std::vector<std::string_view>& words) {
    const std::string_view status = words.size() > 1 ? words[1] : std::string_view();
    const std::string_view text = After(line, status);
    if (!EqualsIgnoringAsciiCase(status, "OK")) {
      Finish(MeaningOfRefusal(text, Meaning::kUnrelated), status, text);
      SayLine("b3 LOGOUT");
    } else if (begun_ || mechanism_.empty()) {
      LetIn(status, text);
    } else {
      begun_ = true;
      SayLine("b2 AUTHENTICATE " + std::string(mechanism_));
    }
  }

  void ReadMechanisms(const std::vector<std::string_view>& words) {
    constexpr std::string_view kPrefix = "AUTH=";
    std::vector<std::string_view> listed;
    for (const std::string_view word : words) {
      if (EqualsIgnoringAsciiCase(word.substr(0, kPrefix.size()), kPrefix)) {
        listed.push_back(word.substr(kPrefix.size()));
      }
    }
    mechanism_ = MechanismToBegin(listed);
  }

  void LetIn(std::string_view status, std::string_view text) {
    Finish(Meaning::kLetIn, status, text);
    SayLine("b3 LOGOUT");
  }

  /// What stands behind `word`, which is a part of `line`; all of it if there is no such word.
  static std::string_view After(std::string_view line, std::string_view word) {
    if (word.empty()) return line;
    return line.substr(static_cast<size_t>(word.data() + word.size() - line.data()));
  }

  bool greeted_;
  bool begun_ = false;
  std::string_view mechanism_;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeImapStep(const attempt::Target& target) {
  return std::make_unique<ImapStep>(target);
}

}  // namespace shakedown::handshake
