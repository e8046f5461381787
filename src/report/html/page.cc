#include "report/html/page.h"

#include "report/html/assets.h"

namespace shakedown::report::html {

Element AddPage(Fragment& fragment, const PageFrame& frame) {
  pugi::xml_node document = fragment.root().node();
  document.append_child(pugi::node_doctype).set_value("html");
  const Element page = fragment.root().Add("html").Set("lang", frame.language);
  const Element head = page.Add("head");
  // First of all, so that nothing in the document precedes it: only our own style and script, by
  // their hashes, and nothing from anywhere.
  std::string policy = "default-src 'none'; style-src '" + std::string(PageStyleHash()) +
                       "'; script-src '" + std::string(PageScriptHash()) +
                       "'; base-uri 'none'; form-action 'none'";
  head.Add("meta").Set("http-equiv", "Content-Security-Policy").Set("content", policy);
  head.Add("meta").Set("charset", "utf-8");
  head.Add("meta").Set("name", "viewport").Set("content", "width=device-width, initial-scale=1");
  head.Add("meta").Set("name", "color-scheme").Set("content", "light dark");
  head.Add("meta").Set("name", "referrer").Set("content", "no-referrer");
  head.Add("title", "", frame.title);
  head.Add("style", "", PageStyle());
  return page.Add("body");
}

void AddScript(const Element& body) { body.Add("script", "", PageScript()); }

}  // namespace shakedown::report::html
