// XMPP: no XML parser is needed to find three elements, and none is wanted on hostile text.
#include <algorithm>

#include "net/starttls/protocols.h"

namespace shakedown::net::starttls {
namespace {

/// Text up to and including the end of the tag that begins with one of `starts`.
Framing UpToTag(std::vector<std::string_view> starts) {
  return [starts = std::move(starts)](std::string_view text) -> size_t {
    size_t first = std::string_view::npos;
    for (const std::string_view start : starts) {
      const size_t at = text.find(start);
      const size_t end = at == std::string_view::npos ? at : text.find('>', at);
      if (end != std::string_view::npos) first = std::min(first, end + 1);
    }
    if (first != std::string_view::npos) return first;
    const size_t content = text.find_first_not_of(" \t\r\n");
    return content != std::string_view::npos && text[content] != '<' ? kNoMessage : 0;
  };
}

/// XML attribute text: a host is made of harmless characters, and this makes sure of it.
std::string Attribute(const std::string& host) {
  std::string safe;
  std::copy_if(host.begin(), host.end(), std::back_inserter(safe),
               [](char c) { return c != '\'' && c != '<' && c != '&' && c != '>' && c != '"'; });
  return safe;
}

void Ask(Dialogue& dialogue, std::string_view space, const std::string& host) {
  const std::string open = "<?xml version='1.0'?><stream:stream xmlns='" + std::string(space) +
                           "' xmlns:stream='http://etherx.jabber.org/streams' to='" +
                           Attribute(host) + "' version='1.0'>";
  if (!dialogue.SayOctets(open, open)) return;
  std::optional<std::string> text = dialogue.Hear(
      UpToTag({"</stream:features", "<stream:features/", "</stream:error", "</stream:stream"}));
  if (!text) return;
  dialogue.Note(*text);
  const bool features = text->find("stream:features") != std::string::npos;
  const bool offered = text->find("urn:ietf:params:xml:ns:xmpp-tls") != std::string::npos;
  dialogue.Expect(features, true);
  if (!offered) dialogue.End(StarttlsEnd::kNotOffered);
  const std::string_view ask = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
  if (!dialogue.SayOctets(ask, ask)) return;
  text = dialogue.Hear(UpToTag({"<proceed", "<failure", "</stream:error", "</stream:stream"}));
  if (!text) return;
  dialogue.Note(*text);
  dialogue.Expect(text->find("<proceed") != std::string::npos, true);
}

}  // namespace

void AskXmppClient(Dialogue& dialogue, const std::string& host) {
  Ask(dialogue, "jabber:client", host);
}
void AskXmppServer(Dialogue& dialogue, const std::string& host) {
  Ask(dialogue, "jabber:server", host);
}

}  // namespace shakedown::net::starttls
