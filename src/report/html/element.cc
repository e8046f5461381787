#include "report/html/element.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace shakedown::report::html {
namespace {

constexpr std::array<std::string_view, 6> kVoid = {"meta", "link", "input", "hr", "br", "col"};
/// Their content is not escaped: it is ours, never foreign.
constexpr std::array<std::string_view, 2> kRaw = {"style", "script"};

template <size_t N>
bool Holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void Escape(std::string_view text, std::string* out) {
  for (const char c : text) {
    switch (c) {
      case '&': *out += "&amp;"; break;
      case '<': *out += "&lt;"; break;
      case '>': *out += "&gt;"; break;
      case '"': *out += "&quot;"; break;
      case '\'': *out += "&#39;"; break;
      default: *out += c;
    }
  }
}

class HtmlWriter {
 public:
  void Write(pugi::xml_node node) {
    switch (node.type()) {
      case pugi::node_document: WriteChildren(node); break;
      case pugi::node_element: WriteElement(node); break;
      case pugi::node_pcdata: Escape(node.value(), out_); break;
      case pugi::node_cdata: *out_ += node.value(); break;
      case pugi::node_doctype: *out_ += "<!DOCTYPE html>\n"; break;
      case pugi::node_pi: out_ = &parts_.behind; break;
      default: break;
    }
  }
  HtmlParts Take() { return std::move(parts_); }

 private:
  void WriteChildren(pugi::xml_node node) {
    for (const pugi::xml_node child : node.children()) Write(child);
  }

  void WriteElement(pugi::xml_node node) {
    *out_ += '<';
    *out_ += node.name();
    for (const pugi::xml_attribute attribute : node.attributes()) {
      *out_ += ' ';
      *out_ += attribute.name();
      if (*attribute.value() == '\0' && std::string_view(attribute.name()) != "value") continue;
      *out_ += "=\"";
      Escape(attribute.value(), out_);
      *out_ += '"';
    }
    *out_ += '>';
    const std::string_view name = node.name();
    if (Holds(kVoid, name)) return;
    if (Holds(kRaw, name)) {
      *out_ += node.child_value();
    } else {
      WriteChildren(node);
    }
    *out_ += "</";
    *out_ += name;
    *out_ += '>';
    if (name == "article" || name == "section" || name == "tr" || name == "li") *out_ += '\n';
  }

  HtmlParts parts_;
  std::string* out_ = &parts_.before;
};

struct StringWriter final : pugi::xml_writer {
  std::string text;
  void write(const void* data, size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

Element Element::Add(const char* tag, const char* css_class) const {
  pugi::xml_node parent = node_;
  Element child(parent.append_child(tag));
  if (*css_class != '\0') child.Set("class", css_class);
  return child;
}

Element Element::Add(const char* tag, const char* css_class, std::string_view text) const {
  const Element child = Add(tag, css_class);
  child.Text(text);
  return child;
}

Element Element::AddForeign(const char* tag, const char* css_class, std::string_view text) const {
  const Element child = Add(tag, css_class);
  child.Add("bdi", "", text);
  return child;
}

const Element& Element::Text(std::string_view text) const {
  pugi::xml_node parent = node_;
  parent.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  return *this;
}

const Element& Element::Set(const char* name, std::string_view value) const {
  pugi::xml_node node = node_;
  pugi::xml_attribute attribute = node.attribute(name);
  if (!attribute) attribute = node.append_attribute(name);
  attribute.set_value(std::string(value).c_str());
  return *this;
}

const Element& Element::Set(const char* name, double value) const {
  return Set(name, Number(value));
}

const Element& Element::Flag(const char* name, bool on) const {
  return on ? Set(name, std::string_view()) : *this;
}

void Element::Cut() const {
  pugi::xml_node parent = node_;
  parent.append_child(pugi::node_pi).set_name("cut");
}

HtmlParts WriteHtml(const Fragment& fragment) {
  HtmlWriter writer;
  writer.Write(fragment.document());
  return writer.Take();
}

std::string WriteXml(const Fragment& fragment) {
  StringWriter writer;
  fragment.document().save(writer, " ", pugi::format_indent, pugi::encoding_utf8);
  return std::move(writer.text);
}

std::string Number(double value) {
  const double tenths = std::round(std::clamp(value, -1e9, 1e9) * 10);
  const auto whole = static_cast<int64_t>(tenths / 10);
  const auto rest = static_cast<int64_t>(std::abs(tenths)) % 10;
  return rest == 0 ? fmt::format("{}", whole) : fmt::format("{}.{}", whole, rest);
}

}  // namespace shakedown::report::html
