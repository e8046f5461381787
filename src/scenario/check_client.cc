#include "scenario/check_client.h"

#include <set>

#include "core/text.h"
#include "scenario/variables.h"

namespace shakedown::scenario {
namespace {

/// What only speaks of our own handshakes.
constexpr std::string_view kServerAttributes[] = {"handshake", "outcome", "cause", "enforcement",
                                                  "alerts"};

class ClientCaseCheck final {
 public:
  ClientCaseCheck(const SuiteScope& scope, Problems& problems)
      : scope_(scope), problems_(problems) {}

  void Run(const XmlElement& element) {
    std::set<std::string> variables = scope_.variables;
    if (element.Find("tls") != nullptr) variables.insert("tls");
    for (const XmlElement& child : element.children) {
      if (child.name == "matrix") variables.insert(std::string(child.Value("name")));
    }
    for (const XmlElement& child : element.children) {
      CheckVariables(child, variables, problems_);
      if (child.name == "connection") Connection(child);
    }
    for (const XmlElement& child : element.children) {
      if (child.name == "expect") Expect(child);
    }
  }

 private:
  void Connection(const XmlElement& connection) {
    Identity(connection.Find("identity"));
    const XmlAttribute* after = connection.Find("late-alert-after");
    if (after != nullptr && connection.Find("late-alert") == nullptr) {
      problems_.Add(after->name_offset, "late-alert-after= goes with late-alert=");
    }
    const XmlAttribute* id = connection.Find("id");
    if (id != nullptr && !connections_.insert(id->value).second) {
      problems_.Add(id->value_offset, "connection " + Quoted(id->value) + " is defined twice",
                    "ids are unique within a client-case");
    }
  }

  void Identity(const XmlAttribute* attribute) {
    if (attribute == nullptr || !FindReferences(attribute->value).empty()) return;
    if (!IsSlug(attribute->value) || scope_.identities.contains(attribute->value)) return;
    const std::vector<std::string_view> known(scope_.identities.begin(), scope_.identities.end());
    problems_.AddValue(*attribute, {"there is no identity " + Quoted(attribute->value),
                                    Suggestion(attribute->value, known), 0});
  }

  void Expect(const XmlElement& expect) {
    const XmlAttribute* reference = expect.Find("connection");
    if (reference != nullptr && !connections_.contains(reference->value)) {
      const std::vector<std::string_view> known(connections_.begin(), connections_.end());
      problems_.AddValue(*reference,
                         {Quoted(reference->value) + " is not the id of a connection of this case",
                          Suggestion(reference->value, known), 0});
    }
    for (const std::string_view name : kServerAttributes) {
      const XmlAttribute* attribute = expect.Find(name);
      if (attribute == nullptr) continue;
      problems_.Add(attribute->name_offset,
                    "attribute " + Quoted(name) + " goes only in <scenario>");
    }
    bool says = expect.Find("client") != nullptr;
    for (const XmlElement& child : expect.children) {
      if (child.name != "answer") {
        problems_.Add(child.offset, Tag(child.name) + " goes only in <scenario>");
        continue;
      }
      says = says || !child.attributes.empty();
      Identity(child.Find("identity"));
    }
    if (!says) problems_.Add(expect.offset, "<expect> expects nothing", "give client= or <answer>");
  }

  const SuiteScope& scope_;
  Problems& problems_;
  std::set<std::string> connections_;
};

}  // namespace

void CheckClientCase(const XmlElement& element, const SuiteScope& scope, Problems& problems) {
  ClientCaseCheck(scope, problems).Run(element);
}

void CheckNoClientExpected(const XmlElement& scenario, Problems& problems) {
  for (const XmlElement& expect : scenario.children) {
    if (expect.name != "expect") continue;
    for (const std::string_view name : {"client", "connection"}) {
      const XmlAttribute* attribute = expect.Find(name);
      if (attribute == nullptr) continue;
      problems.Add(attribute->name_offset,
                   "attribute " + Quoted(name) + " goes only in <client-case>");
    }
    for (const XmlElement& child : expect.children) {
      if (child.name == "answer") {
        problems.Add(child.offset, "<answer> goes only in <client-case>");
      }
    }
  }
}

}  // namespace shakedown::scenario
