// A document as a tree: HTML and SVG are made of elements, attributes and text, never by pasting
// strings, so that no text can become markup.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace shakedown::report::html {

/// One element of a tree that somebody else owns. Cheap to copy.
class Element {
 public:
  explicit Element(pugi::xml_node node) : node_(node) {}

  /// A child at the end; `css_class` may be empty.
  Element Add(const char* tag, const char* css_class = "") const;
  /// A child with nothing but text.
  Element Add(const char* tag, const char* css_class, std::string_view text) const;
  /// A child with text that comes from outside: a name, a title, a header. Its direction of writing
  /// does not reach what stands around it.
  Element AddForeign(const char* tag, const char* css_class, std::string_view text) const;
  /// Text behind what is there already.
  const Element& Text(std::string_view text) const;
  const Element& Set(const char* name, std::string_view value) const;
  const Element& Set(const char* name, double value) const;
  /// An attribute without a value ("open"), if `on`.
  const Element& Flag(const char* name, bool on = true) const;
  /// Where something else is to be put when the tree is written in parts.
  void Cut() const;

  pugi::xml_node node() const { return node_; }

 private:
  pugi::xml_node node_;
};

/// A tree of its own: what is built and written before the next.
class Fragment final {
 public:
  Fragment() = default;
  /// The element that holds the fragment's elements; not written itself.
  Element root() { return Element(document_); }
  const pugi::xml_document& document() const { return document_; }

 private:
  pugi::xml_document document_;
};

/// Text before and behind the place of `Element::Cut`; without one all is in `before`.
struct HtmlParts {
  std::string before, behind;
};

/// The elements as HTML (not XML: void elements have no end, empty ones have one).
HtmlParts WriteHtml(const Fragment& fragment);
/// One element and what is in it as an XML document, such as a picture in a file of its own.
std::string WriteXml(const Fragment& fragment);

/// A number for an attribute, without a locale and with at most one decimal: "12.5".
std::string Number(double value);

}  // namespace shakedown::report::html
