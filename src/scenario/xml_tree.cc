#include "scenario/xml_tree.h"

#include <exception>
#include <pugixml.hpp>

#include "core/text.h"
#include "scenario/xml_scan.h"

namespace shakedown::scenario {
namespace {

/// Builds the plain tree: the library says what values mean, the scan says where they stand. Both
/// meet the start tags in the same order.
class TreeBuilder {
 public:
  TreeBuilder(const SourceText& source, const std::vector<ElementSpan>& spans)
      : source_(source), spans_(spans) {}

  /// False if the two passes disagree.
  bool Build(const pugi::xml_node& node, XmlElement& element) {
    if (next_ >= spans_.size()) return false;
    const ElementSpan& span = spans_[next_++];
    // The library points at the name, one octet behind "<".
    if (node.offset_debug() != static_cast<ptrdiff_t>(span.offset) + 1) return false;
    element.name = node.name();
    element.offset = span.offset;
    return TakeAttributes(node, span, element) && TakeContent(node, element);
  }

  bool complete() const { return next_ == spans_.size(); }

 private:
  bool TakeAttributes(const pugi::xml_node& node, const ElementSpan& span, XmlElement& element) {
    size_t index = 0;
    element.attributes.reserve(span.attributes.size());
    for (const pugi::xml_attribute& found : node.attributes()) {
      if (index >= span.attributes.size()) return false;
      const AttributeSpan& place = span.attributes[index++];
      XmlAttribute attribute;
      attribute.name = found.name();
      attribute.value = found.value();
      attribute.name_offset = place.name;
      attribute.value_offset = place.value;
      attribute.verbatim =
          source_.text().substr(place.value, place.value_length) == attribute.value;
      element.attributes.push_back(std::move(attribute));
    }
    return index == span.attributes.size();
  }

  bool TakeContent(const pugi::xml_node& node, XmlElement& element) {
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_element) {
        element.children.emplace_back();
        if (!Build(child, element.children.back())) return false;
      } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        const std::string_view text = Trimmed(child.value());
        if (text.empty()) continue;
        if (element.text.empty()) {
          element.text_offset = PlaceOfText(child);
        } else {
          element.text += ' ';
        }
        element.text += text;
      }
    }
    return true;
  }

  size_t PlaceOfText(const pugi::xml_node& node) const {
    const auto offset = static_cast<size_t>(std::max<ptrdiff_t>(0, node.offset_debug()));
    const size_t first = source_.text().find_first_not_of(" \t\r\n", offset);
    return first == std::string_view::npos ? offset : first;
  }

  const SourceText& source_;
  const std::vector<ElementSpan>& spans_;
  size_t next_ = 0;
};

Error NotWellFormed(const SourceText& source, const pugi::xml_parse_result& result) {
  const auto offset = static_cast<size_t>(std::max<ptrdiff_t>(0, result.offset));
  return Error(ErrorCode::kSuite, std::string("not well-formed XML: ") + result.description())
      .At(source.At(offset));
}

Result<XmlElement> Parse(const SourceText& source, const std::vector<ElementSpan>& spans) {
  pugi::xml_document document;
  const std::string_view text = source.text();
  const pugi::xml_parse_result result =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) return NotWellFormed(source, result);
  XmlElement root;
  TreeBuilder builder(source, spans);
  if (!builder.Build(document.document_element(), root) || !builder.complete()) {
    return Error(ErrorCode::kSuite, "not well-formed XML").At(source.At(0));
  }
  return root;
}

}  // namespace

const XmlAttribute* XmlElement::Find(std::string_view attribute) const {
  for (const XmlAttribute& candidate : attributes) {
    if (candidate.name == attribute) return &candidate;
  }
  return nullptr;
}

std::string_view XmlElement::Value(std::string_view attribute) const {
  const XmlAttribute* found = Find(attribute);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

Result<XmlElement> ParseXml(const SourceText& source) {
  if (const auto illegal = FirstIllegalOctet(source.text())) {
    return Error(ErrorCode::kSuite,
                 "a control character, or an octet that is not UTF-8, cannot stand in XML")
        .WithHint("a suite file is UTF-8 text; convert it or remove the character")
        .At(source.At(*illegal));
  }
  auto spans = ScanXml(source);
  if (!spans) return std::move(spans).error();
  try {
    return Parse(source, *spans);
  } catch (const std::exception& problem) {
    return Error(ErrorCode::kInternal, std::string("reading XML: ") + problem.what());
  }
}

}  // namespace shakedown::scenario
