#include "report/html/diagnosis_sections.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "report/html/handshake_section.h"
#include "report/html/words.h"

namespace shakedown::report::html {
namespace {

constexpr size_t kHandshakesShown = 40;

void AddTexts(const Element& parent, const char* list_tag, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  const Element list = parent.Add(list_tag);
  for (const std::string& text : texts) list.AddForeign("li", "", text);
}

/// Where a piece of evidence was seen: "event 12 of 'probe: ...'".
std::string PlaceOf(const model::Evidence& evidence, const model::Diagnosis& diagnosis) {
  if (!evidence.event) return {};
  std::string place = " (event " + std::to_string(*evidence.event);
  if (evidence.handshake && *evidence.handshake < diagnosis.handshakes.size()) {
    place += " of '" + diagnosis.handshakes[*evidence.handshake].purpose + "'";
  }
  return place + ")";
}

void AddContrast(const Element& parent, const model::Diagnosis& diagnosis) {
  if (diagnosis.contrast.empty()) return;
  const Element list = parent.Add("dl", "contrast");
  for (const auto& [label, value] : diagnosis.contrast) {
    list.AddForeign("dt", "", label);
    list.AddForeign("dd", "", value);
  }
}

void AddEvidence(const Element& parent, const model::Finding& cause,
                 const model::Diagnosis& diagnosis, const SectionContext& context) {
  if (cause.evidence.empty()) return;
  parent.Add(context.heading, "", "Evidence");
  const Element list = parent.Add("ul", "evidence");
  for (const model::Evidence& evidence : cause.evidence) {
    const Element item = list.AddForeign("li", "", evidence.text);
    item.AddForeign("span", "note", PlaceOf(evidence, diagnosis));
  }
}

void AddAlternatives(const Element& parent, const model::Diagnosis& diagnosis,
                     const SectionContext& context) {
  if (diagnosis.alternatives.empty()) return;
  parent.Add(context.heading, "", "Other causes that were considered");
  const Element list = parent.Add("ul", "alternatives");
  for (const model::Finding& finding : diagnosis.alternatives) {
    const Element item = list.Add("li");
    item.Add("code", "", finding.id);
    item.Text(" (" + finding.certainty + "): ").Add("bdi", "", finding.summary);
  }
}

void AddClients(const Element& parent, const model::Diagnosis& diagnosis,
                const SectionContext& context) {
  if (diagnosis.clients.empty()) return;
  parent.Add(context.heading, "", "What known clients do with this request and these files");
  using Group = std::map<std::string, std::vector<std::string>>;  // ids by reason
  std::map<std::string, Group> actions;
  for (const model::ClientPrediction& client : diagnosis.clients) {
    actions[client.would_send][client.would_send == "yes" ? "" : client.because].push_back(
        client.id);
  }
  const std::pair<const char*, const char*> kWords[] = {
      {"yes", "present the certificate"},
      {"no", "present nothing"},
      {"asks-user", "ask the user"},
      {"aborts", "give up the handshake"},
      {"unknown", "leave it to the application, or are not known"}};
  for (const auto& [action, words] : kWords) {
    const auto found = actions.find(action);
    if (found == actions.end()) continue;
    size_t count = 0;
    for (const auto& [because, ids] : found->second) count += ids.size();
    const Element fold = parent.Add("details");
    fold.Add("summary", "", std::to_string(count) + ' ' + words);
    for (const auto& [because, ids] : found->second) {
      fold.Add("p", "ids", Joined(ids, ", "));
      if (!because.empty()) fold.AddForeign("p", "because", because);
    }
  }
}

void AddProbes(const Element& parent, const model::Diagnosis& diagnosis,
               const SectionContext& context) {
  if (diagnosis.probes.empty()) return;
  parent.Add(context.heading, "", "Follow-up handshakes, and what each was to settle");
  const Element list = parent.Add("ol", "probes");
  for (const model::Probe& probe : diagnosis.probes) {
    const Element item = list.AddForeign("li", "", probe.question);
    item.Text(" ").Add("strong", "answer").Add("bdi", "", probe.answer);
  }
}

}  // namespace

void AddRow(const Element& list, const char* label, std::string_view value) {
  if (value.empty()) return;
  list.Add("dt", "", label);
  list.AddForeign("dd", "", value);
}

void AddCause(const Element& parent, const model::Diagnosis& diagnosis,
              const SectionContext& context) {
  const Element section = parent.Add("section", "cause");
  if (!diagnosis.cause) {
    section.Add("p", "", "No cause could be named.");
    return;
  }
  const model::Finding& cause = *diagnosis.cause;
  section.Add(context.heading, "", "Why");
  const Element line = section.Add("p", "summary");
  line.AddForeign("strong", "", cause.summary).Text(" ");
  section.Add("p", "cause-id").Add("code", "", cause.id);
  const Element id_line(section.node().last_child());
  id_line.Text(" " + CertaintyText(cause.certainty));
  if (!cause.explanation.empty()) section.AddForeign("p", "explanation", cause.explanation);
  AddContrast(section, diagnosis);
  if (!cause.fixes.empty()) {
    section.Add(context.heading, "", "Fix");
    AddTexts(section, cause.fixes.size() > 1 ? "ol" : "ul", cause.fixes);
  }
  if (const std::string who = WhoOf(cause.fault); !who.empty()) {
    section.Add("p", "who").Add("strong", "", "Who has to change something: ");
    Element(section.node().last_child()).Text(who);
  }
  AddEvidence(section, cause, diagnosis, context);
  AddTexts(section, "ul", diagnosis.notes);
  AddAlternatives(section, diagnosis, context);
}

void AddHandshakes(const Element& parent, const model::Diagnosis& diagnosis,
                   const SectionContext& context) {
  const size_t count = std::min(diagnosis.handshakes.size(), kHandshakesShown);
  const model::Handshake* explained = diagnosis.explained();
  if (explained != nullptr) {
    AddHandshake(parent, *explained, context,
                 context.id + "-h" + std::to_string(diagnosis.subject));
  }
  for (size_t i = 0; i < count; ++i) {
    if (&diagnosis.handshakes[i] == explained) continue;
    const Element fold = parent.Add("details", "other-handshake");
    fold.AddForeign("summary", "", "Another handshake: " + diagnosis.handshakes[i].purpose);
    AddHandshake(fold, diagnosis.handshakes[i], context, context.id + "-h" + std::to_string(i));
  }
}

void AddInvestigation(const Element& parent, const model::Diagnosis& diagnosis,
                      const SectionContext& context) {
  const bool any =
      !diagnosis.clients.empty() || !diagnosis.probes.empty() || !diagnosis.next_steps.empty();
  if (!any) return;
  const Element section = parent.Add("section", "investigation");
  AddProbes(section, diagnosis, context);
  AddClients(section, diagnosis, context);
  if (diagnosis.next_steps.empty()) return;
  section.Add(context.heading, "", "What would tell more");
  AddTexts(section, "ul", diagnosis.next_steps);
}

}  // namespace shakedown::report::html
