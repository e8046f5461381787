// The grammar, scenarios/suite.xsd and docs/scenario-format.md say the same.
#include "scenario/grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "core/file.h"
#include "core/text.h"
#include "scenario/loader.h"
#include "tests/support/program.h"
#include "tests/support/suite_text.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::scenario {
namespace {

using testing_support::kKitchenSink;

constexpr const char* kSchema = SHAKEDOWN_SOURCE_DIR "/scenarios/suite.xsd";
constexpr const char* kFormatPage = SHAKEDOWN_SOURCE_DIR "/docs/scenario-format.md";

/// The schema as a tree.
const pugi::xml_node& Schema() {
  static const auto* document = [] {
    auto* loaded = new pugi::xml_document;
    if (!loaded->load_file(kSchema)) ADD_FAILURE() << kSchema;
    return loaded;
  }();
  static const pugi::xml_node root = document->child("xs:schema");
  return root;
}

std::string WithoutPrefix(const std::string& type) {
  return type.starts_with("s:") ? type.substr(2) : type;
}

pugi::xml_node SimpleType(const std::string& name) {
  return Schema().find_child_by_attribute("xs:simpleType", "name", WithoutPrefix(name).c_str());
}

/// All enumerated words of a type, through unions and lists.
void TakeWords(const pugi::xml_node& type, std::set<std::string>& words) {
  for (const auto& enumeration : type.child("xs:restriction").children("xs:enumeration")) {
    words.insert(enumeration.attribute("value").value());
  }
  const std::string members = type.child("xs:union").attribute("memberTypes").value();
  for (const auto member : Words(members)) TakeWords(SimpleType(std::string(member)), words);
  const auto nested = type.child("xs:restriction").child("xs:simpleType");
  const std::string item = nested.child("xs:list").attribute("itemType").value();
  if (!item.empty()) TakeWords(SimpleType(item), words);
}

pugi::xml_node ComplexType(std::string_view element) {
  return Schema().find_child_by_attribute("xs:complexType", "name", std::string(element).c_str());
}

bool IsDocumented(const pugi::xml_node& node) {
  const std::string_view text = node.child("xs:annotation").child("xs:documentation").child_value();
  return !Trimmed(text).empty();
}

TEST(Schema, HasTheAttributesOfTheGrammar) {
  for (const ElementRule& rule : Grammar()) {
    if (rule.text) continue;
    std::set<std::string> expected;
    for (const AttributeRule& attribute : rule.attributes) {
      if (attribute.kind == ValueKind::kNamespace) continue;
      expected.insert(std::string(attribute.name) + (attribute.mandatory ? "!" : ""));
    }
    std::set<std::string> found;
    for (const auto& attribute : ComplexType(rule.name).children("xs:attribute")) {
      const bool required = std::string(attribute.attribute("use").value()) == "required";
      found.insert(attribute.attribute("name").value() + std::string(required ? "!" : ""));
      EXPECT_TRUE(IsDocumented(attribute))
          << rule.name << ' ' << attribute.attribute("name").value();
    }
    EXPECT_EQ(found, expected) << rule.name;
  }
}

TEST(Schema, HasTheChildrenOfTheGrammarInItsOrder) {
  for (const ElementRule& rule : Grammar()) {
    const auto type = ComplexType(rule.name);
    const auto group = type.child(rule.ordered ? "xs:sequence" : "xs:choice");
    std::vector<std::string> expected;
    for (const ChildRule& child : rule.children) {
      const bool bounds = rule.ordered;
      expected.push_back(std::string(child.name) + (bounds && !child.mandatory ? " 0" : "") +
                         (bounds && child.many ? " many" : ""));
    }
    std::vector<std::string> found;
    for (const auto& child : group.children("xs:element")) {
      const std::string minimum = child.attribute("minOccurs").value();
      const std::string maximum = child.attribute("maxOccurs").value();
      found.push_back(child.attribute("name").value() + std::string(minimum == "0" ? " 0" : "") +
                      (maximum == "unbounded" ? " many" : ""));
      EXPECT_TRUE(IsDocumented(child)) << child.attribute("name").value();
    }
    EXPECT_EQ(found, expected) << rule.name;
  }
}

TEST(Schema, HasTheWordsOfTheGrammar) {
  int closed = 0;
  for (const ElementRule& rule : Grammar()) {
    for (const AttributeRule& attribute : rule.attributes) {
      const auto& words = Vocabulary(attribute.kind);
      if (words.empty()) continue;
      ++closed;
      const auto declared = ComplexType(rule.name).find_child_by_attribute(
          "xs:attribute", "name", std::string(attribute.name).c_str());
      std::set<std::string> found;
      TakeWords(SimpleType(declared.attribute("type").value()), found);
      EXPECT_EQ(found, std::set<std::string>(words.begin(), words.end()))
          << rule.name << ' ' << attribute.name;
    }
  }
  EXPECT_GT(closed, 20);
}

/// What xmllint says of files: the names of those that are valid.
class Xmllint {
 public:
  /// Writes a document under `name`.
  void Add(const std::string& name, const std::string& text) {
    files_.push_back(folder_.path() + '/' + name + ".xml");
    ASSERT_TRUE(WriteFile(files_.back(), text));
  }
  void AddFile(const std::string& path) { files_.push_back(path); }

  /// Names (without folder and ending) that the schema accepts.
  std::set<std::string> Valid() {
    std::vector<std::string> words = {"xmllint", "--nonet", "--noout", "--schema", kSchema};
    words.insert(words.end(), files_.begin(), files_.end());
    const auto result = testing_support::RunProgram(words);
    EXPECT_NE(result.exit_code, 127) << "xmllint (package libxml2-utils) is needed";
    EXPECT_EQ(result.err.find("compile"), std::string::npos) << result.err;
    std::set<std::string> valid;
    for (const std::string& file : files_) {
      const std::string stem = std::filesystem::path(file).stem().string();
      if (result.err.find(file + " validates\n") != std::string::npos) valid.insert(stem);
    }
    output_ = result.err;
    return valid;
  }
  const std::string& output() const { return output_; }

 private:
  testing_support::TemporaryFolder folder_;
  std::vector<std::string> files_;
  std::string output_;
};

TEST(Schema, AcceptsEveryShippedSuiteAndTheOneThatUsesEverything) {
  Xmllint xmllint;
  std::set<std::string> names = {"kitchen-sink"};
  xmllint.AddFile(kKitchenSink);
  for (const auto& entry : std::filesystem::directory_iterator(SHAKEDOWN_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".xml") continue;
    xmllint.AddFile(entry.path().string());
    names.insert(entry.path().stem().string());
  }
  EXPECT_EQ(xmllint.Valid(), names) << xmllint.output();
}

/// Variants of the suite that uses everything, each with one defect that the schema can see.
class Mutations {
 public:
  Mutations() {
    document_.load_file(kKitchenSink, pugi::parse_full);
    Visit(document_.child("suite"));
  }
  std::map<std::string, std::string> Take() { return std::move(texts_); }

 private:
  void Keep(const std::string& name) {
    std::ostringstream text;
    document_.save(text);
    texts_[std::to_string(texts_.size()) + '-' + name] = text.str();
  }

  void Visit(pugi::xml_node element) {
    const std::string name = element.name();
    const ElementRule* rule = FindElement(name);
    ASSERT_NE(rule, nullptr) << name;
    element.set_name((name + "x").c_str());
    Keep(name + "-element");
    element.set_name(name.c_str());
    element.append_attribute("unknown") = "x";
    Keep(name + "-unknown-attribute");
    element.remove_attribute("unknown");
    for (const AttributeRule& attribute : rule->attributes) Attribute(element, attribute);
    for (auto child : element.children()) {
      if (child.type() == pugi::node_element) Visit(child);
    }
  }

  void Attribute(pugi::xml_node element, const AttributeRule& rule) {
    pugi::xml_attribute attribute = element.attribute(std::string(rule.name).c_str());
    if (!attribute || rule.kind == ValueKind::kNamespace) return;
    const std::string name = std::string(element.name()) + '-' + attribute.name();
    const std::string value = attribute.value();
    if (!Vocabulary(rule.kind).empty()) {
      attribute.set_value("unknown-word");
      Keep(name + "-word");
      attribute.set_value(value.c_str());
    }
    if (rule.mandatory) {
      element.remove_attribute(attribute);
      Keep(name + "-missing");
      element.prepend_attribute(std::string(rule.name).c_str()) = value.c_str();
    }
  }

  pugi::xml_document document_;
  std::map<std::string, std::string> texts_;
};

TEST(Schema, RefusesWhatTheLoaderRefuses) {
  const auto mutations = Mutations().Take();
  EXPECT_GT(mutations.size(), 100U);
  Xmllint xmllint;
  for (const auto& [name, text] : mutations) {
    EXPECT_FALSE(ParseSuite(text, name).ok()) << name;
    xmllint.Add(name, text);
  }
  EXPECT_EQ(xmllint.Valid(), std::set<std::string>());
}

TEST(Schema, RefusesWrongFormsAndOrder) {
  const std::map<std::string, std::string> wrong = {
      {"order", testing_support::SuiteWith("<identities/><target/>")},
      {"two-targets", testing_support::SuiteWith("<target/><target/>")},
      {"empty-peer", testing_support::SuiteWith("<peer/>")},
      {"text", testing_support::SuiteWith("text")},
      {"empty-description", testing_support::SuiteWith("<description/>")},
      {"duration", testing_support::HandshakeWith("timeout='5'")},
      {"negative-wait", testing_support::HandshakeWith("timeout='-5s'")},
      {"version", testing_support::HandshakeWith("tls='1.2-'")},
      {"two-versions", testing_support::HandshakeWith("tls='1.2 1.3'")},
      {"path", testing_support::HandshakeWith("path='x'")},
      {"slug", testing_support::HandshakeWith("id='A'")},
      {"resume", testing_support::HandshakeWith("resume='nobody'")},
      {"token", testing_support::HandshakeWith("method='GET /'")},
      {"library-list", testing_support::HandshakeWith("groups='a b'")},
      {"no-handshake", testing_support::ScenarioWith("<expect outcome='refused'/>")},
      {"no-expect", testing_support::ScenarioWith("<handshake/>")},
      {"empty-known-failure", testing_support::ScenarioWith(
                                  "<handshake/><expect outcome='refused'/>", "known-failure=''")},
      {"same-id", testing_support::SuiteWith("<variable name='a'/><variable name='a'/>")},
      {"status", testing_support::ScenarioWith("<handshake/><expect><at status='40'/></expect>")},
  };
  Xmllint xmllint;
  for (const auto& [name, text] : wrong) {
    EXPECT_FALSE(ParseSuite(text, name).ok()) << name;
    xmllint.Add(name, text);
  }
  EXPECT_EQ(xmllint.Valid(), std::set<std::string>());
}

/// The fenced xml blocks of the page.
std::vector<std::string> Examples() {
  std::vector<std::string> examples;
  const auto page = ReadFile(kFormatPage);
  if (!page) {
    ADD_FAILURE() << page.error().Text();
    return examples;
  }
  const std::string opening = "```xml\n";
  for (size_t at = page->find(opening); at != std::string::npos; at = page->find(opening, at)) {
    at += opening.size();
    const size_t end = page->find("\n```", at);
    examples.push_back(page->substr(at, end - at) + '\n');
    at = end;
  }
  return examples;
}

TEST(FormatPage, HasOnlyExamplesThatLoad) {
  const auto examples = Examples();
  EXPECT_GT(examples.size(), 5U);
  Xmllint xmllint;
  std::set<std::string> names;
  for (size_t i = 0; i < examples.size(); ++i) {
    const std::string name = "example-" + std::to_string(i + 1);
    for (const Error& error : ParseSuite(examples[i], name).errors) ADD_FAILURE() << error.Text();
    xmllint.Add(name, examples[i]);
    names.insert(name);
  }
  EXPECT_EQ(xmllint.Valid(), names) << xmllint.output();
}

TEST(FormatPage, NamesEveryElementAttributeAndWord) {
  const auto page = ReadFile(kFormatPage);
  ASSERT_TRUE(page);
  for (const ElementRule& rule : Grammar()) {
    EXPECT_NE(page->find("`<" + std::string(rule.name) + ">`"), std::string::npos) << rule.name;
    for (const AttributeRule& attribute : rule.attributes) {
      EXPECT_NE(page->find('`' + std::string(attribute.name) + '`'), std::string::npos)
          << rule.name << ' ' << attribute.name;
    }
  }
  for (const auto* list :
       {&words::kCapabilities, &words::kDamage, &words::kFlaws, &words::kDefects, &words::kKeyKinds,
        &words::kIssuers, &words::kBehaviours, &words::kNameMatches, &words::kRequestTimes,
        &words::kBuiltInVariables}) {
    for (const std::string& word : *list) {
      EXPECT_NE(page->find('`' + word + '`'), std::string::npos) << word;
    }
  }
}

TEST(Grammar, UsesEveryElementAndAttributeInTheSuiteThatUsesEverything) {
  const auto text = ReadFile(kKitchenSink);
  ASSERT_TRUE(text);
  for (const ElementRule& rule : Grammar()) {
    EXPECT_NE(text->find('<' + std::string(rule.name)), std::string::npos) << rule.name;
    for (const AttributeRule& attribute : rule.attributes) {
      EXPECT_NE(text->find(' ' + std::string(attribute.name) + "=\""), std::string::npos)
          << rule.name << ' ' << attribute.name;
    }
  }
}

}  // namespace
}  // namespace shakedown::scenario
