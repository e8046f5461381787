// The elements and attributes of suite files as a table: what may stand where, what is mandatory,
// what each value means. The loader checks against it; tests hold suite.xsd and the format's
// documentation to it.
#pragma once

#include <span>
#include <string_view>

#include "scenario/value.h"

namespace shakedown::scenario {

struct AttributeRule {
  std::string_view name;
  ValueKind kind;
  bool mandatory = false;
};

struct ChildRule {
  std::string_view name;
  bool mandatory = false;  ///< at least one
  bool many = false;       ///< more than one
};

struct ElementRule {
  std::string_view name;  ///< means the same wherever it stands
  std::span<const AttributeRule> attributes;
  std::span<const ChildRule> children;
  bool ordered = true;  ///< children come in the order of `children`
  bool text = false;    ///< holds text instead of children
};

/// All elements, the root first.
std::span<const ElementRule> Grammar();
/// The rule of an element, or null.
const ElementRule* FindElement(std::string_view name);
/// The rule of an attribute, or null.
const AttributeRule* FindAttribute(const ElementRule& element, std::string_view name);

}  // namespace shakedown::scenario
