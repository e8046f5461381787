#include <string>

#include "handshake/application_protocols.h"
#include "net/ldap_message.h"

namespace shakedown::handshake {
namespace {

/// LDAPMessage 2: BindRequest, version 3, no name, simple, no password (RFC 4511 section 4.2).
constexpr std::string_view kAnonymousBind(
    "\x30\x0C\x02\x01\x02\x60\x07\x02\x01\x03\x04\x00\x80\x00", 14);
/// LDAPMessage 3: UnbindRequest.
constexpr std::string_view kUnbind("\x30\x05\x02\x01\x03\x42\x00", 7);

class LdapStep final : public ApplicationStep {
 public:
  explicit LdapStep(const attempt::Target& target) : ApplicationStep(target.application) {
    Say(kAnonymousBind);
  }

 private:
  void OnInput() override {
    const auto length = net::LdapMessageLength(input());
    if (!length) return Finish(Meaning::kUnrelated, "", input());
    if (*length == 0 || input().size() < *length) return;
    const auto result = net::ReadLdapResult(input().substr(0, *length));
    if (!result) return Finish(Meaning::kUnrelated, "", input());
    const std::string code = std::to_string(result->code);
    // Number 0 is a notice of disconnection (RFC 4511 section 4.4.1).
    if (result->message_id == 0) {
      return Finish(MeaningOfRefusal(result->text, Meaning::kForbidden), code, result->text);
    }
    // Many servers do not let anonymous clients bind; TLS is no matter then.
    Finish(
        result->code == 0 ? Meaning::kLetIn : MeaningOfRefusal(result->text, Meaning::kUnrelated),
        code, result->text);
    Say(kUnbind);
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeLdapStep(const attempt::Target& target) {
  return std::make_unique<LdapStep>(target);
}

}  // namespace shakedown::handshake
