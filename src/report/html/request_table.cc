// The CertificateRequest as a table, and octet by octet.
#include <algorithm>

#include "core/hex.h"
#include "core/text.h"
#include "report/html/handshake_section.h"
#include "report/html/request_bytes.h"
#include "report/html/words.h"

namespace shakedown::report::html {
namespace {

constexpr size_t kOctetsShown = 48;
constexpr size_t kNamesShown = 500;
constexpr size_t kOpenNames = 20;

std::string WhenText(const std::string& when) {
  if (when == "handshake") return "in the handshake";
  if (when == "renegotiation") return "in a renegotiation, after the request";
  if (when == "post-handshake") return "after the handshake, when the request had come";
  return when;
}

/// "04 03 08 04", cut if it is long.
std::string Spaced(ByteSpan octets) {
  const size_t shown = std::min(octets.size(), kOctetsShown);
  std::string text;
  for (size_t i = 0; i < shown; ++i) text += (i > 0 ? " " : "") + ToHex(octets.subspan(i, 1));
  return shown < octets.size() ? text + " ..." : text;
}

void AddNames(const Element& list, const std::vector<model::CaName>& names) {
  list.Add("dt", "", "CA names");
  const Element cell = list.Add("dd");
  if (names.empty()) {
    cell.Text("none: the server does not say whom it trusts");
    return;
  }
  Element target = cell;
  if (names.size() > kOpenNames) {
    target = cell.Add("details");
    target.Add("summary", "", CountOf(names.size(), "name"));
  }
  const Element items = target.Add("ol", "names");
  for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    items.AddForeign("li", "", names[i].dn.empty() ? "(empty name)" : names[i].dn);
  }
  if (names.size() > kNamesShown) {
    target.Add("p", "note", "and " + CountOf(names.size() - kNamesShown, "more name"));
  }
}

void AddProblems(const Element& parent, const std::vector<model::DecodeProblem>& problems) {
  if (problems.empty()) return;
  parent.Add("p", "flaw", "The message breaks the rules:");
  const Element list = parent.Add("ul");
  for (const model::DecodeProblem& problem : problems) {
    list.AddForeign("li", "",
                    "octet " + std::to_string(problem.offset) + ", " + problem.field + ": " +
                        problem.kind + (problem.detail.empty() ? "" : " (" + problem.detail + ")"));
  }
}

void AddOctets(const Element& parent, const model::CertificateRequest& request,
               const std::string& version) {
  if (request.raw.empty()) return;
  const Element fold = parent.Add("details");
  fold.Add("summary", "",
           "Octet by octet: " + CountOf(request.raw.size(), "octet") + " as received");
  const Element table = fold.Add("div", "scroll").Add("table", "octets");
  const Element head = table.Add("thead").Add("tr");
  for (const char* title : {"Offset", "Octets", "Meaning"}) {
    head.Add("th", "", title).Set("scope", "col");
  }
  const Element body = table.Add("tbody");
  for (const ByteNote& note : AnnotateRequest(request.raw, version)) {
    const Element row = body.Add("tr");
    row.Add("td", "number", std::to_string(note.offset));
    row.Add("td").Add("code", "", Spaced(note.octets));
    row.AddForeign("td", ("depth" + std::to_string(note.depth)).c_str(), note.meaning);
  }
}

}  // namespace

void AddRequest(const Element& parent, const model::Handshake& handshake,
                const SectionContext& context) {
  const Element section = parent.Add("section", "request");
  section.Add(context.heading, "", "What the server asked for (CertificateRequest)");
  if (!handshake.request) {
    section.Add("p", "", "The server asked for no certificate in this handshake.");
    return;
  }
  const model::CertificateRequest& request = *handshake.request;
  const Element list = section.Add("dl");
  AddRow(list, "When", WhenText(request.when));
  AddRow(list, "Certificate types", Joined(request.certificate_types, ", "));
  AddRow(list, "Algorithms", Joined(request.signature_algorithms, ", "));
  AddRow(list, "... in certificates", Joined(request.signature_algorithms_cert, ", "));
  AddNames(list, request.ca_names);
  AddProblems(section, request.decode_errors);
  AddOctets(section, request, handshake.version);
}

}  // namespace shakedown::report::html
