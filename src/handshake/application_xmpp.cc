#include <algorithm>
#include <string>

#include "handshake/application_protocols.h"

namespace shakedown::handshake {
namespace {

std::string StreamTo(const attempt::Target& target) {
  const bool client = target.application == attempt::Application::kXmppClient;
  std::string host = target.endpoint.host;
  std::erase_if(host,
                [](char c) { return std::string_view("'\"<>&").find(c) != std::string::npos; });
  return std::string("<?xml version='1.0'?><stream:stream xmlns='") +
         (client ? "jabber:client" : "jabber:server") +
         "' xmlns:stream='http://etherx.jabber.org/streams' to='" + host + "' version='1.0'>";
}

class XmppStep final : public ApplicationStep {
 public:
  explicit XmppStep(const attempt::Target& target) : ApplicationStep(target.application) {
    Say(StreamTo(target));
  }

 private:
  /// <stream:error><condition xmlns=.../><text xmlns=...>words</text></stream:error>, RFC 6120
  /// section 4.9.
  void OnError() {
    const std::string_view error = Behind(input(), "<stream:error>");
    const std::string_view condition =
        error.starts_with('<') ? error.substr(1, error.find_first_of(" />", 1) - 1) : "";
    const std::string_view rest = Behind(Behind(error, "<text"), ">");
    const std::string_view text = rest.substr(0, rest.find('<'));
    const bool denied = condition == "not-authorized" || condition == "policy-violation";
    Finish(MeaningOfRefusal(text, denied ? Meaning::kForbidden : Meaning::kUnrelated),
           condition.empty() ? "closed" : condition, text);
  }

  /// What follows the first `mark`; nothing if there is none.
  static std::string_view Behind(std::string_view text, std::string_view mark) {
    const size_t at = text.find(mark);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
  }

  bool Holds(std::string_view text) const { return input().find(text) != std::string_view::npos; }

  void OnInput() override {
    const size_t content = input().find_first_not_of(" \t\r\n");
    if (content != std::string_view::npos && input()[content] != '<') {
      return Finish(Meaning::kUnrelated, "", input());
    }
    if (Holds("</stream:error>") || Holds("</stream:stream>")) {
      OnError();
    } else if (Holds("</stream:features>") || Holds("<stream:features/>")) {
      const bool external = Holds(">EXTERNAL<");
      Finish(Meaning::kLetIn, "stream features",
             external ? "login by certificate (EXTERNAL) is offered" : "");
      Say("</stream:stream>");
    }
  }
};

}  // namespace

std::unique_ptr<ApplicationStep> MakeXmppStep(const attempt::Target& target) {
  return std::make_unique<XmppStep>(target);
}

}  // namespace shakedown::handshake
