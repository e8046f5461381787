#include <algorithm>
#include <string>
#include <vector>

#include "core/text.h"
#include "handshake/application_lines.h"
#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// After STARTTLS the server lists its capabilities without being asked (RFC 5804 section 2.2), but
/// not every one does: asking again does no harm. As in IMAP a login is begun, because some servers
/// look at the certificate only then.
class SieveStep final : public LineStep {
 public:
  explicit SieveStep(const attempt::Target& target) : LineStep(target.application) {
    SayLine("CAPABILITY");
  }

 private:
  void OnLine(std::string_view line) override {
    const std::string_view status = line.substr(0, line.find_first_of(" ("));
    std::string_view text = line.substr(std::min(status.size() + 1, line.size()));
    if (text.size() > 1 && text.starts_with('"') && text.ends_with('"')) {
      text = text.substr(1, text.size() - 2);
    }
    if (EqualsIgnoringAsciiCase(status, "OK")) return OnListed(status, text);
    if (EqualsIgnoringAsciiCase(status, "NO") || EqualsIgnoringAsciiCase(status, "BYE")) {
      const Meaning otherwise = begun_ ? Meaning::kUnrelated : Meaning::kForbidden;
      return Finish(MeaningOfRefusal(text, otherwise), status, text);
    }
    // A challenge without content, as a quoted string or as a literal (RFC 5804 section 2.1).
    if (begun_ && (line == "\"\"" || line.starts_with('{'))) {
      SayLine("\"*\"");
      Finish(Meaning::kLetIn, "AUTHENTICATE", "the server takes logins");
      return SayLine("LOGOUT");
    }
    if (!line.starts_with('"')) return Finish(Meaning::kUnrelated, "", line);
    ReadMechanisms(line);
  }

  /// The end of a list of capabilities; a second list may follow.
  void OnListed(std::string_view status, std::string_view text) {
    if (begun_) return;
    if (mechanism_.empty()) {
      Finish(Meaning::kLetIn, status, text);
      return SayLine("LOGOUT");
    }
    begun_ = true;
    SayLine("AUTHENTICATE \"" + std::string(mechanism_) + "\"");
  }

  /// "SASL" "PLAIN EXTERNAL"
  void ReadMechanisms(std::string_view line) {
    std::string plain(line);
    std::replace(plain.begin(), plain.end(), '"', ' ');
    std::vector<std::string_view> words = Words(plain);
    if (words.empty() || !EqualsIgnoringAsciiCase(words.front(), "SASL")) return;
    words.erase(words.begin());
    mechanism_ = MechanismToBegin(words);
  }

  bool begun_ = false;
  std::string_view mechanism_;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeSieveStep(const attempt::Target& target) {
  return std::make_unique<SieveStep>(target);
}

}  // namespace shakedown::handshake
