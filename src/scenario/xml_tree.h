// XML as plain elements with the place of every name and value. Knows well-formedness, nothing of
// suites. Stricter than the parser library where that is lax (duplicate attributes, text beside the
// root, unknown entities), and without DOCTYPE, so that no entity can be declared.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "scenario/source_text.h"

namespace shakedown::scenario {

struct XmlAttribute {
  std::string name;
  std::string value;        ///< references resolved, white space as blanks
  size_t name_offset = 0;   ///< in the source text
  size_t value_offset = 0;  ///< of the first octet within the quotes
  bool verbatim = true;     ///< the source holds `value` octet for octet
};

struct XmlElement {
  std::string name;
  size_t offset = 0;  ///< of "<"
  std::vector<XmlAttribute> attributes;
  std::vector<XmlElement> children;
  std::string text;        ///< character data directly inside, trimmed
  size_t text_offset = 0;  ///< of the first of it

  /// The attribute, or null. Borrowed.
  const XmlAttribute* Find(std::string_view attribute) const;
  /// The attribute's value, or empty. Borrowed.
  std::string_view Value(std::string_view attribute) const;
};

/// The root element of `source`. kSuite with its position if the text is not well-formed XML in
/// UTF-8, holds a DOCTYPE, nests deeper than 32 or has more than 400,000 elements.
Result<XmlElement> ParseXml(const SourceText& source);

}  // namespace shakedown::scenario
