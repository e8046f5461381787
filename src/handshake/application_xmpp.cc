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
  bool Holds(std::string_view text) const { return input().find(text) != std::string_view::npos; }

  void OnInput() override {
    const size_t content = input().find_first_not_of(" \t\r\n");
    if (content != std::string_view::npos && input()[content] != '<') {
      return Finish(Meaning::kUnrelated, "", input());
    }
    if (Holds("</stream:error>") || Holds("</stream:stream>")) {
      const std::string error(
          input().substr(std::min(input().find("<stream:error"), input().size())));
      Finish(MeaningOfRefusal(error, Meaning::kForbidden), "stream error", error);
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
