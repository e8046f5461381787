#include <string>

#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

/// CONNECT of MQTT 3.1.1 (OASIS, section 3.1): clean session, keep-alive 60 s, the server chooses
/// the client's name, so that no other client loses its session.
constexpr std::string_view kConnect("\x10\x0C\x00\x04MQTT\x04\x02\x00\x3C\x00\x00", 14);
constexpr std::string_view kDisconnect("\xE0\x00", 2);
constexpr size_t kConnackOctets = 4;

/// Table 3.1 of section 3.2.2.3.
std::string_view TextOf(int code) {
  switch (code) {
    case 0: return "connection accepted";
    case 1: return "unacceptable protocol version";
    case 2: return "client name refused";
    case 3: return "server unavailable";
    case 4: return "bad user name or password";
    case 5: return "not authorised";
    default: return "refused";
  }
}

class MqttStep final : public ApplicationStep {
 public:
  explicit MqttStep(const attempt::Target& target) : ApplicationStep(target.application) {
    Say(kConnect);
  }

 private:
  void OnInput() override {
    if (!input().empty() && input().front() != '\x20') {
      return Finish(Meaning::kUnrelated, "", input());
    }
    if (input().size() < kConnackOctets) return;
    const int code = static_cast<uint8_t>(input()[3]);
    Finish(MeaningOf(code), "CONNACK " + std::to_string(code), TextOf(code));
    if (code == 0) Say(kDisconnect);
  }

  /// Brokers that take the user from the certificate say 4 or 5 to a client without one.
  static Meaning MeaningOf(int code) {
    if (code == 0) return Meaning::kLetIn;
    return code == 4 || code == 5 ? Meaning::kForbidden : Meaning::kUnrelated;
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeMqttStep(const attempt::Target& target) {
  return std::make_unique<MqttStep>(target);
}

}  // namespace shakedown::handshake
