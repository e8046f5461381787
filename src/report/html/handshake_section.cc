#include "report/html/handshake_section.h"

#include <algorithm>

#include "core/text.h"
#include "report/html/chain_svg.h"
#include "report/html/ladder_svg.h"
#include "report/html/words.h"

namespace shakedown::report::html {
namespace {

constexpr size_t kEventsShown = 400;

void AddSession(const Element& parent, const model::Handshake& handshake) {
  const Element list = parent.Add("dl", "session");
  AddRow(list, "Identity", handshake.identity);
  AddRow(list, "SNI", handshake.sni.empty() ? "none was sent" : handshake.sni);
  AddRow(list, "Version", handshake.version);
  AddRow(list, "Cipher", handshake.cipher);
  AddRow(list, "Group", handshake.group);
  AddRow(list, "ALPN", handshake.alpn);
  if (handshake.resumed == true) AddRow(list, "Session", "resumed");
}

/// The ladder in words, for those who cannot see the picture or search in it.
void AddSteps(const Element& parent, const model::Handshake& handshake) {
  const Element fold = parent.Add("details");
  fold.Add("summary", "", "The same in words");
  const Element list = fold.Add("ol", "steps");
  for (const Rung& rung : handshake.ladder) {
    const Element item = list.Add("li", rung.trouble ? "flaw" : "");
    const char* side = rung.local                            ? ""
                       : rung.from == attempt::Side::kServer ? "server: "
                                                             : "client: ";
    item.Text(Number(rung.at_ms) + " ms " + side).Add("bdi", "", rung.text);
    if (rung.trouble) item.Text(" (it ended here)");
  }
}

void AddCertificates(const Element& parent, const std::vector<model::Certificate>& chain,
                     const char* css_class) {
  const Element list = parent.Add("ol", css_class);
  for (const model::Certificate& certificate : chain) {
    const Element facts = list.Add("li").Add("dl");
    AddRow(facts, "Subject", certificate.subject.empty() ? "(empty)" : certificate.subject);
    AddRow(facts, "Issuer", certificate.issuer);
    AddRow(facts, "Valid", certificate.not_before + " to " + certificate.not_after);
    AddRow(facts, "Key", certificate.key);
    AddRow(facts, "Signature", certificate.signature_algorithm);
    AddRow(facts, "Usage", Joined(certificate.extended_key_usage, ", "));
    AddRow(facts, "Names", Joined(certificate.subject_alt_names, ", "));
    AddRow(facts, "Serial", certificate.serial);
    AddRow(facts, "SHA-256", certificate.sha256);
  }
}

void AddClientChain(const Element& parent, const model::Handshake& handshake,
                    const SectionContext& context, const std::string& id) {
  const Element section = parent.Add("section", "chain");
  section.Add(context.heading, "", "The client's certificates");
  if (!handshake.client) {
    section.Add("p", "", "The client sent no Certificate message.");
    return;
  }
  if (!handshake.client->sent) {
    section.Add("p", "", "The client's Certificate message was empty: it presented nothing.");
    return;
  }
  AddChain(section.Add("div", "scroll"), ClientChain(handshake, context.at),
           "The client's certificate chain", id + "-chain");
  const Element fold = section.Add("details");
  fold.Add("summary", "", "The certificates in full");
  AddCertificates(fold, handshake.client->chain, "certificates");
  if (handshake.client->withheld.empty()) return;
  fold.Add("p", "", "At hand, but not sent:");
  AddCertificates(fold, handshake.client->withheld, "certificates");
}

void AddServerChain(const Element& parent, const model::Handshake& handshake,
                    const SectionContext& context, const std::string& id) {
  if (!handshake.server || handshake.server->chain.empty()) return;
  const Element fold = parent.Add("section", "chain").Add("details");
  const std::string& problem = handshake.server->problem;
  fold.Add("summary", "",
           problem.empty() ? "The server's certificates"
                           : "The server's certificates: not in order here");
  if (!problem.empty()) fold.AddForeign("p", "flaw", problem);
  AddChain(fold.Add("div", "scroll"), ServerChain(handshake, context.at),
           "The server's certificate chain", id + "-server");
  AddCertificates(fold, handshake.server->chain, "certificates");
}

void AddAnswer(const Element& parent, const model::Handshake& handshake) {
  if (!handshake.http) return;
  const Element fold = parent.Add("section", "answer").Add("details");
  fold.AddForeign("summary", "",
                  "The server's answer: HTTP " + std::to_string(handshake.http->status) + ' ' +
                      handshake.http->reason);
  const Element list = fold.Add("dl");
  AddRow(list, "Title", handshake.http->title);
  for (const auto& [name, value] : handshake.http->headers) {
    list.AddForeign("dt", "", name);
    list.AddForeign("dd", "", value);
  }
}

void AddTranscript(const Element& parent, const model::Handshake& handshake) {
  if (handshake.events.empty()) return;
  const Element fold = parent.Add("details", "transcript");
  fold.Add("summary", "", "Transcript: " + CountOf(handshake.events.size(), "event"));
  const Element table = fold.Add("div", "scroll").Add("table");
  const Element head = table.Add("thead").Add("tr");
  for (const char* title : {"Event", "Time", "From", "What", "Octets", "Detail"}) {
    head.Add("th", "", title).Set("scope", "col");
  }
  const Element body = table.Add("tbody");
  for (size_t i = 0; i < std::min(handshake.events.size(), kEventsShown); ++i) {
    const model::Event& event = handshake.events[i];
    const Element row = body.Add("tr");
    row.Add("td", "number", std::to_string(i));
    row.Add("td", "number", Number(event.t_ms) + " ms");
    row.Add("td", "", event.from);
    row.AddForeign("td", "", event.what);
    row.Add("td", "number", event.bytes ? std::to_string(*event.bytes) : "");
    row.AddForeign("td", "", event.detail);
  }
  if (handshake.events.size() > kEventsShown) {
    fold.Add("p", "note", "and " + CountOf(handshake.events.size() - kEventsShown, "more event"));
  }
}

}  // namespace

void AddHandshake(const Element& parent, const model::Handshake& handshake,
                  const SectionContext& context, const std::string& id) {
  const Element section = parent.Add("section", "ladder");
  section.AddForeign(context.heading, "", "The handshake: " + handshake.purpose);
  AddSession(section, handshake);
  if (!handshake.ladder.empty()) {
    AddLadder(section.Add("div", "scroll"), handshake, id + "-ladder");
    AddSteps(section, handshake);
  }
  AddTranscript(section, handshake);
  AddClientChain(parent, handshake, context, id);
  AddRequest(parent, handshake, context);
  AddServerChain(parent, handshake, context, id);
  AddAnswer(parent, handshake);
}

}  // namespace shakedown::report::html
