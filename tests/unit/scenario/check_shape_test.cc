#include "scenario/check_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_text.h"

namespace shakedown::scenario {
namespace {

using testing::ElementsAre;
using testing_support::ErrorsOf;
using testing_support::HandshakeWith;
using testing_support::ScenarioWith;
using testing_support::SuiteWith;

TEST(CheckShape, ShowsTheLineWithACaret) {
  const LoadedSuite loaded = ParseSuite(HandshakeWith("idenity=\"alice\""), "suites/a.xml");
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].code(), ErrorCode::kSuite);
  EXPECT_EQ(loaded.errors[0].Text(),
            "suites/a.xml:4:12: error: <handshake> has no attribute 'idenity'\n"
            "  <handshake idenity=\"alice\"/>\n"
            "             ^\n"
            "  hint: did you mean 'identity'?");
}

TEST(CheckShape, PointsIntoValues) {
  const LoadedSuite loaded = ParseSuite(
      ScenarioWith("<handshake/>\n<expect cause=\"accepted client.no-identiy\"/>"), "a.xml");
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].Text(),
            "a.xml:5:25: error: attribute 'cause': 'client.no-identiy' is not a cause\n"
            "  <expect cause=\"accepted client.no-identiy\"/>\n"
            "                          ^\n"
            "  hint: did you mean 'client.no-identity'?");
}

struct ShapeCase {
  const char* name;
  std::string text;
  std::string error;
};

class ShapeDefects : public testing::TestWithParam<ShapeCase> {};

TEST_P(ShapeDefects, AreRefusedAtTheirPlace) {
  EXPECT_THAT(ErrorsOf(GetParam().text), ElementsAre(GetParam().error));
}

const ShapeCase kCases[] = {
    {"WrongRoot", "<suit xmlns='urn:shakedown:suite:1' name='s'/>",
     "1:1: the root element is <suit>, not <suite> [a suite file starts with <suite "
     "xmlns=\"urn:shakedown:suite:1\" name=\"...\">]"},
    {"PrefixedRoot", "<x:suite xmlns:x='urn:shakedown:suite:1' name='s'/>",
     "1:1: the root element is <x:suite>, not <suite> [suites use the default namespace: "
     "xmlns=\"urn:shakedown:suite:1\", without a prefix]"},
    {"NoNamespace", "<suite name='s'/>", "1:1: <suite> needs the attribute 'xmlns'"},
    {"OtherNamespace", "<suite xmlns='urn:shakedown:suite:9' name='s'/>",
     "1:15: attribute 'xmlns': 'urn:shakedown:suite:9' is not the namespace of suites "
     "[xmlns=\"urn:shakedown:suite:1\"]"},
    {"NoName", "<suite xmlns='urn:shakedown:suite:1'/>", "1:1: <suite> needs the attribute 'name'"},
    {"UnknownElement", SuiteWith("<scenarios/>"),
     "2:1: <suite> cannot hold <scenarios> [did you mean 'scenario'?]"},
    {"FarFromEverything", SuiteWith("<zzzzzz/>"),
     "2:1: <suite> cannot hold <zzzzzz> [known here: description, variable, target, peer, "
     "identities, scenario, client-case]"},
    {"MisplacedElement", SuiteWith("<handshake/>"),
     "2:1: <suite> cannot hold <handshake> [<handshake> belongs into <scenario>]"},
    {"PrefixedElement", SuiteWith("<s:scenario/>"),
     "2:1: an element with a prefix: <s:scenario> [suites use the default namespace: "
     "xmlns=\"urn:shakedown:suite:1\"]"},
    {"OutOfOrder", SuiteWith("<identities/>\n<target url='https://a.test/'/>"),
     "3:1: <target> must stand before <identities>"},
    {"SecondTarget", SuiteWith("<target/>\n<target/>"),
     "3:1: a second <target> in <suite> [there can be only one]"},
    {"EmptyPeer", SuiteWith("<peer/>"), "2:1: <peer> needs at least one <host>"},
    {"NoHandshake", ScenarioWith("<expect outcome='refused'/>"),
     "3:1: <scenario> needs at least one <handshake>"},
    {"NoExpect", ScenarioWith("<handshake/>"), "3:1: <scenario> needs at least one <expect>"},
    {"ExpectFirst", ScenarioWith("<expect outcome='refused'/>\n<handshake/>"),
     "5:1: <handshake> must stand before <expect>"},
    {"Text", SuiteWith("  hello"),
     "2:3: text is not allowed in <suite> [put it into a <description> or a comment]"},
    {"EmptyDescription", SuiteWith("<description> </description>"), "2:1: <description> is empty"},
    {"ElementInDescription", SuiteWith("<description>a <b/></description>"),
     "2:16: <description> cannot hold <b>"},
    {"NoScenarioId", SuiteWith("<scenario><handshake/><expect outcome='refused'/></scenario>"),
     "2:1: <scenario> needs the attribute 'id'"},
    {"BadId", SuiteWith("<variable name='a b'/>"),
     "2:17: attribute 'name': 'a b' is not a variable's name [letters, digits, '_', '.' and '-', "
     "first a letter or '_']"},
    {"EmptyKnownFailure",
     ScenarioWith("<handshake/><expect outcome='refused'/>", "known-failure=' '"),
     "3:33: attribute 'known-failure': the value is empty"},
    {"LineBreakInValue", HandshakeWith("path='/a&#10;b'"),
     "4:18: attribute 'path': line breaks and tabs are not allowed"},
    {"EditorAttributeElsewhere", SuiteWith("<target xsi:schemaLocation='x'/>"),
     "2:9: <target> has no attribute 'xsi:schemaLocation' [known here: url, starttls, server-ca, "
     "client-ca, "
     "crl, ca-cert, ca-key, ca-pass, canary]"},
    {"Tls", HandshakeWith("tls='1.4'"),
     "4:17: attribute 'tls': '1.4' is not a TLS version [did you mean '1.0'?]"},
    {"Via", HandshakeWith("via='http://a.test:1 direct'"),
     "4:33: attribute 'via': 'direct' stands alone"},
    {"PasswordInVia", HandshakeWith("via='http://bob:hunter2@a.test:1'"),
     "4:17: attribute 'via': a password is not written into a suite [write user:env:NAME@ for one "
     "that stands in an environment variable]"},
    {"ReferenceInValue", HandshakeWith("identity='&#65;'"),
     "4:22: attribute 'identity': 'A' is not an identity's id [lower-case letters, digits, '.', "
     "'_' and '-']"},
};

INSTANTIATE_TEST_SUITE_P(All, ShapeDefects, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CheckShape, LeavesValuesWithVariablesForLater) {
  EXPECT_THAT(
      ErrorsOf(HandshakeWith("tls='${tls.version}'")),
      ElementsAre("4:17: attribute 'tls': variable 'tls.version' is not known here [declare "
                  "it: <variable name=\"tls.version\"/>]"));
  EXPECT_THAT(ErrorsOf(HandshakeWith("connect='${terminator}'")), ElementsAre());
  EXPECT_THAT(ErrorsOf(HandshakeWith("path='$${terminator}'")).size(), 1U)
      << "a literal, and wrong";
}

TEST(CheckShape, FindsAllDefectsInOnePassInTheOrderOfTheFile) {
  const std::string text = SuiteWith(
      "<variable name=\"x\" defualt=\"1\"/>\n"
      "<scenario id=\"A\">\n"
      "<handshake identity=\"nobody\" tls=\"9\"/>\n"
      "<expect outcome=\"perhaps\"/>\n"
      "</scenario>");
  EXPECT_THAT(ErrorsOf(text),
              ElementsAre(testing::StartsWith("2:20: <variable> has no attribute 'defualt'"),
                          testing::StartsWith("3:15: attribute 'id': 'A'"),
                          testing::StartsWith("4:22: attribute 'identity': there is no identity"),
                          testing::StartsWith("4:35: attribute 'tls': '9'"),
                          testing::StartsWith("5:18: attribute 'outcome': 'perhaps'")));
}

TEST(CheckShape, StopsAfterAHundredDefects) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += "<x/>\n";
  const auto errors = ErrorsOf(SuiteWith(many));
  ASSERT_EQ(errors.size(), 101U);
  EXPECT_EQ(errors.back(), "102:1: more than 100 defects; the rest is not shown");
}

}  // namespace
}  // namespace shakedown::scenario
