#include "scenario/xml_tree.h"

#include <gtest/gtest.h>

namespace shakedown::scenario {
namespace {

/// "line:column: message" of what makes `text` unreadable; "" if nothing does.
std::string Defect(const std::string& text) {
  const SourceText source("s.xml", text);
  const auto root = ParseXml(source);
  if (root) return "";
  const SourcePosition& at = root.error().position();
  return std::to_string(at.line) + ':' + std::to_string(at.column) + ": " + root.error().message();
}

TEST(ParseXml, KnowsTheExactPlaceOfNamesAndValues) {
  const std::string text =
      "<?xml version='1.0'?>\n<!-- <no a=''/> -->\n<a  x = 'one'\n y=\"&lt;2\"><b/>t</a>";
  const SourceText source("s.xml", text);
  const auto root = ParseXml(source);
  ASSERT_TRUE(root) << root.error().Text();
  EXPECT_EQ(root->name, "a");
  EXPECT_EQ(text.substr(root->offset, 2), "<a");
  ASSERT_EQ(root->attributes.size(), 2U);
  EXPECT_EQ(root->attributes[0].name, "x");
  EXPECT_EQ(text.substr(root->attributes[0].name_offset, 1), "x");
  EXPECT_EQ(text.substr(root->attributes[0].value_offset, 3), "one");
  EXPECT_TRUE(root->attributes[0].verbatim);
  EXPECT_EQ(root->attributes[1].value, "<2");
  EXPECT_FALSE(root->attributes[1].verbatim);
  ASSERT_EQ(root->children.size(), 1U);
  EXPECT_EQ(text.substr(root->children[0].offset, 4), "<b/>");
  EXPECT_EQ(root->text, "t");
  EXPECT_EQ(text.substr(root->text_offset, 1), "t");
}

TEST(ParseXml, JoinsTextAndCharacterData) {
  const SourceText source("s.xml", "<a>\n one <![CDATA[ <two> ]]>\n<b/> three</a>");
  const auto root = ParseXml(source);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->text, "one <two> three");
}

TEST(ParseXml, KeepsPlacesRightWithWindowsLineEnds) {
  const std::string text = "<a\r\n>\r\n<b\r\n x='1\r\n2'/><c y='3'/></a>";
  const SourceText source("s.xml", text);
  const auto root = ParseXml(source);
  ASSERT_TRUE(root);
  ASSERT_EQ(root->children.size(), 2U);
  EXPECT_EQ(text.substr(root->children[1].offset, 2), "<c");
  EXPECT_EQ(text.substr(root->children[1].attributes[0].value_offset, 1), "3");
}

struct DefectCase {
  const char* name;
  std::string text;
  std::string defect;
};

class ParseXmlDefects : public testing::TestWithParam<DefectCase> {};

TEST_P(ParseXmlDefects, AreFoundWhereTheyStand) {
  EXPECT_EQ(Defect(GetParam().text), GetParam().defect);
}

const DefectCase kDefects[] = {
    {"Empty", "", "1:1: the file holds no element"},
    {"OnlyComment", "<!-- x -->", "1:1: the file holds no element"},
    {"TextBefore", "\n x <a/>", "2:2: text before the first element"},
    {"TextAfter", "<a/>\nx", "2:1: text after the end of the suite"},
    {"SecondRoot", "<a/>\n<b/>", "2:1: a second root element <b>"},
    {"NeverClosed", "<a>\n  <b>\n  </b>\n", "1:1: <a> is never closed"},
    {"WrongEndTag", "<a>\n<b>\n</a>", "3:1: </a> does not close <b>, opened in line 2"},
    {"EndTagTooMany", "<a/></b>", "1:5: </b> closes nothing"},
    {"EndTagOpen", "<a></a", "1:4: this end tag is not closed"},
    {"TagOpen", "<a x='1'", "1:1: the tag <a> is not closed"},
    {"LessSign", "<a>1 < 2</a>", "1:6: \"<\" does not begin an element"},
    {"NoBlank", "<a x='1'y='2'/>", "1:9: a blank is missing here in the tag <a>"},
    {"NoValue", "<a x/>", "1:4: attribute 'x' has no value"},
    {"NoQuotes", "<a x=1/>", "1:6: the value of attribute 'x' must stand in quotes"},
    {"ValueOpen", "<a x='1/>", "1:6: the value of attribute 'x' is never closed"},
    {"NotAnAttribute", "<a =''/>", "1:4: this is not an attribute of <a>"},
    {"LessInValue", "<a x='a<b'/>", "1:8: \"<\" is not allowed in the value of attribute 'x'"},
    {"Twice", "<a x='1' y='2'\n x='3'/>", "2:2: attribute 'x' is given twice"},
    {"UnknownReference", "<a x='a&nbsp;b'/>", "1:8: \"&\" does not begin a known reference"},
    {"BareAmpersand", "<a>you & me</a>", "1:8: \"&\" does not begin a known reference"},
    {"ReferenceToControl", "<a x='&#27;'/>", "1:7: \"&\" does not begin a known reference"},
    {"ReferenceTooLarge", "<a x='&#x110000;'/>", "1:7: \"&\" does not begin a known reference"},
    {"Doctype", "<!DOCTYPE a>\n<a/>",
     "1:1: a DOCTYPE or other declaration is not allowed in a suite file"},
    {"Entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<a>&x;</a>",
     "1:1: a DOCTYPE or other declaration is not allowed in a suite file"},
    {"CommentOpen", "<a><!-- </a>", "1:4: this comment is never closed"},
    {"CommentTooShort", "<a><!--></a>", "1:4: this comment is never closed"},
    {"CommentDashes", "<a><!-- a -- b --></a>", "1:11: \"--\" is not allowed inside a comment"},
    {"CdataOpen", "<a><![CDATA[ </a>", "1:4: this CDATA section is never closed"},
    {"CdataOutside", "<![CDATA[x]]><a/>", "1:1: text outside of the suite"},
    {"InstructionOpen", "<?x <a/>", "1:1: this processing instruction is never closed"},
    {"LateDeclaration", "\n<?xml version='1.0'?><a/>",
     "2:1: the XML declaration must be the first thing in the file"},
    {"OtherEncoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
     "1:21: a suite file must be encoded in UTF-8"},
    {"NotUtf8", "<a x='\xFF'/>",
     "1:7: a control character, or an octet that is not UTF-8, cannot stand in XML"},
    {"Zero", std::string("<a>\0</a>", 8),
     "1:4: a control character, or an octet that is not UTF-8, cannot stand in XML"},
};

INSTANTIATE_TEST_SUITE_P(All, ParseXmlDefects, testing::ValuesIn(kDefects),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ParseXml, BoundsDepthAndSize) {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  EXPECT_EQ(Defect(deep), "1:97: elements are nested too deeply");
  std::string many = "<a>";
  for (int i = 0; i < 400'000; ++i) many += "<b/>";
  EXPECT_EQ(Defect(many + "</a>"), "1:1600000: too many elements");
  std::string wide = "<a";
  for (int i = 0; i < 65; ++i) wide += " x" + std::to_string(i) + "=''";
  EXPECT_EQ(Defect(wide + "/>").substr(7), "<a> has too many attributes");
}

}  // namespace
}  // namespace shakedown::scenario
