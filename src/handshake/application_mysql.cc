#include "handshake/application_protocols.h"
#include "net/mysql_packet.h"

namespace shakedown::handshake {
namespace {

constexpr std::string_view kUsualUser = "root";
constexpr size_t kHeader = 4;

class MysqlStep final : public ApplicationStep {
 public:
  explicit MysqlStep(const attempt::Target& target) : ApplicationStep(target.application) {
    const std::string_view user = target.user.empty() ? kUsualUser : target.user;
    Say(net::MysqlLogin(user, std::string_view(target.path).substr(1)));
  }

 private:
  void OnInput() override {
    const size_t length = net::MysqlPacketLength(input());
    if (length == 0 || input().size() < length) return;
    const std::string packet(input().substr(0, length));
    Drop(length);
    if (length == kHeader) return Finish(Meaning::kUnrelated, "", "an empty packet");
    if (const auto error = net::ReadMysqlError(packet)) return OnError(*error);
    switch (static_cast<uint8_t>(packet[kHeader])) {
      case 0x00: return LetIn("the login was accepted");
      case 0xFE: return OnOtherMethod(packet);
      case 0x01: return LetIn("the server asks for a password");
      default: return Finish(Meaning::kUnrelated, "", packet.substr(kHeader));
    }
  }

  /// The account uses another method: answered as emptily as the first, once.
  void OnOtherMethod(const std::string& packet) {
    if (asked_again_) return LetIn("the server asks for a password");
    asked_again_ = true;
    Say(net::MysqlPacket(static_cast<uint8_t>(packet[3] + 1), ""));
  }

  void LetIn(std::string_view words) {
    constexpr std::string_view kQuit("\x01\x00\x00\x00\x01", 5);
    Finish(Meaning::kLetIn, "", words);
    Say(kQuit);
  }

  /// 1045 and 1698 deny access, and do not say whether a password or a certificate is missing.
  void OnError(const net::MysqlError& error) {
    const bool denied = error.code == 1045 || error.code == 1698;
    Finish(MeaningOfRefusal(error.text, denied ? Meaning::kForbidden : Meaning::kUnrelated),
           std::to_string(error.code), error.text);
  }

  bool asked_again_ = false;
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeMysqlStep(const attempt::Target& target) {
  return std::make_unique<MysqlStep>(target);
}

}  // namespace shakedown::handshake
