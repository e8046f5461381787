#include "scenario/check_shape.h"

#include <algorithm>

#include "attempt/hop.h"
#include "core/text.h"
#include "scenario/grammar.h"
#include "scenario/variables.h"

namespace shakedown::scenario {
namespace {

/// Declarations that editors need on the root and that mean nothing to us.
bool IsForEditors(std::string_view attribute) {
  return attribute.starts_with("xmlns:") || attribute == "xsi:schemaLocation";
}

class ShapeCheck {
 public:
  explicit ShapeCheck(Problems& problems) : problems_(problems) {}

  void Element(const XmlElement& element, const ElementRule& rule, bool root) {
    for (const XmlAttribute& attribute : element.attributes) {
      const AttributeRule* known = FindAttribute(rule, attribute.name);
      if (known != nullptr) {
        Value(attribute, known->kind);
      } else if (!root || !IsForEditors(attribute.name)) {
        UnknownAttribute(element, rule, attribute);
      }
    }
    for (const AttributeRule& attribute : rule.attributes) {
      if (attribute.mandatory && element.Find(attribute.name) == nullptr) {
        problems_.Add(element.offset,
                      Tag(element.name) + " needs the attribute " + Quoted(attribute.name));
      }
    }
    Text(element, rule);
    Children(element, rule);
  }

 private:
  void Value(const XmlAttribute& attribute, ValueKind kind) {
    if (const auto illegal = attribute.value.find_first_of("\n\r\t");
        illegal != std::string::npos) {
      return problems_.AddValue(attribute, {"line breaks and tabs are not allowed", {}, 0});
    }
    if (!MayHoldVariables(kind)) {
      if (auto problem = CheckValue(kind, attribute.value)) problems_.AddValue(attribute, *problem);
      return;
    }
    // Values with variables are checked when the variables have values.
    if (!FindReferences(attribute.value).empty()) return;
    if (auto problem = CheckValue(kind, Unescaped(attribute.value))) {
      return problems_.AddValue(attribute, *problem);
    }
    // Suites are shared; what a variable brings along is its owner's business.
    if (kind == ValueKind::kHops && attempt::MaskPasswords(attribute.value) != attribute.value) {
      problems_.AddValue(
          attribute, {"a password is not written into a suite",
                      "write user:env:NAME@ for one that stands in an environment variable", 0});
    }
  }

  void UnknownAttribute(const XmlElement& element, const ElementRule& rule,
                        const XmlAttribute& attribute) {
    std::vector<std::string_view> known;
    for (const AttributeRule& candidate : rule.attributes) known.push_back(candidate.name);
    problems_.Add(attribute.name_offset,
                  Tag(element.name) + " has no attribute " + Quoted(attribute.name),
                  Suggestion(attribute.name, known));
  }

  void Text(const XmlElement& element, const ElementRule& rule) {
    if (rule.text && element.text.empty()) {
      problems_.Add(element.offset, Tag(element.name) + " is empty");
    } else if (!rule.text && !element.text.empty()) {
      problems_.Add(element.text_offset, "text is not allowed in " + Tag(element.name),
                    "put it into a <description> or a comment");
    }
  }

  void Children(const XmlElement& element, const ElementRule& rule) {
    std::vector<int> counts(rule.children.size(), 0);
    size_t furthest = 0;
    for (const XmlElement& child : element.children) {
      const auto found = std::find_if(rule.children.begin(), rule.children.end(),
                                      [&](const ChildRule& r) { return r.name == child.name; });
      if (found == rule.children.end()) {
        UnknownChild(element, rule, child);
        continue;
      }
      const auto index = static_cast<size_t>(found - rule.children.begin());
      if (rule.ordered && index < furthest) {
        problems_.Add(child.offset,
                      Tag(child.name) + " must stand before " + Tag(rule.children[furthest].name));
      }
      furthest = std::max(furthest, index);
      if (++counts[index] == 2 && !found->many) {
        problems_.Add(child.offset, "a second " + Tag(child.name) + " in " + Tag(element.name),
                      "there can be only one");
      }
      Element(child, *FindElement(child.name), false);
    }
    for (size_t i = 0; i < counts.size(); ++i) {
      if (!rule.children[i].mandatory || counts[i] > 0) continue;
      problems_.Add(element.offset,
                    Tag(element.name) + " needs at least one " + Tag(rule.children[i].name));
    }
  }

  void UnknownChild(const XmlElement& element, const ElementRule& rule, const XmlElement& child) {
    if (child.name.find(':') != std::string::npos) {
      return problems_.Add(child.offset, "an element with a prefix: " + Tag(child.name),
                           "suites use the default namespace: xmlns=\"urn:shakedown:suite:1\"");
    }
    std::vector<std::string_view> known;
    for (const ChildRule& candidate : rule.children) known.push_back(candidate.name);
    std::string hint = Suggestion(child.name, known);
    if (FindElement(child.name) != nullptr) hint = WhereItBelongs(child.name);
    problems_.Add(child.offset, Tag(element.name) + " cannot hold " + Tag(child.name),
                  std::move(hint));
  }

  static std::string WhereItBelongs(std::string_view name) {
    for (const ElementRule& rule : Grammar()) {
      for (const ChildRule& child : rule.children) {
        if (child.name == name) return Tag(name) + " belongs into " + Tag(rule.name);
      }
    }
    return Tag(name) + " is the root of the file";
  }

  Problems& problems_;
};

}  // namespace

void CheckShape(const XmlElement& root, Problems& problems) {
  const ElementRule& suite = Grammar().front();
  if (root.name == suite.name) return ShapeCheck(problems).Element(root, suite, true);
  std::string hint =
      "a suite file starts with <suite xmlns=\"urn:shakedown:suite:1\" name=\"...\">";
  if (root.name.ends_with(":suite")) {
    hint = "suites use the default namespace: xmlns=\"urn:shakedown:suite:1\", without a prefix";
  }
  problems.Add(root.offset, "the root element is " + Tag(root.name) + ", not <suite>",
               std::move(hint));
}

}  // namespace shakedown::scenario
