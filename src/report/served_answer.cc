#include "report/served_answer.h"

#include <charconv>
#include <pugixml.hpp>
#include <sstream>

#include "core/text.h"
#include "report/served_json.h"
#include "report/served_text.h"

namespace shakedown::report {
namespace {

constexpr const char* kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:52rem;padding:0 1rem;"
    "color:#1b1b1b;background:#fff}"
    "h1{font-size:1.4rem;margin-bottom:.2rem}"
    "p.what{font-size:1.1rem;margin-top:0}"
    "table{border-collapse:collapse;width:100%}"
    "th{text-align:left;vertical-align:top;padding:.25rem 1rem .25rem 0;white-space:nowrap}"
    "td{padding:.25rem 0;overflow-wrap:anywhere}"
    "footer{margin-top:2rem;color:#595959;font-size:.9rem}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}"
    "footer{color:#a8a8a8}}";

/// A media range's weight in thousandths (RFC 9110 section 12.4.2); 1000 if it names none.
int WeightOf(std::string_view parameters) {
  const size_t at = parameters.find("q=");
  if (at == parameters.npos) return 1000;
  double weight = 1;
  const std::string_view number = Trimmed(parameters.substr(at + 2));
  std::from_chars(number.data(), number.data() + number.size(), weight);
  return static_cast<int>(std::min(1.0, std::max(0.0, weight)) * 1000);
}

/// The weight that `accept` gives to `type` by name; -1 if it does not name it.
int WeightFor(std::string_view accept, std::string_view type) {
  while (!accept.empty()) {
    const size_t comma = accept.find(',');
    const std::string_view range = accept.substr(0, comma);
    const size_t semicolon = range.find(';');
    if (EqualsIgnoringAsciiCase(Trimmed(range.substr(0, semicolon)), type)) {
      return semicolon == range.npos ? 1000 : WeightOf(range.substr(semicolon));
    }
    accept = comma == accept.npos ? std::string_view() : accept.substr(comma + 1);
  }
  return -1;
}

pugi::xml_node Element(pugi::xml_node parent, const char* name, std::string_view text = {}) {
  pugi::xml_node node = parent.append_child(name);
  if (!text.empty()) node.text().set(std::string(text).c_str());
  return node;
}

void AddRows(pugi::xml_node body, const run::ServedEvent& event) {
  pugi::xml_node table = Element(body, "table");
  for (const auto& [label, value] : ServedFacts(event, false)) {
    pugi::xml_node row = Element(table, "tr");
    pugi::xml_node head = Element(row, "th", label);
    head.append_attribute("scope") = "row";
    if (label.empty()) head.append_child(pugi::node_pcdata).set_value("\xc2\xa0");
    Element(row, "td", value);
  }
}

std::string Html(const run::ServedEvent& event, int status, std::string_view title) {
  pugi::xml_document document;
  document.append_child(pugi::node_doctype).set_value("html");
  pugi::xml_node html = Element(document, "html");
  html.append_attribute("lang") = "en";
  pugi::xml_node head = Element(html, "head");
  pugi::xml_node charset = Element(head, "meta");
  charset.append_attribute("charset") = "utf-8";
  pugi::xml_node viewport = Element(head, "meta");
  viewport.append_attribute("name") = "viewport";
  viewport.append_attribute("content") = "width=device-width, initial-scale=1";
  const std::string full = std::to_string(status) + ' ' + Printable(title);
  Element(head, "title", full);
  Element(head, "style", kStyle);
  pugi::xml_node body = Element(html, "body");
  Element(body, "h1", full);
  Element(body, "p", ServedHeadline(event)).append_attribute("class") = "what";
  AddRows(body, event);
  Element(body, "footer",
          "This is shakedown serve, a server that explains client certificates. Send 'Accept: "
          "application/json' or 'text/plain' for other forms of this page.");
  std::ostringstream out;
  document.save(
      out, "", pugi::format_raw | pugi::format_no_declaration | pugi::format_no_empty_element_tags);
  std::string text = out.str();
  // Void elements have no end tag in HTML.
  for (size_t at = 0; (at = text.find("</meta>", at)) != text.npos;) text.erase(at, 7);
  return text + '\n';
}

}  // namespace

AnswerFormat FormatFor(std::string_view accept) {
  const int html =
      std::max(WeightFor(accept, "text/html"), WeightFor(accept, "application/xhtml+xml"));
  const int json = WeightFor(accept, "application/json");
  const int text = std::max(0, WeightFor(accept, "text/plain"));
  if (json > 0 && json >= html && json >= text) return AnswerFormat::kJson;
  return html > 0 && html >= text ? AnswerFormat::kHtml : AnswerFormat::kText;
}

AnswerBody ServedAnswer(const run::ServedEvent& event, AnswerFormat format, int status,
                        std::string_view title) {
  switch (format) {
    case AnswerFormat::kHtml: return {"text/html; charset=utf-8", Html(event, status, title)};
    case AnswerFormat::kJson: return {"application/json", ServedJson(event) + '\n'};
    case AnswerFormat::kText: break;
  }
  return {"text/plain; charset=utf-8",
          std::to_string(status) + ' ' + Printable(title) + "\n\n" + ServedBlock(event, {})};
}

}  // namespace shakedown::report
